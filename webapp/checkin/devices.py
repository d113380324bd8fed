"""Door devices: enrolled for one door, with a key that dies by itself."""

import hmac
from datetime import timedelta

from sqlalchemy import Row, bindparam, select

from webapp import config
from webapp.access import grants, links
from webapp.access.permissions import GrantKind
from webapp.checkin.models import Device, Door
from webapp.core import audit, clock, tokens
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, Edition
from webapp.extensions import db

LIFETIME = timedelta(hours=12)

_DEVICE, _DOOR = Device.__table__, Door.__table__
_EDITION, _SESSION = Edition.__table__, CountrySession.__table__
# All that a scan needs to know of its door, in one statement: it runs for every scan of the week.
_LOOK_UP = (
    select(
        _DEVICE.c.id,
        _DEVICE.c.expires_at,
        _DEVICE.c.revoked_at,
        _DOOR.c.id.label("door_id"),
        _DOOR.c.name.label("door_name"),
        _DOOR.c.edition_number,
        _DOOR.c.country_session_id,
        _EDITION.c.timezone,
        _EDITION.c.starts_on,
        _EDITION.c.ends_on,
        _SESSION.c.starts_at,
        _SESSION.c.limited,
        _SESSION.c.capacity,
    )
    .join(_DOOR, _DOOR.c.id == _DEVICE.c.door_id)
    .join(_EDITION, _EDITION.c.number == _DOOR.c.edition_number)
    .outerjoin(_SESSION, _SESSION.c.id == _DOOR.c.country_session_id)
    .where(_DEVICE.c.id == bindparam("device_id"))
)


def enrol(door_id: str, by: str, browser: str | None = None) -> Device:
    """Makes the device that asks one of this door's, until it expires. Raises NotThere.

    `browser` is the id of the browser that is to work the door's page; a device without one has its key alone.
    """
    with transaction() as session:
        if session.get(Door, door_id) is None:
            raise NotThere
        now = clock.now()
        device = Device(door_id=door_id, enrolled_by=by, enrolled_at=now, expires_at=now + LIFETIME)
        session.add(device)
        session.flush()
        if browser:
            grants.give(session, browser, GrantKind.DOOR, device.id, until=device.expires_at)
        audit.record(session, "enrol", "device", device.id, by=by)
    return device


def revoke(device_id: str, by: str) -> None:
    """Ends a device: its key and its page stop working at once."""
    with transaction() as session:
        device = session.get(Device, device_id, with_for_update=True)
        if device is None:
            raise NotThere
        if device.revoked_at is not None:
            return
        device.revoked_at = clock.now()
        links.revoke_all(session, GrantKind.DOOR, device_id)
        audit.record(session, "revoke", "device", device_id, by=by)


def key_of(device_id: str) -> str:
    """The key that this device sends with its scans. Derived from SECRET_KEY, so that it is stored nowhere."""
    proof = tokens.derive(config.current().secret_key.encode(), "device", device_id)
    return f"{device_id}.{proof.hex()[:32]}"


def named_by(authorization: str | None) -> str | None:
    """The id of the device whose key an `Authorization: Bearer` header holds; None where that is no key of ours.

    It asks no database: whoever has no key waits for nobody's turn, and makes nobody wait. Whether the device is still
    enrolled at a door, `at_door` knows.
    """
    scheme, _, key = (authorization or "").partition(" ")
    device_id = key.partition(".")[0]
    if scheme.lower() != "bearer" or not key.isascii() or not hmac.compare_digest(key, key_of(device_id)):
        return None
    return device_id


def at_door(device_id: str, door_id: str) -> Row | None:
    """A device that is enrolled at this door now, with all that its scans need to know of the door."""
    row = db.session.execute(_LOOK_UP, {"device_id": device_id}).one_or_none()
    if row is None or row.door_id != door_id or row.revoked_at is not None or clock.now() >= row.expires_at:
        return None
    return row


def door_of(device_id: str) -> str:
    """The id of the door that a device was enrolled at. Raises NotThere."""
    device = db.session.get(Device, device_id)
    if device is None:
        raise NotThere
    return device.door_id
