"""How the speakers of one edition travel: who needs what, and one page each with what they wrote."""

from collections.abc import Callable

from flask import Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from webapp import states
from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import Refused, Stale
from webapp.desk import answers, grant_rows
from webapp.desk.blueprint import bp
from webapp.desk.hidden import hidden, must_be_shown
from webapp.editions import queries as editions
from webapp.editions.models import Format
from webapp.travel import queries, receipts, visas
from webapp.travel.models import Visa, erased_on
from webapp.travel.queries import Details, Traveller
from webapp.travel.words import VISAS
from webapp.web import downloads
from webapp.web.forms import Form
from webapp.web.forms import number as whole
from webapp.web.language import current_language
from webapp.web.pages import Body, go, page

HERE = "/editions/<int:number>/journeys"
ONE = HERE + "/<application_id>"

VISA_WORDS = VISAS | {Visa.UNKNOWN: lazy_gettext("Not known yet")}
VISA_SIGNS = {Visa.NOT_NEEDED: "ok", Visa.ISSUED: "ok", Visa.TO_APPLY: "warn", Visa.REFUSED: "bad"}
DETAILS = {
    Details.MISSING: ("bad", lazy_gettext("Missing")),
    Details.PARTLY: ("warn", lazy_gettext("In part")),
    Details.COMPLETE: ("ok", lazy_gettext("There")),
}
SHOWN: dict[str, tuple[object, Callable[[Traveller], bool]]] = {
    "": (lazy_gettext("Everybody"), lambda each: True),
    "visa": (lazy_gettext("Who needs a visa"), lambda each: each.needs_visa),
    "details": (
        lazy_gettext("Whose details are missing"),
        lambda each: each.details != Details.COMPLETE,
    ),
    "letter": (lazy_gettext("Without an invitation letter"), lambda each: not each.has_letter),
}
# What is alike there stays State by State.
_URGENCY = {Visa.REFUSED: 0, Visa.TO_APPLY: 1, Visa.APPLIED: 3}
ORDERS: dict[str, tuple[object, Callable[[Traveller], object]]] = {
    "visa": (
        lazy_gettext("Who needs a visa first"),
        lambda each: _URGENCY.get(each.visa, 2 if each.needs_visa else 4),
    ),
    "state": (lazy_gettext("State by State"), lambda each: 0),
    "name": (lazy_gettext("By name"), lambda each: each.panellist.participant.name_folded),
}


class VisaForm(Form):
    """`seen` is the version of the journey that the page showed."""

    seen = HiddenField(default="0")
    visa = SelectField(
        lazy_gettext("How far is the visa?"),
        choices=[SelectChoice(value=visa.value, label=words) for visa, words in VISA_WORDS.items()],
        validate_choice=False,
    )

    def validate_visa(self, field: SelectField) -> None:
        if field.data not in set(Visa):
            raise StopValidation(lazy_gettext("Choose how far the visa is."))


@bp.get(HERE)
@requires(Permission.MANAGE_TRAVEL)
def journeys(number: int) -> Body:
    edition = editions.edition(number)
    asked_show, asked_order = request.args.get("show", ""), request.args.get("order", "")
    shown = asked_show if asked_show in SHOWN else ""
    order = asked_order if asked_order in ORDERS else "visa"
    travelling, unseen = queries.travellers(edition), hidden(number)
    every = [each for each in travelling if each.application.id not in unseen]
    return page(
        "desk/journeys.html",
        edition=edition,
        is_virtual=edition.format == Format.VIRTUAL,
        erased_on=erased_on(edition),
        count=len(every),
        hidden=len(travelling) - len(every),
        rows=sorted(filter(SHOWN[shown][1], every), key=ORDERS[order][1]),
        needing=sum(each.needs_visa for each in every),
        lacking=sum(each.details != Details.COMPLETE for each in every),
        shown=shown,
        choices=SHOWN,
        order=order,
        orders=ORDERS,
        details=DETAILS,
        visa_tag=_visa_tag,
        grant_tag=grant_rows.standing,
    )


def _visa_tag(visa: Visa) -> grant_rows.Tag:
    return VISA_SIGNS.get(visa, "info"), VISA_WORDS[visa]


# ---- One journey ----


@bp.get(ONE)
@requires(Permission.MANAGE_TRAVEL)
def journey(number: int, application_id: str) -> Body:
    return _journey(number, application_id)


@bp.post(ONE + "/visa")
@requires(Permission.MANAGE_TRAVEL, csrf_in_form=True)
def note_visa(number: int, application_id: str) -> Body:
    _find(number, application_id)
    form = VisaForm()
    if not form.validate():
        return _journey(number, application_id, form, 422)
    try:
        visas.note(application_id, Visa(form.visa.data), seen=whole(form.seen.data), by=_by())
    except Stale as refusal:
        return _journey(number, application_id, None, refusal.status, refusal)
    return _done(number, application_id, _("Kept."))


@bp.post(ONE + "/letter")
@requires(Permission.MANAGE_TRAVEL)
def issue_letter(number: int, application_id: str) -> Body:
    _find(number, application_id)
    try:
        visas.issue_letter(application_id, seen=request.form.get("seen", ""), by=_by())
    except Stale as refusal:
        return _journey(number, application_id, None, refusal.status, refusal)
    return _done(number, application_id, _("The letter is issued, and a mail says where to find it."))


@bp.post(ONE + "/letter-withdrawal")
@requires(Permission.MANAGE_TRAVEL)
def withdraw_letter(number: int, application_id: str) -> Body:
    _find(number, application_id)
    visas.withdraw_letter(application_id, by=_by())
    return _done(number, application_id, _("The letter is withdrawn: it can no longer be downloaded."))


@bp.get(ONE + "/receipts/<file_id>")
@requires(Permission.MANAGE_TRAVEL)
def journey_receipt(number: int, application_id: str, file_id: str) -> Response:
    found = _find(number, application_id)
    # By its reference: a folder of names endangers people.
    return downloads.attachment(
        receipts.found(application_id, file_id), f"{found.application.reference} receipt"
    )


def _find(number: int, application_id: str) -> Traveller:
    """Raises NotThere, for one that is hidden from the coordinator too."""
    must_be_shown(number, application_id)
    return queries.traveller(editions.edition(number), application_id)


def _journey(
    number: int,
    application_id: str,
    form: VisaForm | None = None,
    status: int = 200,
    refusal: Refused | None = None,
) -> Body:
    edition = editions.edition(number)
    found = _find(number, application_id)
    if form is None:
        version = found.travel.version if found.travel else 0
        form = VisaForm(formdata=None, visa=found.visa.value, seen=str(version))
    if refusal:
        form.refuse(refusal.message)
    return page(
        "desk/journey.html",
        status,
        edition=edition,
        traveller=found,
        application=found.application,
        travel=found.travel,
        issuer=_issuer(found),
        visa_tag=_visa_tag(found.visa),
        details=DETAILS[found.details],
        grant=grant_rows.standing(found.request) if found.request else None,
        said=answers.of_coordinator(found.application, answers.TRAVEL),
        receipts=receipts.listed(application_id),
        erased_on=erased_on(edition),
        form=form,
    )


def _issuer(found: Traveller) -> str:
    """The State that issued the passport."""
    code = found.travel.passport_country if found.travel else None
    return states.state(code).names.to(current_language()) if code else ""


def _done(number: int, application_id: str, said: str) -> Body:
    flash(said, "ok")
    return go("desk.journey", number=number, application_id=application_id)


def _by() -> str:
    return guard.holder(Permission.MANAGE_TRAVEL).name
