"""What the public pages show, put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select

from webapp.applications.windows import CallStatus, call_status
from webapp.checkin.models import Admission
from webapp.editions import queries as editions
from webapp.editions.models import CountrySession, Edition
from webapp.extensions import db
from webapp.participants.models import Participant


@dataclass(frozen=True, slots=True)
class Front:
    """The editions as the start page has them: the one under way or next, others ahead, and those that are over;
    of those that are not, the ones with a call."""

    now: Edition | None
    ahead: list[Edition]
    past: list[Edition]
    calls: list[Edition]


@dataclass(frozen=True, slots=True)
class Programme:
    """Country sessions by local day, and those whose hour is not known, in the edition's own order."""

    days: list[tuple[date, list[CountrySession]]]
    without_hour: list[CountrySession]


def front() -> Front:
    known = editions.editions()
    ahead = [edition for edition in known if not editions.is_over(edition)]
    ahead.reverse()
    past = [edition for edition in known if editions.is_over(edition)]
    calls = [edition for edition in ahead if call_status(edition) != CallStatus.NONE]
    return Front(now=ahead[0] if ahead else None, ahead=ahead[1:], past=past, calls=calls)


_CAME = (
    select(Participant.edition_number, func.count(Participant.mission.distinct()).label("missions"))
    .join(Admission, Admission.participant_id == Participant.id)
    .where(Admission.undone_at.is_(None))
    .where(Participant.edition_number.in_(bindparam("numbers", expanding=True)))
    .group_by(Participant.edition_number)
)


def missions_that_came(numbers: Iterable[int]) -> dict[int, int]:
    """How many missions had somebody admitted, by edition; an edition whose doors saw nobody is left out."""
    rows = db.session.execute(_CAME, {"numbers": list(numbers)})
    return {row.edition_number: row.missions for row in rows}


def programme(edition: Edition) -> Programme:
    timed = sorted(
        (entry for entry in edition.country_sessions if entry.starts_at),
        key=lambda entry: (entry.starts_at, entry.position),
    )
    by_day: dict[date, list[CountrySession]] = {}
    for entry in timed:
        by_day.setdefault(entry.starts_at.astimezone(edition.zone).date(), []).append(entry)
    return Programme(
        days=list(by_day.items()),
        without_hour=[entry for entry in edition.country_sessions if not entry.starts_at],
    )
