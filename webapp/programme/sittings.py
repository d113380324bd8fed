"""What a moderator does with a sitting: its phases, its statements, its timer, and its screens.

Each act is one transaction. `version` is the sitting's number as the page showed it. Where another act came in between,
this one is Stale and nothing is done: of two who press "next" at once one wins, and nobody's statement is skipped.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.core import audit, clock
from webapp.core.refused import Refused, Stale
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySessionStatus
from webapp.programme import queries, timers
from webapp.programme.audiences import told_of_sitting
from webapp.programme.holding import hold, slot
from webapp.programme.models import Phase, Sitting, Statement, StatementStatus

MINUTE = 60
TIMER_MOST = 2 * 60 * MINUTE


# ---- Statements ----


def start_statement(country_session_id: str, statement_id: str, *, version: int, by: str) -> None:
    """Gives one speaker the floor, with the minutes of their slot. Whoever spoke has given their statement."""
    with _acting(country_session_id, version, by, "start-statement") as (session, sitting):
        _must_go_on(sitting)
        statement = slot(session, country_session_id, statement_id)
        _end_statement(session, country_session_id, StatementStatus.GIVEN, but=statement_id)
        statement.become(StatementStatus.SPEAKING)
        if sitting.phase != Phase.STATEMENTS:
            sitting.enter(Phase.STATEMENTS)
        timers.start(sitting, statement.minutes * MINUTE, clock.now())
        audit.record(session, "start", "statement", statement_id, by=by)


def end_statement(country_session_id: str, *, version: int, by: str) -> None:
    with _acting(country_session_id, version, by, "end-statement") as (session, sitting):
        if not _end_statement(session, country_session_id, StatementStatus.GIVEN):
            raise Refused(_("Nobody is giving a statement."))
        timers.clear(sitting)


def put_back(country_session_id: str, statement_id: str, *, version: int, by: str) -> None:
    """A statement that was started or ended by mistake waits again, at its place in the order."""
    with _acting(country_session_id, version, by, "put-statement-back") as (session, sitting):
        statement = slot(session, country_session_id, statement_id)
        if statement.status == StatementStatus.SPEAKING:
            timers.clear(sitting)
        statement.become(StatementStatus.WAITING)
        audit.record(session, "put-back", "statement", statement_id, by=by)


# ---- Phases ----


def enter(country_session_id: str, phase: Phase, *, version: int, by: str) -> None:
    """Goes on to a phase, or back. It begins without a timer and without anybody speaking.

    Going back to before the statements, whoever had begun waits again; otherwise they have given their statement.
    """
    with _acting(country_session_id, version, by, f"enter-{phase}") as (session, sitting):
        sitting.enter(phase)
        spoken = StatementStatus.WAITING if phase == Phase.BEFORE else StatementStatus.GIVEN
        _end_statement(session, country_session_id, spoken)
        timers.clear(sitting)
        if phase == Phase.CLOSED:
            sitting.suspended = False


def suspend(country_session_id: str, *, version: int, by: str) -> None:
    """Stops everything where it is, the timer too."""
    with _acting(country_session_id, version, by, "suspend") as (_session, sitting):
        _must_go_on(sitting)
        sitting.suspended = True
        timers.halt(sitting, clock.now())


def resume(country_session_id: str, *, version: int, by: str) -> None:
    """Goes on where it was suspended: a timer that ran then runs on, one that stood still stands."""
    with _acting(country_session_id, version, by, "resume") as (_session, sitting):
        if not sitting.suspended:
            raise Refused(_("The country session is not suspended."))
        sitting.suspended = False
        timers.run_on(sitting, clock.now())


# ---- The timer ----


def start_timer(country_session_id: str, seconds: int, *, version: int, by: str) -> None:
    """Sets the timer anew and lets it run, whoever speaks."""
    with _acting(country_session_id, version, by, "start-timer") as (_session, sitting):
        if not 0 < seconds <= TIMER_MOST:
            raise Refused(_("Set the timer to between one second and two hours."))
        _must_go_on(sitting)
        timers.start(sitting, seconds, clock.now())


def pause_timer(country_session_id: str, *, version: int, by: str) -> None:
    """While the sitting is suspended the timer stands anyway: then it will not run on with it."""
    with _acting(country_session_id, version, by, "pause-timer") as (_session, sitting):
        if sitting.timer_ends_at is None:
            raise Refused(_("The timer does not run."))
        timers.pause(sitting, clock.now())


def resume_timer(country_session_id: str, *, version: int, by: str) -> None:
    with _acting(country_session_id, version, by, "resume-timer") as (_session, sitting):
        _must_go_on(sitting)
        if sitting.timer_left is None:
            raise Refused(_("The timer is not paused."))
        timers.resume(sitting, clock.now())


def add_minute(country_session_id: str, *, version: int, by: str) -> None:
    with _acting(country_session_id, version, by, "add-minute") as (_session, sitting):
        if not timers.is_set(sitting):
            raise Refused(_("There is no timer."))
        if sitting.timer_total + MINUTE > TIMER_MOST:
            raise Refused(_("Set the timer to between one second and two hours."))
        timers.add(sitting, MINUTE)


def stop_timer(country_session_id: str, *, version: int, by: str) -> None:
    """Takes the timer away. A statement that is being given goes on without one."""
    with _acting(country_session_id, version, by, "stop-timer") as (_session, sitting):
        if not timers.is_set(sitting):
            raise Refused(_("There is no timer."))
        timers.clear(sitting)


# ---- The screens ----


def blank(country_session_id: str, *, version: int, by: str) -> None:
    """Takes everything off every screen of the room, at once.

    However old the page is: whoever presses this must not be told to look again first.
    """
    with _acting(country_session_id, None, by, "blank") as (_session, sitting):
        sitting.blank = True


def unblank(country_session_id: str, *, version: int, by: str) -> None:
    with _acting(country_session_id, version, by, "unblank") as (_session, sitting):
        if not sitting.blank:
            raise Refused(_("The screens are not blank."))
        sitting.blank = False


# ---- What every act has in common ----


@contextmanager
def _acting(
    country_session_id: str, version: int | None, by: str, verb: str
) -> Iterator[tuple[Session, Sitting]]:
    """One act: its sitting, held against others; afterwards its number rises and every screen that changed is told.

    Raises NotThere, Refused for a country session that is not held, and Stale unless `version` is still the number;
    None stands for whatever it is.
    """
    with transaction() as session:
        if hold(session, country_session_id).status == CountrySessionStatus.NOT_HELD:
            raise Refused(_("This country session is not held."))
        with told_of_sitting(session, country_session_id):
            sitting = queries.sitting(country_session_id, session)
            if version not in (None, sitting.version):
                raise Stale(_("Somebody else was quicker. Here is how the country session stands now."))
            session.add(sitting)
            yield session, sitting
            sitting.version += 1
        audit.record(session, verb, "sitting", country_session_id, by=by)


def _must_go_on(sitting: Sitting) -> None:
    if sitting.phase == Phase.CLOSED:
        raise Refused(_("This country session is closed. Open the floor again first."))
    if sitting.suspended:
        raise Refused(_("This country session is suspended. Resume it first."))


def _end_statement(
    session: Session, country_session_id: str, status: StatementStatus, *, but: str | None = None
) -> bool:
    """Ends the statement that is being given, unless it is `but`; whether there was one."""
    speaking = session.scalar(
        select(Statement).where(
            Statement.country_session_id == country_session_id,
            Statement.status == StatementStatus.SPEAKING,
            Statement.id != (but or ""),
        )
    )
    if speaking is None:
        return False
    speaking.become(status)
    session.flush()  # before another begins: the index knows of one speaker at a time
    return True
