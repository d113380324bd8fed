"""What a coordinator sets for one country session: the part of the State under Review, what is shown, the room."""

from dataclasses import asdict

from flask import flash
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import Refused, Stale
from webapp.desk.blueprint import bp
from webapp.desk.panel_forms import SettingsForm
from webapp.editions.models import CountrySession
from webapp.programme import queries, settings
from webapp.web.pages import Body, go, page

HERE = "/country-sessions/<country_session_id>"


@bp.get(HERE + "/settings")
@requires(Permission.MANAGE_PROGRAMME)
def settings_of(country_session_id: str) -> Body:
    country_session = queries.country_session(country_session_id)
    return _settings(country_session, _form_as_it_stands(country_session))


@bp.post(HERE + "/settings")
@requires(Permission.MANAGE_PROGRAMME, csrf_in_form=True)
def set_settings(country_session_id: str) -> Body:
    form = SettingsForm()
    if not form.validate():
        return _settings(queries.country_session(country_session_id), form, 422)
    by = guard.holder(Permission.MANAGE_PROGRAMME).name
    try:
        settings.keep(country_session_id, form.settings, seen=form.seen.data or "", by=by)
    except Refused as refusal:
        country_session = queries.country_session(country_session_id)
        if isinstance(refusal, Stale):
            form = _form_as_it_stands(country_session)
        form.refuse(refusal.message)
        return _settings(country_session, form, refusal.status)
    flash(_("The settings are kept."), "ok")
    return go("desk.panel", country_session_id=country_session_id)


def _form_as_it_stands(country_session: CountrySession) -> SettingsForm:
    now = settings.standing(country_session)
    return SettingsForm(formdata=None, seen=now.mark, **{**asdict(now), "capacity": str(now.capacity or "")})


def _settings(country_session: CountrySession, form: SettingsForm, status: int = 200) -> Body:
    return page("desk/settings.html", status, country_session=country_session, form=form)
