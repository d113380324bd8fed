"""The files of a panellist: in pieces for upload.js, one's own copy back, and removal; whatever part they are."""

from collections.abc import Callable
from pathlib import PurePath

from flask import flash, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.briefing import files
from webapp.briefing.models import Part
from webapp.core.files import terms
from webapp.core.files.models import StoredFile
from webapp.core.refused import Refused
from webapp.panellists.blueprint import bp
from webapp.panellists.holding import Place, own_place
from webapp.panellists.parts import PAGES, PARTS, WORDS
from webapp.web import downloads, uploads
from webapp.web.forms import Form
from webapp.web.pages import Body

HERE = "/panellists/<panellist_id>/<any(factsheet, video):word>/files"
ONE = HERE + "/<file_id>"


@bp.post(HERE)
@requires(Permission.PREPARE_STATEMENT)
def begin_file(panellist_id: str, word: str) -> Body:
    place = own_place(panellist_id)
    name, size = uploads.announced()
    return uploads.answered(
        lambda: files.begin(place.panellist, PARTS[word], name, size, by=place.by), _pieces, 201
    )


@bp.get(ONE + "/pieces")
@requires(Permission.PREPARE_STATEMENT)
def file_so_far(panellist_id: str, word: str, file_id: str) -> Body:
    place = own_place(panellist_id)
    return uploads.answered(lambda: files.found(place.panellist.id, PARTS[word], file_id), _pieces)


@bp.post(ONE + "/pieces")
@requires(Permission.PREPARE_STATEMENT)
def append_piece(panellist_id: str, word: str, file_id: str) -> Body:
    """With the last one the file is judged."""
    place, part = own_place(panellist_id), PARTS[word]
    offset, piece = uploads.piece(files.taken_for(place.panellist, part).kinds)
    return uploads.answered(
        lambda: files.append(place.panellist, part, file_id, offset, piece, by=place.by), _pieces
    )


def _pieces(stored: StoredFile) -> str:
    place = {"panellist_id": stored.subject_id, "word": WORDS[Part(stored.purpose)]}
    return url_for("panellists.append_piece", **place, file_id=stored.id)


@bp.get(ONE)
@requires(Permission.PREPARE_STATEMENT)
def own_file(panellist_id: str, word: str, file_id: str) -> Response:
    stored = files.whole(own_place(panellist_id).panellist.id, PARTS[word], file_id)
    return downloads.attachment(stored, PurePath(stored.name).stem)


@bp.post(ONE + "/removal")
@requires(Permission.PREPARE_STATEMENT)
def remove_file(panellist_id: str, word: str, file_id: str) -> Body:
    place = own_place(panellist_id)
    files.remove(place.panellist, PARTS[word], file_id, by=place.by)
    flash(_("Removed."), "ok")
    return place.go(PAGES[PARTS[word]])


# ---- What the pages of these parts share ----


def sent(place: Place, part: Part, show: Callable[[Form, int], Body]) -> Body:
    """Takes the file of a plain post, and goes back to its page; or shows that with the reason why not."""
    taken = files.taken_for(place.panellist, part).kinds
    uploads.expect(taken)
    try:
        form = Form()
        if not form.validate():
            return show(form, 422)
        chosen = uploads.chosen()
        if chosen is None:
            return show(_refusing(_("Choose a file first.")), 422)
        received = files.receive(place.panellist, part, chosen.filename or "", chosen.stream, by=place.by)
    except RequestEntityTooLarge:
        return show(_refusing(uploads.too_large(taken)), 413)
    except Refused as refusal:
        return show(_refusing(refusal.message), refusal.status)
    flash(_("Received: %(name)s", name=received.name), "ok")
    return place.go(PAGES[part])


def _refusing(reason: object) -> Form:
    form = Form(formdata=None)
    form.refuse(reason)
    return form


def shown(place: Place, part: Part) -> dict[str, object]:
    """What a page of the part draws: its versions, and the form for another one. Raises NotThere."""
    panellist, word = place.panellist, WORDS[part]
    kinds = files.taken_for(panellist, part).kinds
    begun, here = files.under_way(panellist.id, part), place.url(PAGES[part])
    return {
        "versions": files.versions(panellist.id, part),
        "begun": begun,
        "taken": terms.what_is_taken(kinds),
        "endings": uploads.endings(kinds),
        "script": uploads.script(
            kinds,
            begin=place.url("begin_file", word=word),
            then=here,
            later=here,
            begun=begun,
            pieces=_pieces,
        ),
    }
