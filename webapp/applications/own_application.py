"""An application for whoever holds it: how far it is, checking and sending it, its receipt, and what comes after."""

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.access import links
from webapp.access.guard import requires
from webapp.access.permissions import GrantKind, Permission
from webapp.applications import answers, drafts, queries, receipts, sending, steps
from webapp.applications.blueprint import BY_HOST, bp
from webapp.applications.forms import LinkForm, SendingForm
from webapp.applications.holders import LINK_SENT, Held
from webapp.applications.steps import StepStatus
from webapp.core import limits
from webapp.core.files import store
from webapp.core.refused import NotThere, Refused
from webapp.editions import queries as editions
from webapp.web.forms import number
from webapp.web.language import current_language
from webapp.web.pages import Body, go, page

SENDINGS = "30 per hour"
# Not the cookie: links to other things may have been opened on this device.
ERASED = '"cache", "storage"'


@bp.get("/applications/<application_id>")
@requires(Permission.APPLY)
def show(application_id: str):
    held = Held(application_id)
    return _overview(held, LinkForm(data={"email": held.application.answers.get("email", "")}))


def _overview(held: Held, form: LinkForm, status: int = 200, refusal: Refused | None = None) -> Body:
    application = held.application
    in_order = steps.of(held.edition, application.answers)
    progress = [(step, steps.status(application, step)) for step in in_order]
    first = next((step for step, at in progress if step.form and at != StepStatus.DONE), None)
    return held.page(
        "show",
        status,
        progress=progress,
        first=first,
        not_held=drafts.is_not_held(drafts.country_session(application, application.answers.get("state"))),
        # What is in the form, where that is all that can be done with it.
        rows=list(steps.rows(held.edition, application.answers)),
        files=store.ready(answers.SUBMISSION, application.id),
        is_as_sent=sending.stands_as_sent(application),
        form=form,
        refusal=refusal,
    )


# ---- Checking and sending ----


@bp.get("/applications/<application_id>/check")
@requires(Permission.APPLY)
def check(application_id: str):
    held = Held(application_id)
    if not drafts.may_change(held.application):
        return held.go("show")
    return _check(held)


def _check(
    held: Held, status: int = 200, refusal: Refused | None = None, form: SendingForm | None = None
) -> Body:
    application = held.application
    return held.page(
        "check",
        status,
        rows=list(steps.rows(held.edition, application.answers)),
        files=store.ready(answers.SUBMISSION, application.id),
        missing=steps.missing(application),
        is_as_sent=sending.stands_as_sent(application),
        form=form,
        refusal=refusal,
    )


@bp.post("/applications/<application_id>/sending")
@requires(Permission.APPLY, csrf_in_form=True)
def send(application_id: str):
    held, form = Held(application_id), SendingForm()
    if not form.validate():
        return _check(held, 422, form=form)
    try:
        limits.take(SENDINGS, "send-application", application_id)
        sending.send(application_id, version=number(form.version.data), by=held.by)
    except Refused as refusal:
        return _check(held, refusal.status, refusal)
    return held.go("receipt")


@bp.get("/applications/<application_id>/receipt")
@requires(Permission.APPLY)
def receipt(application_id: str):
    held = Held(application_id)
    if held.application.sent is None:
        return held.go("show")
    return held.page("receipt", rows=list(steps.rows(held.edition, held.application.sent)))


@bp.get("/applications/<application_id>.pdf")
@requires(Permission.APPLY)
def receipt_pdf(application_id: str):
    held = Held(application_id)
    if held.application.sent is None:
        raise NotThere
    body = receipts.pdf(held.application, current_language())
    # Its name names nobody.
    disposition = f'attachment; filename="{held.application.reference}.pdf"'
    return Response(body, mimetype="application/pdf", headers={"Content-Disposition": disposition})


# ---- Afterwards ----


@bp.get("/applications/<application_id>/withdrawal")
@requires(Permission.APPLY)
def ask_withdrawal(application_id: str):
    held = Held(application_id)
    if held.application.sent is None:
        return held.go("show")
    return held.page("withdraw")


@bp.post("/applications/<application_id>/withdrawal")
@requires(Permission.APPLY)
def withdraw(application_id: str):
    held = Held(application_id)
    sending.withdraw(application_id, by=held.by)
    return held.back(_("Withdrawn. It is not considered any more."))


@bp.post("/applications/<application_id>/link")
@requires(Permission.APPLY, csrf_in_form=True)
def send_link(application_id: str):
    held, form = Held(application_id), LinkForm()
    if not form.validate():
        return _overview(held, form, 422)
    try:
        limits.take(BY_HOST, "application-link-from", request.remote_addr or "")
        drafts.send_link(application_id, form.email.data, by=held.by, locale=current_language())
    except Refused as refusal:
        return _overview(held, form, refusal.status, refusal)
    return held.back(LINK_SENT)


@bp.post("/applications/<application_id>/device-erasure")
@requires(Permission.APPLY)
def erase_from_device(application_id: str):
    """Ends what this browser holds of it, and has the browser forget what it kept."""
    held = Held(application_id)
    drafts.leave(held.grant.id, application_id, by=held.by)
    reply = go("applications.erased", number=held.edition.number)
    reply.headers["Clear-Site-Data"] = ERASED
    return reply


@bp.get("/editions/<int:number>/applications/erased")
@requires(Permission.PUBLIC)
def erased(number: int):
    return page("applications/erased.html", edition=editions.edition(number))


# ---- Links ----


def _address(application_id: str) -> str:
    return url_for("applications.show", application_id=application_id)


def _lost_address(application_id: str) -> str | None:
    try:
        number = queries.application(application_id).edition_number
    except NotThere:
        return None  # it was erased
    return url_for("applications.lost_link", number=number)


links.serves(
    GrantKind.APPLICATION,
    links.Purpose(
        open=lambda _session, application_id: queries.must_exist(application_id),
        address=_address,
        send_again=drafts.send_link_again,
        lost=_lost_address,
    ),
)
