"""What an edition file says, as values: one class for each table of the file, one field for each of its keys.

The names of the fields are the keys of the format: a key that is no field is an unknown key. What a file
leaves out is None, or the default that is written here.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from webapp.core.texts import Texts


class Format(StrEnum):
    IN_PERSON = "in_person"
    VIRTUAL = "virtual"
    HYBRID = "hybrid"


class Status(StrEnum):
    """Announced is not held: a country session is planned until somebody says which of the two it became."""

    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not_held"


class Cover(StrEnum):
    """What a travel grant pays for."""

    ACCOMMODATION = "accommodation"
    AIRFARE = "airfare"
    PER_DIEM = "per_diem"


class Bound(StrEnum):
    """How a source limits a figure: "more than 156" stays more than 156."""

    EXACTLY = "exactly"
    MORE_THAN = "more_than"
    ALMOST = "almost"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, or the last minute, that still counts, on a clock in the edition's zone.

    `time` is None where the source gives no hour; it is then shown without one and lasts to the day's end.
    """

    day: date
    time: time | None

    def instant(self, zone: ZoneInfo) -> datetime:
        """The first instant that is too late, in UTC. Of a minute that comes twice, the first counts."""
        if self.time is None:
            # fold=0 gives the first instant of the next day, also where clocks change at midnight.
            return datetime.combine(self.day + timedelta(days=1), time.min, zone).astimezone(UTC)
        # One minute is added in UTC: on a local clock the next minute may be an hour away, or not exist.
        return datetime.combine(self.day, self.time, zone).astimezone(UTC) + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WorkingGroup:
    """The UPR Working Group session that the edition precedes; without a number of its own, the edition's."""

    number: int
    starts_on: date | None = None
    ends_on: date | None = None
    dates: Texts | None = None


@dataclass(frozen=True, slots=True)
class Call:
    opens_on: date | None = None
    closes_at: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Sessions:
    """How long a country session and a statement (shortest, longest) take, in minutes."""

    minutes: int | None = None
    statement_minutes: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    states: tuple[str, ...] = ()
    covers: tuple[Cover, ...] = ()
    max_days: int | None = None


@dataclass(frozen=True, slots=True)
class CountrySession:
    """`starts_at` is aware, in the edition's zone; `name` is the formal name, where the edition uses one."""

    state: str
    name: Texts | None = None
    starts_at: datetime | None = None
    room: str | None = None
    status: Status = Status.PLANNED
    limited: bool = False
    closes_at: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    value: int
    bound: Bound = Bound.EXACTLY


@dataclass(frozen=True, slots=True)
class Figures:
    """Totals of the years before the edition."""

    country_sessions: Figure | None = None
    missions: Figure | None = None
    presentations: Figure | None = None


@dataclass(frozen=True, slots=True)
class EditionFile:
    """A whole file that was found good. `country_sessions` is in the edition's own order.

    `interpretation` is empty where the source says that there is none, and None where it says nothing.
    """

    number: int
    format: Format
    timezone: ZoneInfo
    starts_on: date
    country_sessions: tuple[CountrySession, ...]
    ends_on: date | None = None
    dates: Texts | None = None
    provisional: bool = False
    city: str | None = None
    venue: str | None = None
    languages: tuple[str, ...] | None = None
    speaking_languages: tuple[str, ...] | None = None
    interpretation: tuple[str, ...] | None = None
    working_group: WorkingGroup | None = None
    call: Call | None = None
    sessions: Sessions = Sessions()
    grant: Grant | None = None
    figures: Figures | None = None
    concept_note: Texts | None = None
