"""Reads of editions and their country sessions."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from webapp.core import clock
from webapp.core.refused import NotThere
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition
from webapp.extensions import db

NUMBERS = range(1, 1000)  # what an edition file may say; a longer number in an address is no edition


@dataclass(frozen=True, slots=True)
class Tally:
    """How many country sessions were planned, and what is known to have become of them."""

    planned: int
    held: int
    not_held: int


_EDITION = select(Edition).where(Edition.number == bindparam("number"))
_COUNTRY_SESSIONS = (
    select(CountrySession)
    .where(CountrySession.edition_number == bindparam("number"))
    .order_by(CountrySession.position)
)
_EDITIONS = (
    select(Edition)
    .options(selectinload(Edition.country_sessions))
    .order_by(Edition.starts_on.desc(), Edition.number.desc())
)


def edition(number: int) -> Edition:
    """With its country sessions. Raises NotThere."""
    found = db.session.scalar(_EDITION, {"number": number}) if number in NUMBERS else None
    if found is None:
        raise NotThere
    # Not by selectinload, which costs twice as much: nearly every page begins here.
    country_sessions = db.session.scalars(_COUNTRY_SESSIONS, {"number": number}).all()
    set_committed_value(found, "country_sessions", list(country_sessions))
    return found


def editions() -> list[Edition]:
    """All of them with their country sessions, the newest first."""
    return list(db.session.scalars(_EDITIONS))


def is_over(edition: Edition) -> bool:
    return clock.now() >= edition.closes_at


def tally(edition: Edition) -> Tally:
    count = Counter(country_session.status for country_session in edition.country_sessions)
    return Tally(
        planned=count.total(),
        held=count[CountrySessionStatus.HELD],
        not_held=count[CountrySessionStatus.NOT_HELD],
    )


def numbers() -> set[int]:
    return set(db.session.scalars(select(Edition.number)))


def country_session(number: int, state: str) -> CountrySession:
    """Raises NotThere."""
    wanted = select(CountrySession).where(
        CountrySession.edition_number == number, CountrySession.state == state
    )
    found = db.session.scalar(wanted)
    if found is None:
        raise NotThere
    return found
