"""Places: what one is admitted to at a door, on which day, and the live topic of its count."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from webapp.editions.models import last_day

TOPIC = "place"


def place_of(door: Row, at: datetime) -> str:
    """What one is admitted to at this door: a country session, or the venue for the local day of `at`."""
    if door.country_session_id:
        return room_of(door.country_session_id)
    return f"venue/{door.edition_number}/{_local_day(door, at)}"


def country_session_in(place: str) -> str | None:
    """The id of the country session that a place is; None for the venue."""
    kind, _, which = place.partition("/")
    return which if kind == "session" else None


def room_of(country_session_id: str) -> str:
    """The place that one country session is."""
    return f"session/{country_session_id}"


def is_its_day(door: Row, at: datetime) -> bool:
    """Whether the place is open on the local day of `at`; without an hour yet, it is on every day of its edition."""
    day = _local_day(door, at)
    if door.starts_at is not None:
        return day == _local_day(door, door.starts_at)
    return door.starts_on <= day <= last_day(door.starts_on, door.ends_on)


def _local_day(door: Row, at: datetime) -> date:
    return at.astimezone(ZoneInfo(door.timezone)).date()


def topic_of(place: str) -> str:
    """The live topic of a place: how many are in."""
    return f"{TOPIC}/{place}"


def place_in(topic: str) -> str:
    return topic.removeprefix(f"{TOPIC}/")
