"""A door at work: a device with its key, and a steward's browser."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import factories
from webapp.access.permissions import GrantKind, Role
from webapp.checkin import devices
from webapp.checkin.models import Admission, Door, Scan
from webapp.extensions import db
from webapp.participants.models import Participant


class DoorAtWork:
    """A device at a door, sending what the contract says."""

    def __init__(self, client: FlaskClient, door, device=None):
        self.client, self.id = client, door.id
        self.use(device or factories.device(door))

    def use(self, device) -> None:
        self.device_id, self.key = device.id, devices.key_of(device.id)

    def enrol_again(self) -> None:
        """A device lives for twelve hours; this is the next one."""
        self.use(devices.enrol(self.id, by="test"))

    def post(self, body, key: str | None = None, **more):
        headers = {"Authorization": f"Bearer {key or self.key}"}
        how = {"data": body} if isinstance(body, bytes) else {"json": body}
        return self.client.post(f"/door/{self.id}/scans", headers=headers, **how, **more)

    def send(self, *scans: dict, sent_at: str = "2023-08-28T08:30:00Z") -> list[dict]:
        reply = self.post({"sent_at": sent_at, "scans": list(scans)})
        assert reply.status_code == 200, reply.text
        return reply.json["results"]

    def scan(self, code: str, **more) -> dict:
        [result] = self.send(one(code, **more))
        return result

    def undo(self, scan_id: str, key: str | None = None):
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return self.client.post(f"/door/{self.id}/admissions/{scan_id}/reversal", headers=headers)


def one(code: str, at: str = "2023-08-28T08:30:00Z", **more) -> dict:
    return {"id": str(uuid4()), "code": code, "at": at, "offline": False, **more}


@pytest.fixture
def scan():
    """Makes one scan as a device sends it."""
    return one


@pytest.fixture
def at_work(client):
    """Puts a device to a door: `at_work(door)`."""
    return lambda door, device=None: DoorAtWork(client, door, device)


@pytest.fixture
def door(edition, at_work) -> DoorAtWork:
    """The main entrance of the venue."""
    return at_work(factories.door(edition))


@pytest.fixture
def steward(app) -> FlaskClient:
    """A browser in which somebody of the door staff is signed in."""
    client = app.test_client()
    factories.sign_in(client, GrantKind.STAFF, factories.staff(Role.DOOR).id, Role.DOOR)
    return client


@pytest.fixture
def browser_at(app):
    """A browser that is enrolled at a door, and nothing else."""

    def make(door: DoorAtWork) -> FlaskClient:
        client = app.test_client()
        factories.sign_in(client, GrantKind.DOOR, door.device_id)
        return client

    return make


@pytest.fixture
def admitted():
    """Who is in: (place, name, instant of the first scan, its id, its door), by place and name."""

    def read() -> list[tuple]:
        db.session.rollback()
        rows = db.session.execute(
            select(Admission.place, Participant.name, Admission.first_at, Admission.first_scan_id, Door.name)
            .join(Participant, Participant.id == Admission.participant_id)
            .join(Door, Door.id == Admission.door_id)
            .where(Admission.undone_at.is_(None))
        )
        return sorted(tuple(row) for row in rows)

    return read


@pytest.fixture
def scans_stored():
    """How many scans are in the database."""

    def count() -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(Scan))

    return count
