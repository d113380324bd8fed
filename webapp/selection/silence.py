"""What happens while nobody answers: a reminder before the date, and then the place goes to the next."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from webapp.core import audit, clock, jobs
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.programme.holding import hold
from webapp.selection import mails, offers, queries
from webapp.selection.models import Decision, Reply

BY = "job"


@jobs.handles(offers.REMINDER)
def remind(application_id: str) -> None:
    """Once, and only while the answer is still open."""
    with _unanswered(application_id) as (session, decision):
        if decision is None or decision.reminded_at or clock.now() >= decision.reply_until:
            return
        decision.reminded_at = clock.now()
        mails.reminder(session, decision)


@jobs.handles(offers.LAPSE)
def lapse(application_id: str) -> None:
    """Nothing came until the date: the place is offered to the next. An answer that came meanwhile stands."""
    with _unanswered(application_id) as (session, decision):
        if decision is None or clock.now() < decision.reply_until:
            return
        decision.answer(Reply.LAPSED)
        decision.version += 1
        audit.record(session, "lapse", "decision", application_id, by=BY)
        mails.lapsed(session, decision)
        country_session = hold(session, decision.application.country_session_id)
        offers.move_up(session, country_session, decision, by=BY)


@contextmanager
def _unanswered(application_id: str) -> Iterator[tuple[Session, Decision | None]]:
    """The decision while its answer is open, held against one that comes now; else None, or where it was erased."""
    with transaction() as session:
        try:
            queries.hold(session, application_id)
        except NotThere:
            yield session, None
            return
        decision = session.get(Decision, application_id)
        yield session, decision if decision and decision.reply == Reply.OPEN else None
