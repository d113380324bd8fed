"""Prevented from coming: how the statement is given then, and what everybody is told. The panellist chooses both."""

from flask import flash
from flask_babel import gettext as _

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core import limits
from webapp.core.refused import Refused
from webapp.editions.models import Format
from webapp.panellists.blueprint import bp
from webapp.panellists.holding import Place, own_place
from webapp.programme import preventing
from webapp.programme.forms import PreventionForm
from webapp.web.pages import Body

CHANGES = "30 per hour"


@bp.get("/panellists/<panellist_id>/prevention")
@requires(Permission.PREPARE_STATEMENT)
def prevention(panellist_id: str) -> Body:
    place = own_place(panellist_id)
    return _prevention(place, PreventionForm.of(place.panellist))


@bp.post("/panellists/<panellist_id>/prevention")
@requires(Permission.PREPARE_STATEMENT, csrf_in_form=True)
def prevent(panellist_id: str) -> Body:
    place = own_place(panellist_id)
    form = PreventionForm(place.edition)
    if not form.validate():
        return _prevention(place, form, 422)
    limits.take(CHANGES, "prevention", panellist_id)
    try:
        preventing.prevent(panellist_id, *form.chosen, seen=form.seen.data or "", by=place.by)
    except Refused as refusal:
        place = own_place(panellist_id)
        fresh = PreventionForm.of(place.panellist, formdata=None)
        fresh.refuse(refusal.message)
        return _prevention(place, fresh, refusal.status)
    flash(_("Kept. The moderators see it at once."), "ok")
    return place.go("show")


def _prevention(place: Place, form: PreventionForm, status: int = 200) -> Body:
    return place.page(
        "prevention",
        status,
        form=form,
        may_change=preventing.may_change(place.panellist),
        is_virtual=place.edition.format == Format.VIRTUAL,
    )
