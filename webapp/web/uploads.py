"""Files as requests carry them: whole in a form, or piece by piece for upload.js, which is answered in JSON."""

from collections.abc import Callable

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from webapp.core.files import terms
from webapp.core.files.kinds import ENDINGS, Kinds
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.files.store import OutOfStep
from webapp.core.refused import Refused
from webapp.web.pages import Body

BESIDE_THE_FILE = 64 * 1024  # bytes: the other parts of its form

Pieces = Callable[[StoredFile], str]


def expect(taken: Kinds) -> None:
    """Lets the body of this request be as large as one such file needs; before anything of it is read, because any
    other form is far smaller. A larger one raises RequestEntityTooLarge where its parts are read."""
    request.max_content_length = terms.most(taken) + BESIDE_THE_FILE


def chosen() -> FileStorage | None:
    """The file of a plain post; browsers send an empty part where none was chosen."""
    file = request.files.get("file")
    return file if file and file.filename else None


def too_large(taken: Kinds) -> str:
    return f"{_('This file is too large.')} {terms.what_is_taken(taken)}"


def endings(taken: Kinds) -> str:
    """For the `accept` of a field."""
    return ",".join(sorted(ENDINGS[kind] for kind in taken.kinds))


def script(
    taken: Kinds, *, begin: str, then: str, later: str, begun: StoredFile | None, pieces: Pieces
) -> dict[str, object]:
    """What the form of a file carries for upload.js. `begun` is one that came in part, to be gone on with; `pieces`
    says where the pieces of a file go, and is the address that `answered` gives too."""
    shown = {
        "upload": begin,
        "most": terms.most(taken),
        "piece": taken.piece_most,
        "then": then,
        "later": later,
    }
    if begun:
        shown |= {"begun": pieces(begun), "begun-name": begun.name, "begun-size": begun.size}
    return {f"data-{name}": value for name, value in shown.items()}


# ---- In pieces ----


def announced() -> tuple[str, int]:
    """The name and the size of a file that will come in pieces; 0 for what is no size."""
    return request.form.get("name", ""), max(_whole_number(request.form.get("size", "")), 0)


def piece(taken: Kinds) -> tuple[int, bytes]:
    """`?offset=` is where the piece begins; the body is the piece itself, at the most one byte more than it may be."""
    return _whole_number(request.args.get("offset", "")), request.stream.read(taken.piece_most + 1)


def _whole_number(text: str) -> int:
    """-1 for anything else. Of one that is absurdly long, as much as nothing is as large as."""
    return int(text[:15]) if text.isascii() and text.isdigit() else -1


def answered(act: Callable[[], StoredFile], pieces: Pieces, status: int = 200) -> Body:
    """How far the file is after `act`, and where its next piece goes; or why not."""
    try:
        stored = act()
    except OutOfStep as other:
        return {"error": str(other.message), "received": other.received}, other.status
    except Refused as refusal:
        return {"error": str(refusal.message)}, refusal.status
    is_ready = stored.status == FileStatus.READY
    return {"id": stored.id, "received": stored.received, "ready": is_ready, "pieces": pieces(stored)}, status
