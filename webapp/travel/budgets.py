"""An edition's budget for grants: what it is, what the grants commit of it, and what is left. Whole units, no cents."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import list_currencies
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.core import audit
from webapp.core.refused import Refused, Stale
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.travel import queries
from webapp.travel.models import Budget, GrantDecision
from webapp.travel.queries import Request
from webapp.travel.words import money

USUAL_CURRENCY = "CHF"
NO_BUDGET = 0  # the version of a budget that nobody has set
MOST = 999_999_999  # of any sum: what the column holds, and far more than any edition has


@dataclass(frozen=True, slots=True)
class Terms:
    """What a coordinator sets: the whole sum, and the rates of a night and of a day."""

    currency: str
    total: int
    night: int
    per_diem: int


@dataclass(frozen=True, slots=True)
class Account:
    """`committed` is what the grants come to that were announced and those that are prepared; `prepared` the latter."""

    total: int
    committed: int
    prepared: int

    @property
    def left(self) -> int:
        return self.total - self.committed


def budget(edition_number: int, session: Session | None = None) -> Budget | None:
    return (session or db.session).get(Budget, edition_number)


def cost(decision: GrantDecision, budget: Budget | Terms) -> int:
    """What one grant comes to."""
    return amount(budget, airfare=decision.airfare, nights=decision.nights, days=decision.days)


def amount(budget: Budget | Terms, *, airfare: int, nights: int, days: int) -> int:
    return airfare + nights * budget.night + days * budget.per_diem


def account(budget: Budget | Terms, requests: Iterable[Request]) -> Account:
    costs = [(each.is_prepared, cost(each.decision, budget)) for each in requests if each.commits]
    return Account(
        total=budget.total,
        committed=sum(each for _is_prepared, each in costs),
        prepared=sum(each for is_prepared, each in costs if is_prepared),
    )


def change(edition_number: int, terms: Terms, *, seen: int, by: str) -> None:
    """Sets the budget, where `seen` is still its version (NO_BUDGET before the first).

    Raises Stale; Refused where the grants would come to more than the whole, and where grants that were announced would
    become others by it.
    """
    _must_be_possible(terms)
    with transaction() as session:
        queries.hold_edition(session, edition_number)
        kept = budget(edition_number, session)
        if (kept.version if kept else NO_BUDGET) != seen:
            raise Stale(_("Somebody else changed the budget meanwhile. Here is how it stands now."))
        requests = queries.requests(edition_number, session)
        if kept is not None:
            _must_keep_promises(kept, terms, requests)
        _must_suffice(terms, requests)
        if kept is None:
            kept = Budget(edition_number=edition_number, version=NO_BUDGET)
            session.add(kept)
        kept.currency, kept.total = terms.currency, terms.total
        kept.night, kept.per_diem = terms.night, terms.per_diem
        kept.version += 1
        audit.record(session, "change", "budget", str(edition_number), by=by)


def _must_be_possible(terms: Terms) -> None:
    if terms.currency not in list_currencies():
        raise Refused(_("Write the currency as its code of three letters, such as CHF or EUR."))
    if any(not 0 <= each <= MOST for each in (terms.total, terms.night, terms.per_diem)):
        raise Refused(_("Write each sum as a whole number, such as 25000."))


def _must_keep_promises(kept: Budget, terms: Terms, requests: Iterable[Request]) -> None:
    """Whoever was told of a grant was told it at these rates."""
    same = (kept.currency, kept.night, kept.per_diem) == (terms.currency, terms.night, terms.per_diem)
    if not same and any(each.commits and not each.is_prepared for each in requests):
        raise Refused(
            _(
                "Grants were announced in this currency and at these rates: only the total can still be changed."
            )
        )


def _must_suffice(terms: Terms, requests: Iterable[Request]) -> None:
    standing = account(terms, requests)
    if standing.left < 0:
        raise Refused(
            _(
                "The grants come to %(committed)s, which is more than this total. Take grants back first, or write a"
                " higher total.",
                committed=money(standing.committed, terms.currency),
            )
        )
