"""The criteria of an edition: what applications are judged by, as the call publishes it."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from webapp.applications.models import Application
from webapp.core import audit
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.texts import Texts
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.review.holding import hold
from webapp.review.models import WEIGHTS, Assessment, Criterion

TEXT_MOST = 300
MOST = 20  # nobody weighs more of them than that

_OF_EDITION = (
    select(Criterion)
    .where(Criterion.edition_number == bindparam("number"))
    .order_by(Criterion.position, Criterion.id)
)
_IN_USE = select(
    exists()
    .where(Assessment.application_id == Application.id)
    .where(Application.edition_number == bindparam("number"))
)


def of_edition(number: int, session: Session | None = None) -> Sequence[Criterion]:
    """In their order."""
    return (session or db.session).scalars(_OF_EDITION, {"number": number}).all()


def are_fixed(number: int, session: Session | None = None) -> bool:
    """Whether somebody has scored by them: from then on all must be scored by the same ones, of the same weight."""
    return (session or db.session).scalar(_IN_USE, {"number": number})


def criterion(number: int, criterion_id: str, session: Session | None = None) -> Criterion:
    """Raises NotThere."""
    found = (session or db.session).get(Criterion, criterion_id)
    if found is None or found.edition_number != number:
        raise NotThere
    return found


def add(number: int, text: Texts, weight: int, *, by: str) -> str:
    """One more, at the end; its id. Raises Refused once somebody has scored, or where there are enough."""
    _must_be_possible(weight)
    with transaction() as session:
        hold(session, number)
        _must_be_open(session, number)
        known = of_edition(number, session)
        if len(known) >= MOST:
            raise Refused(_("An edition has at most %(most)s criteria.", most=MOST))
        position = max((each.position for each in known), default=0) + 1
        made = Criterion(id=new_id(), edition_number=number, position=position, text=text, weight=weight)
        session.add(made)
        audit.record(session, "add", "criterion", made.id, by=by)
        return made.id


def change(number: int, criterion_id: str, text: Texts, weight: int, *, by: str) -> None:
    """Its words, whenever; its weight until somebody has scored. Raises Refused."""
    _must_be_possible(weight)
    with transaction() as session:
        hold(session, number)
        found = criterion(number, criterion_id, session)
        if weight != found.weight:
            _must_be_open(session, number)
        found.text, found.weight = text, weight
        audit.record(session, "change", "criterion", criterion_id, by=by)


def move(number: int, criterion_id: str, *, place: int, seen_at: int, by: str) -> None:
    """To `place` (from 1) of the order. Raises Stale where it no longer stands at `seen_at`."""
    with transaction() as session:
        hold(session, number)
        order = list(of_edition(number, session))
        moved = criterion(number, criterion_id, session)
        if order.index(moved) + 1 != seen_at:
            raise Stale(_("Somebody else changed the order meanwhile. Here is how it stands now."))
        order.remove(moved)
        order.insert(max(place, 1) - 1, moved)
        for position, each in enumerate(order, 1):
            each.position = position
        audit.record(session, "move", "criterion", criterion_id, by=by)


def remove(number: int, criterion_id: str, *, by: str) -> None:
    """Raises Refused once somebody has scored."""
    with transaction() as session:
        hold(session, number)
        found = criterion(number, criterion_id, session)
        _must_be_open(session, number)
        session.delete(found)
        audit.record(session, "remove", "criterion", criterion_id, by=by)


def _must_be_possible(weight: int) -> None:
    if weight not in WEIGHTS:
        raise Refused(
            _(
                "Write the weight as a number from %(least)s to %(most)s.",
                least=WEIGHTS[0],
                most=WEIGHTS[-1],
            )
        )


def _must_be_open(session: Session, number: int) -> None:
    if are_fixed(number, session):
        raise Refused(
            _(
                "Applications have been scored by these criteria, so none can be added, removed or weighed otherwise."
                " The words can still be put right."
            )
        )
