"""Who reads the applications of an edition, and who must not."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission, Role
from webapp.core.refused import Refused
from webapp.desk.application_forms import RecusalForSomebodyForm, SpreadForm
from webapp.desk.blueprint import bp
from webapp.editions import queries as editions
from webapp.review import assignments, queries, recusals, standings
from webapp.web.pages import Body, go, page

ASSIGNMENTS = "/editions/<int:number>/assignments"
RECUSALS = "/editions/<int:number>/recusals"


@bp.get(ASSIGNMENTS)
@requires(Permission.MANAGE_APPLICATIONS)
def assignments_of(number: int) -> Body:
    return _assignments(number)


@bp.post(ASSIGNMENTS)
@requires(Permission.MANAGE_APPLICATIONS, csrf_in_form=True)
def spread(number: int) -> Body:
    form = _spread_form(number)
    if not form.validate():
        return _assignments(number, form, 422)
    try:
        done = assignments.spread(
            number,
            form.people.data,
            readers=form.readers.number,
            country_session_id=form.state.data or None,
            by=_by(),
        )
    except Refused as refusal:
        form.refuse(refusal.message)
        return _assignments(number, form, refusal.status)
    flash(
        ngettext("%(num)s application was given out.", "%(num)s applications were given out.", done.assigned),
        "ok",
    )
    if done.short:
        flash(
            ngettext(
                "%(num)s has too few readers: the others must not judge it.",
                "%(num)s have too few readers: the others must not judge them.",
                done.short,
            ),
            "warn",
        )
    return go("desk.assignments_of", number=number)


def _spread_form(number: int, **kwargs) -> SpreadForm:
    """Reviewers are ticked beforehand, coordinators are not."""
    people = queries.readers()
    chosen = [person.id for person in people if person.role == Role.REVIEWER]
    return SpreadForm(editions.edition(number), people, chosen, **kwargs)


def _assignments(number: int, form: SpreadForm | None = None, status: int = 200) -> Body:
    return page(
        "desk/assignments.html",
        status,
        edition=editions.edition(number),
        form=form or _spread_form(number, formdata=None),
        people=queries.readers(),
        loads=queries.loads(number),
        sent=standings.counts(number)["sent"],
        reviewers=Role.REVIEWER,
    )


@bp.get(RECUSALS)
@requires(Permission.MANAGE_APPLICATIONS)
def recusals_of(number: int) -> Body:
    return _recusals(number)


@bp.post(RECUSALS)
@requires(Permission.MANAGE_APPLICATIONS, csrf_in_form=True)
def recuse(number: int) -> Body:
    form = RecusalForSomebodyForm(editions.edition(number), queries.readers())
    if not form.validate():
        return _recusals(number, form, 422)
    try:
        recusals.recuse(number, form.person.data, **form.about, by=_by())
    except Refused as refusal:
        form.refuse(refusal.message)
        return _recusals(number, form, refusal.status)
    flash(_("Recorded. They no longer see what this is about."), "ok")
    return go("desk.recusals_of", number=number)


@bp.post(RECUSALS + "/<recusal_id>/lifting")
@requires(Permission.MANAGE_APPLICATIONS)
def lift_recusal(number: int, recusal_id: str) -> Body:
    try:
        recusals.lift(number, recusal_id, by=_by(), lifter_id=_me())
    except Refused as refusal:
        form = RecusalForSomebodyForm(editions.edition(number), queries.readers(), formdata=None)
        form.refuse(refusal.message)
        return _recusals(number, form, refusal.status)
    flash(_("Taken back. What they had scored counts again."), "ok")
    return go("desk.recusals_of", number=number)


def _recusals(number: int, form: RecusalForSomebodyForm | None = None, status: int = 200) -> Body:
    edition = editions.edition(number)
    return page(
        "desk/recusals.html",
        status,
        edition=edition,
        recusals=recusals.of_edition(number),
        me=_me(),
        form=form or RecusalForSomebodyForm(edition, queries.readers(), formdata=None),
    )


def _me() -> str:
    return guard.holder(Permission.MANAGE_APPLICATIONS).subject_id


def _by() -> str:
    return guard.holder(Permission.MANAGE_APPLICATIONS).name
