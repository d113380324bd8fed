"""Doors: opening one, choosing one, and who stands at which."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, selectinload

from webapp.accounts.models import Staff
from webapp.checkin.models import Device, Door
from webapp.core import audit, clock, dates
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition
from webapp.extensions import db

NAME_MOST = 80


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A live device at a door, and the address of whoever enrolled it, where that was a person."""

    device: Device
    door: Door
    by: str | None


def editions_to_guard() -> list[Edition]:
    """The editions whose days include today or are ahead, the nearest first, with their country sessions."""
    known = select(Edition).options(selectinload(Edition.country_sessions)).order_by(Edition.starts_on)
    return [edition for edition in db.session.scalars(known) if clock.now() < edition.closes_at]


def rooms_of(edition: Edition) -> list[CountrySession]:
    """The country sessions that one can stand at the door of, by their hour; those without one come last."""
    planned = [s for s in edition.country_sessions if s.status != CountrySessionStatus.NOT_HELD]
    return sorted(planned, key=_by_hour)


def _by_hour(country_session: CountrySession) -> tuple:
    starts_at = country_session.starts_at
    return (starts_at is None, starts_at.timestamp() if starts_at else 0, country_session.position)


def doors_of(edition: Edition) -> list[Door]:
    return list(
        db.session.scalars(select(Door).where(Door.edition_number == edition.number).order_by(Door.name))
    )


def open_door(edition_number: int, country_session_id: str | None, name: str, by: str) -> str:
    """The id of the door of this name at this place, made if there is none. `name` is clean.

    Raises NotThere where there is no such edition to guard, or it has no such country session.
    """
    with transaction() as session:
        # The edition's row is locked, so that two who open the same door at once open one.
        edition = session.get(Edition, edition_number, with_for_update=True)
        if edition is None or clock.now() >= edition.closes_at:
            raise NotThere
        if country_session_id and country_session_id not in (s.id for s in rooms_of(edition)):
            raise NotThere
        door = _named(session, edition_number, country_session_id, name)
        if door is None:
            door = Door(edition_number=edition_number, country_session_id=country_session_id, name=name)
            session.add(door)
            session.flush()
            audit.record(session, "open", "door", door.id, by=by)
        return door.id


def _named(session: Session, edition_number: int, country_session_id: str | None, name: str) -> Door | None:
    here = select(Door).where(Door.edition_number == edition_number, Door.name == name)
    return session.scalar(here.where(Door.country_session_id == country_session_id))


def enrolled() -> list[Enrolled]:
    """The devices that can work now, by their door."""
    live = (
        select(Device, Door)
        .join(Door, Door.id == Device.door_id)
        .where(Device.revoked_at.is_(None), Device.expires_at > clock.now())
        .order_by(Door.name, Device.enrolled_at)
    )
    rows = db.session.execute(live).all()
    people = dict(_addresses(device.enrolled_by for device, _door in rows))
    return [Enrolled(device, door, people.get(device.enrolled_by)) for device, door in rows]


def _addresses(names: Iterator[str]) -> Iterator[tuple[str, str]]:
    """(how the audit calls them, their address) for the members of staff among `names`."""
    ids = {name.removeprefix("staff:"): name for name in names if name.startswith("staff:")}
    for person in db.session.scalars(select(Staff).where(Staff.id.in_(ids))):
        yield ids[person.id], person.email


def is_there(door_id: str) -> bool:
    return db.session.get(Door, door_id) is not None


def day_of(device: Row, room: CountrySession | None, locale: str) -> str:
    """When the place behind a door is open, in words; `device` is a row of devices.py."""
    if room is not None and room.starts_at is not None:
        return dates.day(room.starts_at.astimezone(ZoneInfo(device.timezone)).date(), locale)
    return db.session.get_one(Edition, device.edition_number).when(locale)


def room_of(country_session_id: str | None) -> CountrySession | None:
    return db.session.get(CountrySession, country_session_id) if country_session_id else None
