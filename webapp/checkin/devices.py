"""Door devices: enrolled for one door, with a key that dies by itself."""

import hmac
from datetime import timedelta

from sqlalchemy import bindparam, select

from webapp import config
from webapp.access import grants
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
    .where(_DEVICE.c.id == bindparam("device_id"), _DEVICE.c.door_id == bindparam("door_id"))
)


def enrol(door_id: str, by: str) -> Device:
    """Makes the device that asks one of this door's, until it expires. Raises NotThere."""
    with transaction() as session:
        if session.get(Door, door_id) is None:
            raise NotThere
        now = clock.now()
        device = Device(door_id=door_id, enrolled_by=by, enrolled_at=now, expires_at=now + LIFETIME)
        session.add(device)
        session.flush()
        audit.record(session, "enrol", "device", device.id, by=by)
    return device


def revoke(device_id: str, by: str) -> None:
    """Ends a device: its key and its page stop working at once."""
    with transaction() as session:
        device = session.get(Device, device_id)
        if device is None:
            raise NotThere
        device.revoked_at = clock.now()
        grants.end_all(session, GrantKind.DOOR, device_id)
        audit.record(session, "revoke", "device", device_id, by=by)


def key_of(device_id: str) -> str:
    """The key that this device sends with its scans. Derived from SECRET_KEY, so that it is stored nowhere."""
    proof = tokens.derive(config.current().secret_key.encode(), "device", device_id)
    return f"{device_id}.{proof.hex()[:32]}"


def identify(authorization: str | None, door_id: str):
    """The device and its door behind `Authorization: Bearer …`, as a row; None where the key is wrong, ended or expired."""
    scheme, _, key = (authorization or "").partition(" ")
    device_id = key.partition(".")[0]
    if scheme.lower() != "bearer" or not key.isascii() or not hmac.compare_digest(key, key_of(device_id)):
        return None
    row = db.session.execute(_LOOK_UP, {"device_id": device_id, "door_id": door_id}).one_or_none()
    live = row is not None and row.revoked_at is None and clock.now() < row.expires_at
    return row if live else None
