"""Deciding on one request for a grant: given with so much, declined, or taken back. In silence before the release; what
is decided otherwise after it is told at once."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.applications import drafts
from webapp.core import audit, clock
from webapp.core.refused import Refused, Stale
from webapp.core.transaction import transaction
from webapp.editions.models import Edition
from webapp.travel import budgets, mails, queries
from webapp.travel.models import Budget, GrantDecision, GrantOutcome, GrantReply
from webapp.travel.queries import Request
from webapp.travel.words import money

DAYS_MOST = 31  # where the edition sets no limit
_CHANGED = _("Somebody else decided on this request meanwhile. Here is how it stands now.")

Mail = Callable[[Session, GrantDecision], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One request of an edition, and what the page showed of its decision (`Request.mark`)."""

    edition_number: int
    application_id: str
    seen: str


@dataclass(frozen=True, slots=True)
class Sum:
    """What a grant pays: the airfare as an estimate, and how many nights and days of per diem."""

    airfare: int
    nights: int
    days: int


def days_most(edition: Edition) -> int:
    """For how many days and nights an edition gives grants at most."""
    return DAYS_MOST if edition.grant_max_days is None else edition.grant_max_days


def give(case: Case, given: Sum, *, by: str) -> None:
    """A grant, or another sum for whoever has one. After the release they are told of it at once.

    Raises Stale; Refused for more than the edition offers, for more than is left, and where it was turned down.
    """
    with transaction() as session:
        edition = queries.hold_edition(session, case.edition_number)
        _must_fit(given, edition)
        request = _seen(session, case)
        _must_not_be_withdrawn(request)
        mail = _mail_of_gift(request.decision)
        if mail and _sum(request.decision) == given:
            return  # what they were told already
        _must_be_left(session, case, request, given)
        decision = _decide(session, request, GrantOutcome.GIVEN, given)
        if mail:
            _tell(session, decision, mail, by)
        else:
            audit.record(session, "decide", "grant", case.application_id, by=by)


def decline(case: Case, *, by: str, place_is_gone: bool = False) -> None:
    """After the release only where a grant was announced that nobody has accepted, or whose place on the panel is gone:
    they are told at once. `place_is_gone` is what the desk knows of the decision about speakers, and this does not.

    Raises Stale, and Refused for a grant that was accepted and still has its place, or was turned down.
    """
    with transaction() as session:
        queries.hold_edition(session, case.edition_number)
        request = _seen(session, case)
        _must_not_be_withdrawn(request)
        ends = place_is_gone and not queries.may_travel(request.application, session)
        mail = _mail_of_refusal(request.decision, ends)
        decision = _decide(session, request, GrantOutcome.DECLINED, Sum(0, 0, 0))
        if mail:
            _tell(session, decision, mail, by)
        else:
            audit.record(session, "decide", "grant", case.application_id, by=by)


def take_back(case: Case, *, by: str) -> None:
    """Nothing is decided about it then. Raises Stale, and Refused once it was announced."""
    with transaction() as session:
        queries.hold_edition(session, case.edition_number)
        decision = _seen(session, case).decision
        if decision is None:
            return
        if decision.released_at:
            raise Refused(_("This decision was announced, so it cannot be taken back."))
        session.delete(decision)
        audit.record(session, "take-back", "grant", case.application_id, by=by)


def _seen(session: Session, case: Case) -> Request:
    """Whoever decides has seen what is decided so far. The applicant's answer waits, or was before."""
    drafts.locked(session, case.application_id)
    request = queries.request(case.edition_number, case.application_id, session)
    if request.mark != case.seen:
        raise Stale(_CHANGED)
    return request


def _must_not_be_withdrawn(request: Request) -> None:
    if request.is_withdrawn:
        raise Refused(_("This application was withdrawn."))


def _mail_of_gift(decision: GrantDecision | None) -> Mail | None:
    """Which mail says it; None before the release, which will tell them."""
    if decision is None or decision.released_at is None:
        return None
    if decision.outcome == GrantOutcome.DECLINED:
        return mails.given
    if decision.reply == GrantReply.TURNED_DOWN:
        raise Refused(_("They turned this grant down. Somebody else can have the money."))
    return mails.changed


def _mail_of_refusal(decision: GrantDecision | None, ends: bool) -> Mail | None:
    """Which mail says it; `ends` where there is no place on the panel any more that it was for."""
    if decision is None or decision.released_at is None:
        return None
    if decision.outcome == GrantOutcome.DECLINED:
        raise Refused(_("It was announced that this grant is declined."))
    if decision.reply == GrantReply.OPEN:
        return mails.no_longer_kept
    if decision.reply == GrantReply.ACCEPTED and ends:
        return mails.ended
    raise Refused(_("This grant was answered, so it can no longer be declined here. Speak with them first."))


def _sum(decision: GrantDecision) -> Sum | None:
    if decision.outcome != GrantOutcome.GIVEN:
        return None
    return Sum(decision.airfare, decision.nights, decision.days)


def _must_fit(given: Sum, edition: Edition) -> None:
    if not 0 <= given.airfare <= budgets.MOST:
        raise Refused(_("Write the airfare as a whole number, such as 850."))
    most = days_most(edition)
    if not (0 <= given.nights <= most and 0 <= given.days <= most):
        raise Refused(_("Write nights and days as numbers from 0 to %(most)s.", most=most))
    if given == Sum(0, 0, 0):
        raise Refused(_("This grant pays for nothing. Write what it pays for, or decline it."))


def _must_be_left(session: Session, case: Case, request: Request, given: Sum) -> None:
    """With the edition held: what two coordinators give at the same instant is counted one after the other."""
    budget = budgets.budget(case.edition_number, session)
    if budget is None:
        raise Refused(_("Set the budget first: without it nobody knows what is left."))
    standing = budgets.account(budget, queries.requests(case.edition_number, session))
    left = standing.left + (budgets.cost(request.decision, budget) if request.commits else 0)
    wanted = budgets.amount(budget, airfare=given.airfare, nights=given.nights, days=given.days)
    if wanted > left:
        raise Refused(_overspent(budget, wanted, left))


def _overspent(budget: Budget, wanted: int, left: int) -> object:
    return _(
        "This grant comes to %(wanted)s, and %(left)s is left for it.",
        wanted=money(wanted, budget.currency),
        left=money(left, budget.currency),
    )


def _decide(session: Session, request: Request, outcome: GrantOutcome, given: Sum) -> GrantDecision:
    decision = session.get(GrantDecision, request.application.id)
    if decision is None:
        decision = GrantDecision(application_id=request.application.id, version=0)
        session.add(decision)
    decision.outcome = outcome
    decision.airfare, decision.nights, decision.days = given.airfare, given.nights, given.days
    decision.version += 1
    decision.decided_at = clock.now()
    return decision


def _tell(session: Session, decision: GrantDecision, mail: Mail, by: str) -> None:
    """What was announced is otherwise now. Whoever accepted a grant still has it, with another sum."""
    if decision.outcome == GrantOutcome.DECLINED:
        decision.reply = None
    elif decision.reply is None:
        decision.reply, decision.replied_at = GrantReply.OPEN, None
    session.flush()
    mail(session, decision)
    audit.record(session, "revise", "grant", decision.application_id, by=by)
