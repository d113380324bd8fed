"""Travel grants of one edition: the budget, the requests, and a decision on each."""

from collections.abc import Callable

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import NotThere, Refused, Stale
from webapp.desk import answers, grant_rows
from webapp.desk.blueprint import bp
from webapp.desk.grant_forms import BudgetForm, GrantForm
from webapp.desk.hidden import hidden, must_be_shown
from webapp.editions import queries as editions
from webapp.editions.models import Edition
from webapp.travel import budgets, deciding, queries
from webapp.travel.deciding import Case
from webapp.travel.models import GrantOutcome, GrantReply
from webapp.travel.queries import Request
from webapp.web.pages import Body, go, page

HERE = "/editions/<int:number>/grants"
BUDGET, ONE = HERE + "/budget", HERE + "/<application_id>"
SHOWN: dict[str, tuple[object, Callable[[Request], bool]]] = {
    "": (lazy_gettext("All requests"), lambda each: True),
    "undecided": (lazy_gettext("Undecided"), lambda each: each.decision is None),
    "prepared": (lazy_gettext("Prepared"), lambda each: each.is_prepared),
    "given": (lazy_gettext("Granted"), lambda each: each.commits),
    "unanswered": (
        lazy_gettext("Granted, no answer yet"),
        lambda each: each.commits and each.decision.reply == GrantReply.OPEN,
    ),
}


@bp.get(HERE)
@requires(Permission.MANAGE_TRAVEL)
def grants(number: int) -> Body:
    edition = editions.edition(number)
    every, budget, unseen = queries.requests(number), budgets.budget(number), hidden(number)
    seen = [each for each in every if each.application.id not in unseen]
    asked = request.args.get("show", "")
    shown = asked if asked in SHOWN else ""
    return page(
        "desk/grants.html",
        edition=edition,
        offered=bool(edition.grant_states),
        count=len(seen),
        hidden=len(every) - len(seen),
        rows=grant_rows.of_edition(edition, filter(SHOWN[shown][1], seen), budget),
        shown=shown,
        choices=SHOWN,
        undecided=sum(each.decision is None for each in seen),
        prepared=sum(each.is_prepared for each in every),
        **grant_rows.account(budget, every),
    )


# ---- The budget ----


@bp.get(BUDGET)
@requires(Permission.MANAGE_TRAVEL)
def grant_budget(number: int) -> Body:
    edition = with_grants(number)
    return _budget(edition, BudgetForm.of(budgets.budget(number)))


@bp.post(BUDGET)
@requires(Permission.MANAGE_TRAVEL, csrf_in_form=True)
def change_budget(number: int) -> Body:
    edition, form = with_grants(number), BudgetForm()
    if not form.validate():
        return _budget(edition, form, 422)
    try:
        budgets.change(number, form.terms, seen=form.version, by=_by())
    except Refused as refusal:
        if isinstance(refusal, Stale):
            form = BudgetForm.of(budgets.budget(number))
        form.refuse(refusal.message)
        return _budget(editions.edition(number), form, refusal.status)
    flash(_("The budget is kept."), "ok")
    return go("desk.grants", number=number)


def _budget(edition: Edition, form: BudgetForm, status: int = 200) -> Body:
    standing = grant_rows.account(budgets.budget(edition.number), queries.requests(edition.number))
    return page("desk/grant_budget.html", status, edition=edition, form=form, **standing)


def with_grants(number: int) -> Edition:
    """An edition that offers grants. Raises NotThere."""
    edition = editions.edition(number)
    if not edition.grant_states:
        raise NotThere
    return edition


# ---- One request ----


@bp.get(ONE)
@requires(Permission.MANAGE_TRAVEL)
def grant(number: int, application_id: str) -> Body:
    return _grant(number, application_id)


@bp.post(ONE + "/award")
@requires(Permission.MANAGE_TRAVEL, csrf_in_form=True)
def give_grant(number: int, application_id: str) -> Body:
    edition = editions.edition(number)
    _request(number, application_id)
    form = GrantForm(edition)
    if not form.validate():
        return _grant(number, application_id, form, status=422)
    case = Case(number, application_id, form.seen.data or "")
    return _decide(case, lambda: deciding.give(case, form.sum, by=_by()), form)


@bp.post(ONE + "/omission")
@requires(Permission.MANAGE_TRAVEL)
def decline_grant(number: int, application_id: str) -> Body:
    case = _case(number, application_id)
    row = grant_rows.of_one(queries.request(number, application_id), None)
    return _decide(case, lambda: deciding.decline(case, by=_by(), place_is_gone=bool(row.gone)))


@bp.post(ONE + "/retraction")
@requires(Permission.MANAGE_TRAVEL)
def take_grant_back(number: int, application_id: str) -> Body:
    case = _case(number, application_id)
    return _decide(case, lambda: deciding.take_back(case, by=_by()))


def _case(number: int, application_id: str) -> Case:
    editions.edition(number)
    _request(number, application_id)
    return Case(number, application_id, request.form.get("seen", ""))


def _decide(case: Case, act: Callable[[], None], form: GrantForm | None = None) -> Body:
    """Does it; where it cannot be, the page with what was typed, or as it stands now if somebody was quicker."""
    number, application_id = case.edition_number, case.application_id
    try:
        act()
    except Refused as refusal:
        if isinstance(refusal, Stale):
            form = None
        return _grant(number, application_id, form, refusal, refusal.status)
    decision = queries.request(number, application_id).decision
    told = decision is not None and decision.released_at is not None
    flash(
        _("Kept. The mail is on its way.")
        if told
        else _("Kept. Nobody is told before you release the grants."),
        "ok",
    )
    return go("desk.grant", number=number, application_id=application_id)


def _grant(
    number: int,
    application_id: str,
    form: GrantForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> Body:
    edition, asked = editions.edition(number), _request(number, application_id)
    form = form or GrantForm.of(edition, asked.mark, asked.decision)
    if refusal:
        form.refuse(refusal.message)
    budget = budgets.budget(number)
    return page(
        "desk/grant.html",
        status,
        edition=edition,
        application=asked.application,
        asked=asked,
        row=grant_rows.of_one(asked, budget),
        form=form,
        wanted=answers.of_coordinator(asked.application, answers.GRANT),
        passport=answers.of_coordinator(asked.application, answers.TRAVEL),
        days_most=deciding.days_most(edition),
        GrantOutcome=GrantOutcome,
        GrantReply=GrantReply,
        **grant_rows.account(budget, queries.requests(number)),
    )


def _request(number: int, application_id: str) -> Request:
    """One that is not hidden from whoever asks. Raises NotThere."""
    must_be_shown(number, application_id)
    return queries.request(number, application_id)


def _by() -> str:
    return guard.holder(Permission.MANAGE_TRAVEL).name
