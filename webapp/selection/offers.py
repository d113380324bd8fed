"""Offering a place: until when it is kept, with a reminder before; and who is next when one comes free."""

from datetime import UTC, datetime, time, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.applications.models import ApplicationStatus
from webapp.core import audit, clock, jobs
from webapp.core.refused import Refused
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.selection import mails, queries, rooms
from webapp.selection.models import Decision, Outcome, Reply

REMINDER, LAPSE = "place-reminder", "place-lapse"
REMINDED_BEFORE = timedelta(days=2)  # but never in the first half of the time that there is
DAYS = 5  # for whoever moves up
LEAST = timedelta(hours=24)  # with less to answer in, the secretariat had better call


def offer(session: Session, decision: Decision, until: datetime) -> None:
    """Keeps a place for somebody until an instant, in the caller's transaction; whoever calls this writes to them."""
    now = clock.now()
    decision.reply, decision.reply_until = Reply.OPEN, until
    decision.reminded_at = decision.replied_at = None
    remind_at = until - min(REMINDED_BEFORE, (until - now) / 2)
    jobs.put(session, REMINDER, decision.application_id, due_at=remind_at)
    jobs.put(session, LAPSE, decision.application_id, due_at=until)


def move_up(session: Session, country_session: CountrySession, freed: Decision, *, by: str) -> None:
    """Offers the place that came free to the next of the waiting list who can be there, and writes to them.

    To nobody where too little time is left to answer in.
    """
    until = deadline(country_session)
    if until is None or country_session.status == CountrySessionStatus.NOT_HELD:
        return
    session.flush()
    found = queries.candidates(country_session.id, session)
    moved = next((each.decision for each in found if _may_move_up(session, each)), None)
    if moved is None:
        return
    moved.outcome = Outcome.ACCEPTED
    moved.position, moved.minutes = freed.position, moved.minutes or freed.minutes
    moved.version += 1
    offer(session, moved, until)
    mails.moved_up(session, moved)
    audit.record(session, "move-up", "decision", moved.application_id, by=by)


def deadline(country_session: CountrySession) -> datetime | None:
    """Until when a place that comes free now is kept for whoever moves up: the end of the fifth day from now, or of
    the day before the country session. None where that is too soon."""
    edition, now = country_session.edition, clock.now()
    speaks_at = country_session.starts_at
    last = speaks_at.astimezone(edition.zone).date() if speaks_at else edition.starts_on
    first_day_too_late = min(now.astimezone(edition.zone).date() + timedelta(days=DAYS + 1), last)
    until = datetime.combine(first_day_too_late, time.min, edition.zone).astimezone(UTC)
    return until if until - now >= LEAST else None


def deadline_by_hand(country_session: CountrySession) -> datetime:
    """As `deadline`; where that is too soon, a day, or as long as there is before they would speak. Raises Refused."""
    now, begins = clock.now(), country_session.starts_at
    until = deadline(country_session) or (now + LEAST).replace(second=0, microsecond=0)
    until = min(until, begins) if begins else until
    if until <= now:
        raise Refused(_("This country session has begun, so no place can be offered any more."))
    return until


def _may_move_up(session: Session, candidate: queries.Candidate) -> bool:
    decision = candidate.decision
    if decision is None or decision.outcome != Outcome.WAITING or decision.released_at is None:
        return False
    if candidate.application.status != ApplicationStatus.SENT or candidate.is_sent_anew:
        return False
    try:
        rooms.must_be_free(session, candidate.application)
    except Refused:
        return False  # speaks in another room at this hour: the next one is asked
    return True
