"""Preparing decisions in silence: accepted with so many minutes, on the waiting list, declined, or taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.applications.models import Application, ApplicationStatus
from webapp.core import audit, clock
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.programme.models import MINUTES
from webapp.selection import mails, offers, queries, rooms
from webapp.selection.models import Decision, Outcome, Reply

_CHANGED = _("Somebody else decided on this application meanwhile. Here is how it stands now.")


@dataclass(frozen=True, slots=True)
class Case:
    """One application of a country session, and what the page showed of its decision (`queries.mark`)."""

    country_session_id: str
    application_id: str
    seen: str


def accept(case: Case, *, minutes: int, by: str) -> None:
    """A place at the end of the panel, or other minutes for whoever has one. Raises Stale; Refused for somebody who
    would be in two rooms at once, or twice on this panel."""
    _must_be_possible(minutes)
    with _deciding(case) as (session, application):
        rooms.must_be_free(session, application)
        _decide(session, application, Outcome.ACCEPTED, minutes, by)


def wait(case: Case, *, by: str) -> None:
    """A place at the end of the waiting list. Raises Stale."""
    with _deciding(case) as (session, application):
        _decide(session, application, Outcome.WAITING, None, by)


def decline(case: Case, *, by: str) -> None:
    """Raises Stale."""
    with _deciding(case) as (session, application):
        _decide(session, application, Outcome.DECLINED, None, by)


def take_back(case: Case, *, by: str) -> None:
    """Nothing is decided about it then. Raises Stale."""
    with _deciding(case) as (session, application):
        decision = session.get(Decision, application.id)
        if decision is not None:
            session.delete(decision)
            audit.record(session, "take-back", "decision", application.id, by=by)


def move(case: Case, *, place: int, by: str) -> None:
    """To `place` (from 1) of the panel, or of the waiting list. `case.seen` is the place at which the page showed it.

    Also after the release: it rules where those come who confirm later, and who moves up next. Raises Stale, and
    Refused for what is no place.
    """
    if place < 1:
        raise Refused(_("Write the place in the order as a number, from 1."))
    with transaction() as session:
        _held(session, case)
        listed = queries.candidates(case.country_session_id, session)
        order = next((part for part in (_panel(listed), _waiting(listed)) if _place(part, case)), None)
        if order is None or str(_place(order, case)) != case.seen:
            raise Stale(_CHANGED)
        moved = order.pop(int(case.seen) - 1)
        order.insert(place - 1, moved)
        for position, decision in enumerate(order, 1):
            decision.position = position
        audit.record(session, "move", "decision", case.application_id, by=by)


def offer(case: Case, *, minutes: int, by: str) -> None:
    """A place at the end of the panel for somebody who waits, who let the date pass, or who was taken off the panel: at
    once, and with a mail.

    For what happens by itself no more, because the week is near. Raises Stale, and Refused as `accept` does.
    """
    _must_be_possible(minutes)
    with transaction() as session:
        application = _held(session, case)
        decision = session.get(Decision, application.id)
        if queries.mark(decision) != case.seen:
            raise Stale(_CHANGED)
        if not _may_be_offered(decision):
            raise Refused(
                _(
                    "A place can be offered to those on the waiting list, to those who let the date pass, and to those"
                    " who were taken off the panel."
                )
            )
        rooms.must_be_free(session, application)
        decision.position = _last(session, application, Outcome.ACCEPTED)
        decision.outcome, decision.minutes = Outcome.ACCEPTED, minutes
        decision.version += 1
        offers.offer(session, decision, offers.deadline_by_hand(application.country_session))
        mails.offered(session, decision)
        audit.record(session, "offer", "decision", application.id, by=by)


def _may_be_offered(decision: Decision | None) -> bool:
    if decision is None or decision.released_at is None:
        return False
    return decision.outcome == Outcome.WAITING or decision.reply in (Reply.LAPSED, Reply.TAKEN_OFF)


@contextmanager
def _deciding(case: Case) -> Iterator[tuple[Session, Application]]:
    """Whoever decides has seen what is decided so far, and nobody has been told of it."""
    with transaction() as session:
        application = _held(session, case)
        decision = queries.standing(application, session.get(Decision, application.id))
        if queries.mark(decision) != case.seen:
            raise Stale(_CHANGED)
        if decision is not None and decision.released_at:
            raise Refused(_("This decision was announced, so it can no longer be made otherwise here."))
        yield session, application


def _must_be_possible(minutes: int) -> None:
    if minutes not in MINUTES:
        raise Refused(
            _("Write the minutes as a number from %(least)s to %(most)s.", least=MINUTES[0], most=MINUTES[-1])
        )


def _held(session: Session, case: Case) -> Application:
    application = queries.hold(session, case.application_id)
    if application.country_session_id != case.country_session_id:
        raise NotThere
    if application.status == ApplicationStatus.DRAFT:
        raise NotThere
    if application.status == ApplicationStatus.WITHDRAWN:
        raise Refused(_("This application was withdrawn."))
    return application


def _decide(
    session: Session, application: Application, outcome: Outcome, minutes: int | None, by: str
) -> None:
    decision = session.get(Decision, application.id)
    if decision is None:
        decision = Decision(application_id=application.id, version=0)
        session.add(decision)
    if decision.outcome != outcome or queries.standing(application, decision) is None:
        decision.position = _last(session, application, outcome)
    decision.outcome, decision.minutes = outcome, minutes
    decision.version += 1
    decision.decided_at = clock.now()
    audit.record(session, "decide", "decision", application.id, by=by)


def _last(session: Session, application: Application, outcome: Outcome) -> int | None:
    """The place behind all others who were given the same outcome."""
    if outcome == Outcome.DECLINED:
        return None
    with session.no_autoflush:  # what waits to be written is the decision itself
        listed = queries.candidates(application.country_session_id, session)
    order = _panel(listed) if outcome == Outcome.ACCEPTED else _waiting(listed)
    return max((decision.position or 0 for decision in order), default=0) + 1


def _panel(listed: list[queries.Candidate]) -> list[Decision]:
    return [candidate.decision for candidate in listed if candidate.holds_place]


def _waiting(listed: list[queries.Candidate]) -> list[Decision]:
    decisions = (candidate.decision for candidate in listed)
    return [decision for decision in decisions if decision and decision.outcome == Outcome.WAITING]


def _place(order: list[Decision], case: Case) -> int | None:
    """From 1; None where it is not among them."""
    found = (place for place, each in enumerate(order, 1) if each.application_id == case.application_id)
    return next(found, None)
