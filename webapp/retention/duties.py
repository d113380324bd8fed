"""What is erased, when it is due, and in which order: what points at a thing goes before the thing itself."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp import config
from webapp.applications import erasing as applications
from webapp.applications.models import Application
from webapp.checkin import erasing as checkin
from webapp.editions.models import Edition
from webapp.programme.models import Panellist
from webapp.review import erasing as review
from webapp.safety import erasing as safety
from webapp.safety import mails as safety_mails
from webapp.selection import erasing as selection
from webapp.travel import erasing as travel
from webapp.travel.models import erased_on

AT_A_TIME = 500  # things in one statement


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of thing that is erased: from `due_at` on, all of it of an edition, in one transaction.

    `count` says how many things there are; `erase` erases them, `by` whom.
    """

    what: str
    due_at: Callable[[Edition], datetime]
    count: Callable[[Session, int], int]
    erase: Callable[[Session, int, str], None]


def _begins(day: date, edition: Edition) -> datetime:
    """The first instant of a day, on the edition's clocks."""
    return datetime.combine(day, time(), edition.zone)


# ---- Travel, safety lines, doors ----


def _travel_due_at(edition: Edition) -> datetime:
    return _begins(erased_on(edition), edition)


def _with_travel(session: Session, number: int) -> list[str]:
    return sorted(travel.due(session, number) | applications.with_travel(session, number))


def _erase_travel(session: Session, number: int, by: str) -> None:
    for ids in _portions(_with_travel(session, number)):
        travel.erase(session, ids, by=by)
        applications.forget_travel(session, ids)


def _erase_lines(session: Session, number: int, by: str) -> None:
    for ids in _portions(safety.due(session, number)):
        safety.erase(session, ids, by=by)


def _erase_scans(session: Session, number: int, by: str) -> None:
    checkin.erase(session, number, by=by)


# ---- Applications ----


def _applications_due_at(edition: Edition) -> datetime:
    return _begins(edition.last_day + timedelta(days=config.current().applications_kept_days), edition)


def _without_a_seat(session: Session, number: int) -> list[str]:
    """Drafts, and whatever led to no seat on a panel: withdrawn, declined, waiting, turned down."""
    seated = select(Panellist.application_id).where(Panellist.application_id.is_not(None))
    unseated = select(Application.id).where(
        Application.edition_number == number, Application.id.not_in(seated)
    )
    return list(session.scalars(unseated.order_by(Application.id)))


def _erase_applications(session: Session, number: int, by: str) -> None:
    for ids in _portions(_without_a_seat(session, number)):
        if left := sorted(travel.due(session, number).intersection(ids)):  # where it is kept for longer
            travel.erase(session, left, by=by)
        travel.forget_decisions(session, ids)
        selection.forget(session, ids)
        review.forget(session, ids)
        applications.erase(session, ids, by=by)


def _portions(ids: Collection[str]):
    ordered = list(ids)
    return (ordered[start : start + AT_A_TIME] for start in range(0, len(ordered), AT_A_TIME))


DUTIES = (
    Duty(
        "journeys with their receipts, and answers about travel",
        _travel_due_at,
        lambda session, number: len(_with_travel(session, number)),
        _erase_travel,
    ),
    Duty(
        "safety lines",
        safety_mails.works_until,
        lambda session, number: len(safety.due(session, number)),
        _erase_lines,
    ),
    Duty("readings of passes at doors", _travel_due_at, checkin.due, _erase_scans),
    Duty(
        "applications without a place on a panel",
        _applications_due_at,
        lambda session, number: len(_without_a_seat(session, number)),
        _erase_applications,
    ),
)
