"""Somebody else of the organisation speaks: named here, with the choice of how they appear, which is theirs."""

from flask import flash
from flask_babel import gettext as _

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core import limits
from webapp.core.refused import NotThere, Refused
from webapp.panellists.blueprint import bp
from webapp.panellists.holding import Place, own_place
from webapp.programme import preventing
from webapp.programme.forms import SubstitutionForm
from webapp.selection import substituting
from webapp.web.pages import Body

CHANGES = "10 per hour"


@bp.get("/panellists/<panellist_id>/substitution")
@requires(Permission.PREPARE_STATEMENT)
def substitution(panellist_id: str) -> Body:
    place = own_place(panellist_id)
    return _substitution(place, SubstitutionForm(seen=place.panellist.participant_id))


@bp.post("/panellists/<panellist_id>/substitution")
@requires(Permission.PREPARE_STATEMENT, csrf_in_form=True)
def substitute(panellist_id: str) -> Body:
    """The organisation names somebody, by the link of its application: a pass alone hands nothing on."""
    place = own_place(panellist_id)
    if not place.by_application:
        raise NotThere
    form = SubstitutionForm()
    if not form.validate():
        return _substitution(place, form, 422)
    limits.take(CHANGES, "substitution", panellist_id)
    try:
        substituting.substitute(panellist_id, seen=form.seen.data or "", by=place.by, **form.chosen)
    except Refused as refusal:
        place = own_place(panellist_id)
        form.seen.data = place.panellist.participant_id
        form.refuse(refusal.message)
        return _substitution(place, form, refusal.status)
    flash(_("Done. The new pass is on its way to you by e-mail, and the old one has stopped working."), "ok")
    return place.go("show")


def _substitution(place: Place, form: SubstitutionForm, status: int = 200) -> Body:
    may_change = preventing.may_change(place.panellist)
    return place.page("substitution", status, form=form, may_change=may_change)
