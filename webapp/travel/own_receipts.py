"""The receipts of a journey that a grant pays for: sent as a plain post, listed, taken back, removed."""

from flask import flash
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications.holders import Held
from webapp.core.files import terms
from webapp.core.files.kinds import RECEIPTS
from webapp.core.refused import Refused
from webapp.travel import receipts as sent
from webapp.travel.blueprint import bp
from webapp.travel.forms import ReceiptForm
from webapp.travel.models import erased_on
from webapp.travel.own_grant import HERE
from webapp.web import downloads, uploads
from webapp.web.pages import Body, go, page

RECEIPTS_HERE = HERE + "/travel-receipts"
ONE = RECEIPTS_HERE + "/<file_id>"
NAME = "receipt"  # of a copy: what the sender called it may say where somebody was


@bp.get(RECEIPTS_HERE)
@requires(Permission.APPLY)
def receipts(application_id: str) -> Body:
    return _page(_granted(application_id), ReceiptForm())


@bp.post(RECEIPTS_HERE)
@requires(Permission.APPLY, csrf_in_form=True)
def send_receipt(application_id: str) -> Body:
    held = _granted(application_id)
    uploads.expect(RECEIPTS)
    try:
        form = ReceiptForm(uploads.chosen())
    except RequestEntityTooLarge:
        form = ReceiptForm(formdata=None)
        form.refuse(uploads.too_large(RECEIPTS))
        return _page(held, form, 413)
    if not form.validate():
        return _page(held, form, 422)
    try:
        name, stream = form.chosen.filename, form.chosen.stream
        sent.add(application_id, form.what.data, form.amount.data, name, stream, by=held.by)
    except Refused as refusal:
        form.refuse_file(refusal.message)
        return _page(held, form, refusal.status)
    flash(_("Received."), "ok")
    return go("travel.receipts", application_id=application_id)


@bp.get(ONE)
@requires(Permission.APPLY)
def own_receipt(application_id: str, file_id: str) -> Body:
    _granted(application_id)
    return downloads.attachment(sent.found(application_id, file_id), NAME)


@bp.post(ONE + "/removal")
@requires(Permission.APPLY)
def remove_receipt(application_id: str, file_id: str) -> Body:
    held = _granted(application_id)
    sent.remove(application_id, file_id, by=held.by)
    flash(_("Removed."), "ok")
    return go("travel.receipts", application_id=application_id)


def _granted(application_id: str) -> Held:
    held = Held(application_id)
    sent.must_be_asked(application_id)
    return held


def _page(held: Held, form: ReceiptForm, status: int = 200) -> Body:
    return page(
        "travel/receipts.html",
        status,
        application_id=held.application.id,
        edition=held.edition,
        form=form,
        receipts=sent.listed(held.application.id),
        taken=terms.what_is_taken(RECEIPTS),
        endings=uploads.endings(RECEIPTS),
        erased_on=erased_on(held.edition),
    )
