"""A panellist who cannot come, as told to the coordinator: another way to give the statement, or somebody else."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField
from wtforms.validators import InputRequired

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import NotThere, Refused
from webapp.desk.blueprint import bp
from webapp.programme import preventing, queries
from webapp.programme.forms import PreventionForm, SubstitutionForm
from webapp.programme.models import Panellist
from webapp.selection import substituting
from webapp.web.forms import Form
from webapp.web.pages import Body, go, page

SLOT = "/country-sessions/<country_session_id>/statements/<statement_id>"


class Told(Form):
    """Nobody chooses for a panellist."""

    as_told = BooleanField(
        lazy_gettext("As they told us"),
        validators=[InputRequired(lazy_gettext("Record it once they, or their organisation, told you."))],
    )


class ToldPreventionForm(PreventionForm, Told):
    pass


class ToldSubstitutionForm(SubstitutionForm, Told):
    pass


@bp.get(SLOT + "/prevention")
@requires(Permission.MANAGE_PROGRAMME)
def prevention(country_session_id: str, statement_id: str) -> Body:
    panellist = _panellist(country_session_id, statement_id)
    return _page("prevention", panellist, statement_id, ToldPreventionForm.of(panellist))


@bp.post(SLOT + "/prevention")
@requires(Permission.MANAGE_PROGRAMME, csrf_in_form=True)
def record_prevention(country_session_id: str, statement_id: str) -> Body:
    panellist = _panellist(country_session_id, statement_id)
    form = ToldPreventionForm(panellist.country_session.edition)
    if not form.validate():
        return _page("prevention", panellist, statement_id, form, 422)
    try:
        preventing.prevent(panellist.id, *form.chosen, seen=form.seen.data or "", by=_by())
    except Refused as refusal:
        now = _panellist(country_session_id, statement_id)
        fresh = ToldPreventionForm.of(now, formdata=None)
        fresh.refuse(refusal.message)
        return _page("prevention", now, statement_id, fresh, refusal.status)
    flash(_("Kept. The screens show it at once."), "ok")
    return go("desk.panel", country_session_id=country_session_id)


@bp.get(SLOT + "/substitution")
@requires(Permission.MANAGE_PROGRAMME)
def substitution(country_session_id: str, statement_id: str) -> Body:
    panellist = _panellist(country_session_id, statement_id)
    return _page("substitution", panellist, statement_id, ToldSubstitutionForm(seen=panellist.participant_id))


@bp.post(SLOT + "/substitution")
@requires(Permission.MANAGE_PROGRAMME, csrf_in_form=True)
def record_substitution(country_session_id: str, statement_id: str) -> Body:
    panellist, form = _panellist(country_session_id, statement_id), ToldSubstitutionForm()
    if not form.validate():
        return _page("substitution", panellist, statement_id, form, 422)
    try:
        substituting.substitute(panellist.id, seen=form.seen.data or "", by=_by(), **form.chosen)
    except Refused as refusal:
        now = _panellist(country_session_id, statement_id)
        form.seen.data = now.participant_id
        form.refuse(refusal.message)
        return _page("substitution", now, statement_id, form, refusal.status)
    flash(_("Done. The old pass has stopped working."), "ok")
    return go("desk.slot", country_session_id=country_session_id, statement_id=statement_id)


def _panellist(country_session_id: str, statement_id: str) -> Panellist:
    """Raises NotThere, also for the slot of the State under Review."""
    queries.country_session(country_session_id)
    slots = queries.slots(country_session_id)
    found = next((each.panellist for each in slots if each.id == statement_id), None)
    if found is None:
        raise NotThere
    return found


def _page(what: str, panellist: Panellist, statement_id: str, form: Form, status: int = 200) -> Body:
    return page(
        f"desk/{what}.html",
        status,
        country_session=panellist.country_session,
        panellist=panellist,
        statement_id=statement_id,
        form=form,
        may_change=preventing.may_change(panellist),
    )


def _by() -> str:
    return guard.holder(Permission.MANAGE_PROGRAMME).name
