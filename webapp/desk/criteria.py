"""The criteria of an edition: composed here, shown by the call, scored by."""

from flask import flash, request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import call
from webapp.core.refused import Refused
from webapp.desk.application_forms import CriterionForm, criterion_as_it_stands
from webapp.desk.blueprint import bp
from webapp.editions import queries as editions
from webapp.review import criteria
from webapp.review.models import Criterion
from webapp.web.forms import number as whole_number
from webapp.web.pages import Body, go, page

HERE = "/editions/<int:number>/criteria"
ONE = HERE + "/<criterion_id>"

call.shows_criteria(criteria.of_edition)


@bp.get(HERE)
@requires(Permission.MANAGE_APPLICATIONS)
def criteria_of(number: int) -> Body:
    return _criteria(number, CriterionForm(formdata=None))


@bp.post(HERE)
@requires(Permission.MANAGE_APPLICATIONS, csrf_in_form=True)
def add_criterion(number: int) -> Body:
    form = CriterionForm()
    if not form.validate():
        return _criteria(number, form, 422)
    try:
        criteria.add(number, form.texts, form.weight.number, by=_by())
    except Refused as refusal:
        form.refuse(refusal.message)
        return _criteria(number, form, refusal.status)
    return _done(number, _("The criterion is added. The call shows it."))


@bp.get(ONE)
@requires(Permission.MANAGE_APPLICATIONS)
def criterion(number: int, criterion_id: str) -> Body:
    found = criteria.criterion(number, criterion_id)
    return _criterion(number, found, criterion_as_it_stands(found))


@bp.post(ONE)
@requires(Permission.MANAGE_APPLICATIONS, csrf_in_form=True)
def change_criterion(number: int, criterion_id: str) -> Body:
    found, form = criteria.criterion(number, criterion_id), CriterionForm()
    if not form.validate():
        return _criterion(number, found, form, 422)
    try:
        criteria.change(number, criterion_id, form.texts, form.weight.number, by=_by())
    except Refused as refusal:
        form.refuse(refusal.message)
        return _criterion(number, criteria.criterion(number, criterion_id), form, refusal.status)
    return _done(number, _("The criterion is kept so."))


@bp.post(ONE + "/position")
@requires(Permission.MANAGE_APPLICATIONS)
def move_criterion(number: int, criterion_id: str) -> Body:
    place, seen_at = (whole_number(request.form.get(name)) for name in ("place", "seen_at"))
    try:
        criteria.move(number, criterion_id, place=place, seen_at=seen_at, by=_by())
    except Refused as refusal:
        return _criteria(number, CriterionForm(formdata=None), refusal.status, refusal)
    return go("desk.criteria_of", number=number)


@bp.post(ONE + "/removal")
@requires(Permission.MANAGE_APPLICATIONS)
def remove_criterion(number: int, criterion_id: str) -> Body:
    try:
        criteria.remove(number, criterion_id, by=_by())
    except Refused as refusal:
        return _criteria(number, CriterionForm(formdata=None), refusal.status, refusal)
    return _done(number, _("The criterion is removed."))


def _by() -> str:
    return guard.holder(Permission.MANAGE_APPLICATIONS).name


def _done(number: int, said: str) -> Body:
    flash(said, "ok")
    return go("desk.criteria_of", number=number)


def _criteria(number: int, form: CriterionForm, status: int = 200, refusal: Refused | None = None) -> Body:
    return page(
        "desk/criteria.html",
        status,
        edition=editions.edition(number),
        criteria=criteria.of_edition(number),
        fixed=criteria.are_fixed(number),
        form=form,
        refusal=refusal,
    )


def _criterion(number: int, found: Criterion, form: CriterionForm, status: int = 200) -> Body:
    return page(
        "desk/criterion.html",
        status,
        edition=editions.edition(number),
        criterion=found,
        fixed=criteria.are_fixed(number),
        form=form,
    )
