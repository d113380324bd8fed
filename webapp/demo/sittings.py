"""How far each country session of the demonstration is: as it would be if everybody had kept to the programme."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.core import audit, clock
from webapp.core.transaction import transaction
from webapp.demo.week import NUMBER, UNDER_WAY
from webapp.editions.models import CountrySession, Edition
from webapp.extensions import db
from webapp.programme import queries, timers
from webapp.programme.audiences import told_of_sitting
from webapp.programme.models import Phase, Sitting, Statement, StatementStatus

BY = "demo"


def sit(*, anew: bool) -> None:
    """Brings every sitting to where the clock says, once; again, and `anew`, when the week was moved.

    In between they are left to whoever tries them.
    """
    if not anew and _has_begun():
        return
    with transaction() as session:
        for country_session in session.get_one(Edition, NUMBER).country_sessions:
            with told_of_sitting(session, country_session.id):
                _bring_to(session, country_session, clock.now())
            audit.record(session, "sit", "sitting", country_session.id, by=BY)


def _has_begun() -> bool:
    under_way = select(Sitting.version).join(CountrySession, CountrySession.id == Sitting.country_session_id)
    here = under_way.where(CountrySession.edition_number == NUMBER, CountrySession.state == UNDER_WAY)
    return db.session.scalar(here) is not None


def _bring_to(session: Session, country_session: CountrySession, now: datetime) -> None:
    sitting = queries.sitting(country_session.id, session)
    session.add(sitting)
    sitting.version += 1
    sitting.suspended = sitting.blank = False
    timers.clear(sitting)
    slots = queries.slots(country_session.id, session)
    for slot in slots:
        slot.status = StatementStatus.WAITING
    session.flush()
    if country_session.starts_at is None or now < country_session.starts_at:
        sitting.phase = Phase.BEFORE
    elif now >= country_session.ends_at:
        sitting.phase = Phase.CLOSED
        _give(slots)
    else:
        _go_on(sitting, slots, country_session.starts_at, now)


def _go_on(sitting: Sitting, slots: list[Statement], starts_at: datetime, now: datetime) -> None:
    """One after the other, without a pause; then the floor."""
    sitting.phase = Phase.STATEMENTS
    for place, slot in enumerate(slots):
        ends_at = starts_at + timedelta(minutes=slot.minutes)
        if now < ends_at:
            _give(slots[:place])
            slot.status = StatementStatus.SPEAKING
            timers.start(sitting, 60 * slot.minutes, starts_at)
            return
        starts_at = ends_at
    _give(slots)
    sitting.phase = Phase.FLOOR


def _give(slots: list[Statement]) -> None:
    for slot in slots:
        slot.status = StatementStatus.GIVEN
