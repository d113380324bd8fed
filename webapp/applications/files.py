"""The file of an application: its page, a plain post of it, its pieces, and one's own copy back."""

from collections.abc import Callable
from pathlib import PurePath

from flask import flash, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from webapp import config
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import drafts, steps, submission
from webapp.applications.blueprint import bp
from webapp.applications.holders import Held
from webapp.core.files import store
from webapp.core.files.kinds import DOCUMENTS, ENDINGS
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.files.store import OutOfStep
from webapp.core.refused import Refused
from webapp.web import downloads
from webapp.web.forms import Form, number
from webapp.web.pages import Body

BESIDE_THE_FILE = 64 * 1024  # bytes: the other parts of its form


@bp.get("/applications/<application_id>/submission")
@requires(Permission.APPLY)
def show_submission(application_id: str):
    held = Held(application_id)
    return _page(held, Form()) if drafts.may_change(held.application) else held.go("show")


@bp.post("/applications/<application_id>/submission")
@requires(Permission.APPLY, csrf_in_form=True)
def send_submission(application_id: str):
    """The file as a plain post. Without one it goes on: nobody has to have made a submission."""
    held = Held(application_id)
    # Before anything of the body is read: any other form is far smaller.
    request.max_content_length = config.current().upload_max_mb * store.MB + BESIDE_THE_FILE
    try:
        form = Form()
        if not form.validate():
            return _page(held, form, 422)
        if chosen := _chosen():
            received = submission.receive(held.application, chosen.filename or "", chosen.stream, by=held.by)
            flash(_("Received: %(name)s", name=received.name), "ok")
    except RequestEntityTooLarge:
        return _refused(held, f"{_('This file is too large.')} {_taken()}", 413)
    except Refused as refusal:
        return _refused(held, refusal.message, refusal.status)
    return held.go("show") if request.form.get("then") == "later" else _go_on(held)


def _go_on(held: Held) -> Response:
    endpoint, values = _following(held)
    return held.go(endpoint, **values)


def _chosen() -> FileStorage | None:
    """The file of a plain post; browsers send an empty part where none was chosen."""
    file = request.files.get("file")
    return file if file and file.filename else None


def _refused(held: Held, reason: object, status: int) -> Body:
    form = Form(formdata=None)
    form.refuse(reason)
    return _page(held, form, status)


@bp.post("/applications/<application_id>/files/<file_id>/removal")
@requires(Permission.APPLY)
def remove_file(application_id: str, file_id: str):
    held = Held(application_id)
    submission.remove(held.application, file_id, by=held.by)
    flash(_("Removed."), "ok")
    return held.go("show_submission")


@bp.get("/applications/<application_id>/files/<file_id>")
@requires(Permission.APPLY)
def own_file(application_id: str, file_id: str):
    stored = submission.whole(Held(application_id).application, file_id)
    return downloads.attachment(stored, PurePath(stored.name).stem)


# ---- The page ----


def _page(held: Held, form: Form, status: int = 200) -> Body:
    in_order = steps.of(held.edition)
    endpoint, values = _following(held)
    return held.page(
        "submission",
        status,
        step=steps.SUBMISSION,
        place=in_order.index(steps.SUBMISSION) + 1,
        places=len(in_order),
        form=form,
        current=submission.current(held.application),
        begun=submission.under_way(held.application),
        taken=_taken(),
        most=config.current().upload_max_mb * store.MB,
        endings=",".join(sorted(ENDINGS[kind] for kind in DOCUMENTS.kinds)),
        following=held.url(endpoint, **values),
        back_to_check=_to_check(),
    )


def _taken() -> object:
    return store.what_is_taken(DOCUMENTS)


def _following(held: Held) -> tuple[str, dict[str, str]]:
    """Where the way leads from here."""
    following = steps.after(held.edition, steps.SUBMISSION)
    return ("check", {}) if _to_check() or following is None else ("ask", {"step_name": following.name})


def _to_check() -> bool:
    return request.args.get("back") == "check"


# ---- In pieces, for upload.js, which is answered in JSON ----


@bp.post("/applications/<application_id>/files")
@requires(Permission.APPLY)
def begin_file(application_id: str):
    held = Held(application_id)
    name, size = request.form.get("name", ""), request.form.get("size", "")
    bytes_ = int(size[:15]) if size.isascii() and size.isdigit() else 0
    return _answered(lambda: submission.begin(held.application, name, bytes_, by=held.by), 201)


@bp.get("/applications/<application_id>/files/<file_id>/pieces")
@requires(Permission.APPLY)
def file_so_far(application_id: str, file_id: str):
    held = Held(application_id)
    return _answered(lambda: submission.found(held.application, file_id))


@bp.post("/applications/<application_id>/files/<file_id>/pieces")
@requires(Permission.APPLY)
def append_piece(application_id: str, file_id: str):
    """`?offset=` is where the piece begins; the body is the piece itself. With the last one the file is judged."""
    held = Held(application_id)
    offset = number(request.args.get("offset"))
    piece = request.stream.read(store.PIECE_MOST + 1)
    return _answered(lambda: submission.append(held.application, file_id, offset, piece, by=held.by))


def _answered(act: Callable[[], StoredFile], status: int = 200) -> Body:
    try:
        stored = act()
    except OutOfStep as other:
        return {"error": str(other.message), "received": other.received}, other.status
    except Refused as refusal:
        return {"error": str(refusal.message)}, refusal.status
    pieces = url_for("applications.append_piece", application_id=stored.subject_id, file_id=stored.id)
    is_ready = stored.status == FileStatus.READY
    return {"id": stored.id, "received": stored.received, "ready": is_ready, "pieces": pieces}, status
