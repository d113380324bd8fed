"""Your journey: what the coordinator needs for tickets and a visa, from whoever has a seat, and the letter for it.

Its form keeps nothing on the device, as others do: the number of a passport is not to lie on a borrowed phone.
"""

from flask import flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications.holders import Held
from webapp.core import limits
from webapp.core.refused import NotThere, Refused
from webapp.travel import journeys, letters, queries
from webapp.travel.blueprint import bp
from webapp.travel.forms import JourneyForm
from webapp.travel.journeys import ChangedMeanwhile
from webapp.travel.models import GrantReply, Travel, Visa, erased_on
from webapp.travel.own_grant import HERE
from webapp.web.forms import number
from webapp.web.pages import Body, go, page

SAVES = "60 per hour"


@bp.get(HERE + "/journey")
@requires(Permission.APPLY)
def journey(application_id: str) -> Body:
    held = _traveller(application_id)
    return _page(held, _form(held, queries.journey(application_id)))


@bp.post(HERE + "/journey")
@requires(Permission.APPLY, csrf_in_form=True)
def keep_journey(application_id: str) -> Body:
    held = _traveller(application_id)
    form = _form(held, queries.journey(application_id))
    if not form.validate():
        return _page(held, form, 422)
    try:
        limits.take(SAVES, "save-journey", application_id)
        takes_letter_back = journeys.keep(
            application_id, form.said, version=number(form.version.data), by=held.by
        )
    except Refused as refusal:
        return _page(held, form, refusal.status, refusal)
    flash(_("Saved."), "ok")
    if takes_letter_back:
        flash(
            _(
                "The invitation letter named another passport, so it is no longer valid."
                " The secretariat makes a new one."
            ),
            "warn",
        )
    return go("travel.journey", application_id=application_id)


@bp.get(HERE + "/invitation.pdf")
@requires(Permission.APPLY)
def invitation(application_id: str) -> Body:
    body = letters.pdf(_traveller(application_id).application)
    disposition = f'attachment; filename="{letters.NAME}"'
    return Response(body, mimetype="application/pdf", headers={"Content-Disposition": disposition})


def _traveller(application_id: str) -> Held:
    """An application by which somebody has a seat, for who holds it. Raises NotThere."""
    held = Held(application_id)
    if not queries.may_travel(held.application):
        raise NotThere
    return held


def _form(held: Held, travel: Travel | None) -> JourneyForm:
    known = {field: getattr(travel, field) for field in (*journeys.FIELDS, "version")} if travel else {}
    return JourneyForm(held.edition, data=known)


def _page(held: Held, form: JourneyForm, status: int = 200, refusal: Refused | None = None) -> Body:
    application_id, edition = held.application.id, held.edition
    travel, decision = queries.journey(application_id), queries.decision_of(application_id)
    expires_on = travel.passport_expires_on if travel else None
    return page(
        "travel/journey.html",
        status,
        application_id=application_id,
        edition=edition,
        form=form,
        meanwhile=form.gone_over_to(travel) if travel and isinstance(refusal, ChangedMeanwhile) else [],
        valid_until=journeys.valid_until(edition),
        expires_early=expires_on is not None and expires_on < journeys.valid_until(edition),
        is_refused=travel is not None and travel.visa == Visa.REFUSED,
        has_letter=travel is not None and travel.letter_issued_at is not None,
        has_grant=decision is not None and decision.reply == GrantReply.ACCEPTED,
        erased_on=erased_on(edition),
        refusal=refusal,
    )
