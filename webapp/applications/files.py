"""The file of an application: its page, a plain post of it, its pieces, and one's own copy back."""

from pathlib import PurePath

from flask import flash, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import drafts, steps, submission
from webapp.applications.blueprint import bp
from webapp.applications.holders import Held
from webapp.core.files import terms
from webapp.core.files.kinds import DOCUMENTS
from webapp.core.files.models import StoredFile
from webapp.core.refused import Refused
from webapp.web import downloads, uploads
from webapp.web.forms import Form
from webapp.web.pages import Body


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
    uploads.expect(DOCUMENTS)
    try:
        form = Form()
        if not form.validate():
            return _page(held, form, 422)
        if chosen := uploads.chosen():
            received = submission.receive(held.application, chosen.filename or "", chosen.stream, by=held.by)
            flash(_("Received: %(name)s", name=received.name), "ok")
    except RequestEntityTooLarge:
        return _refused(held, uploads.too_large(DOCUMENTS), 413)
    except Refused as refusal:
        return _refused(held, refusal.message, refusal.status)
    return held.go("show") if request.form.get("then") == "later" else _go_on(held)


def _go_on(held: Held) -> Response:
    endpoint, values = _following(held)
    return held.go(endpoint, **values)


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
    in_order = steps.of(held.edition, held.application.answers)
    endpoint, values = _following(held)
    begun = submission.under_way(held.application)
    return held.page(
        "submission",
        status,
        step=steps.SUBMISSION,
        place=in_order.index(steps.SUBMISSION) + 1,
        places=len(in_order),
        form=form,
        current=submission.current(held.application),
        begun=begun,
        taken=terms.what_is_taken(DOCUMENTS),
        endings=uploads.endings(DOCUMENTS),
        script=uploads.script(
            DOCUMENTS,
            begin=held.url("begin_file"),
            then=held.url(endpoint, **values),
            later=held.url("show"),
            begun=begun,
            pieces=_pieces,
        ),
        back_to_check=_to_check(),
    )


def _following(held: Held) -> tuple[str, dict[str, str]]:
    """Where the way leads from here."""
    following = steps.after(held.edition, held.application.answers, steps.SUBMISSION)
    return ("check", {}) if _to_check() or following is None else ("ask", {"step_name": following.name})


def _to_check() -> bool:
    return request.args.get("back") == "check"


# ---- In pieces, for upload.js, which is answered in JSON ----


@bp.post("/applications/<application_id>/files")
@requires(Permission.APPLY)
def begin_file(application_id: str):
    held = Held(application_id)
    name, size = uploads.announced()
    return uploads.answered(lambda: submission.begin(held.application, name, size, by=held.by), _pieces, 201)


@bp.get("/applications/<application_id>/files/<file_id>/pieces")
@requires(Permission.APPLY)
def file_so_far(application_id: str, file_id: str):
    held = Held(application_id)
    return uploads.answered(lambda: submission.found(held.application, file_id), _pieces)


@bp.post("/applications/<application_id>/files/<file_id>/pieces")
@requires(Permission.APPLY)
def append_piece(application_id: str, file_id: str):
    """With the last one the file is judged."""
    held = Held(application_id)
    offset, piece = uploads.piece(DOCUMENTS)
    return uploads.answered(
        lambda: submission.append(held.application, file_id, offset, piece, by=held.by), _pieces
    )


def _pieces(stored: StoredFile) -> str:
    return url_for("applications.append_piece", application_id=stored.subject_id, file_id=stored.id)
