"""A scan at a door: its verdict, and what is stored of it."""

import json
from uuid import uuid4

import pytest

from tests import factories
from webapp.checkin import devices


@pytest.fixture
def edition(app):
    return factories.edition()


def scan(client, door, device, code, at="2023-08-28T08:30:00Z", **more):
    body = {
        "sent_at": "2023-08-28T08:30:00Z",
        "scans": [{"id": str(uuid4()), "code": code, "at": at, "offline": False, **more}],
    }
    reply = client.post(
        f"/door/{door.id}/scans", json=body, headers={"Authorization": f"Bearer {devices.key_of(device.id)}"}
    )
    assert reply.status_code == 200, reply.text
    return reply.json["results"][0]


def test_a_delegate_is_admitted_and_the_second_scan_says_since_when(client, edition):
    door = factories.door(edition)
    device = factories.device(door)
    code = factories.code(factories.issued_pass(edition))
    holder = {"name": "Ana Rojas", "affiliation": "Chile", "category": "delegate"}
    first = {"at": "2023-08-28T08:30:00Z", "door": "Main entrance"}

    admitted = scan(client, door, device, code)
    assert admitted == {"id": admitted["id"], "verdict": "admitted", "holder": holder, "first": first}
    again = scan(client, door, device, code, at="2023-08-28T08:31:00Z")
    assert again == {"id": again["id"], "verdict": "already_in", "holder": holder, "first": first}
