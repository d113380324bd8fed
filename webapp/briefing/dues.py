"""Until when each part is asked for: the dates, when people are reminded of them, and setting them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.briefing.models import DueDate, Part
from webapp.core import audit, clock, jobs
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.editions.file_parts import Deadline
from webapp.editions.models import Edition
from webapp.extensions import db

JOB = "statement-reminders"
ASKED_FOR = (Part.TEXT, Part.VIDEO)  # nobody is reminded of what is optional
DAYS = (-3, 1)  # from the due date: three days before, and the day after
HOUR = time(9)
END_OF_DAY = time(23, 59)
LONGEST = timedelta(days=366)  # before the week

Dates = Mapping[Part, date]


def due_on(edition_number: int, session: Session | None = None) -> dict[Part, date]:
    """The last day of each part that has one, on the edition's clocks. Nothing is refused after it."""
    wanted = select(DueDate).where(DueDate.edition_number == edition_number)
    rows = {row.part: row.due_on for row in (session or db.session).scalars(wanted)}
    return {part: rows[part] for part in Part if part in rows}


def deadline(due: date) -> Deadline:
    """The last minute of a due date, for `editions.words.last_minute` to say with its zone."""
    return Deadline(due, END_OF_DAY)


def is_past(due: date, edition: Edition) -> bool:
    """Whether a due date is over on the edition's clocks."""
    return clock.now().astimezone(edition.zone).date() > due


def mark(dates: Dates) -> str:
    """All of them in a few letters, for a form to carry."""
    return " ".join(f"{part}={due.isoformat()}" for part, due in sorted(dates.items()))


def keep(edition_number: int, wanted: Dates, *, seen: str, by: str) -> None:
    """All dates or none; a part that is left out has none. The reminders go by the new ones from now on.

    `seen` is the mark of those that the page showed: raises Stale where they are others by now. Raises Refused for a
    date that lies nowhere near the week, or after it.
    """
    with transaction() as session:
        edition = hold(session, edition_number)
        before = due_on(edition_number, session)
        if mark(before) != seen:
            raise Stale(_("Somebody else changed the dates meanwhile. Look at them, and set yours again."))
        if before == dict(wanted):
            return
        if any(not edition.starts_on - LONGEST <= due <= edition.last_day for due in wanted.values()):
            raise Refused(_("A due date lies within the year before the week, or in the week itself."))
        session.execute(delete(DueDate).where(DueDate.edition_number == edition_number))
        session.add_all(
            DueDate(edition_number=edition_number, part=part, due_on=wanted[part]) for part in wanted
        )
        _put_reminders(session, edition, before, wanted)
        audit.record(session, "set-due-dates", "edition", str(edition_number), by=by)


def hold(session: Session, edition_number: int) -> Edition:
    """The edition, until the caller's transaction ends: who sets its dates or writes to its panellists comes here
    first. Raises NotThere."""
    wanted = select(Edition).where(Edition.number == edition_number).with_for_update(key_share=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotThere
    return found


def _put_reminders(session: Session, edition: Edition, old: Dates, new: Dates) -> None:
    """One job for each day on which anybody is reminded, however many parts it is about. A day whose hour has passed
    gets none: the coordinator can write by hand."""
    jobs.forget(session, JOB, [_subject(edition.number, day) for day in _days(old)])
    for at in reminders_ahead(edition, new):
        jobs.put(session, JOB, _subject(edition.number, at.astimezone(edition.zone).date()), due_at=at)


def reminders_ahead(edition: Edition, dates: Dates) -> list[datetime]:
    """When people will be reminded, the next first; never once the week is over."""
    instants = (datetime.combine(day, HOUR, edition.zone).astimezone(UTC) for day in _days(dates))
    return sorted(at for at in instants if clock.now() < at < edition.closes_at)


def _days(dates: Dates) -> set[date]:
    return {due + timedelta(days=days) for part, due in dates.items() if part in ASKED_FOR for days in DAYS}


def _subject(edition_number: int, day: date) -> str:
    return f"{edition_number} {day.isoformat()}"


def read_subject(subject_id: str) -> tuple[int, date]:
    """The edition and the day that a job of reminders is about."""
    number, day = subject_id.split(" ")
    return int(number), date.fromisoformat(day)


def parts_of(dates: Dates, day: date) -> set[Part]:
    """The parts that people are reminded of on a day."""
    return {part for part, due in dates.items() if day in _days({part: due})}
