"""A batch that is not what the contract says: 422 with a reason and nothing stored; an unknown device: 401."""

import json
from datetime import timedelta

import pytest

from tests import factories
from webapp.checkin import devices
from webapp.core import clock

SENT_AT = "2023-08-28T08:30:00Z"
REFUSED = object()


@pytest.fixture
def good(edition, scan):
    return scan(factories.code(factories.issued_pass(edition)))


def without(value: dict, name: str) -> dict:
    return {key: item for key, item in value.items() if key != name}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda body: [], "the body must be a JSON object"),
        (lambda body: "scans", "the body must be a JSON object"),
        (lambda body: 5, "the body must be a JSON object"),
        (lambda body: without(body, "sent_at"), "the body has no sent_at"),
        (lambda body: without(body, "scans"), "the body has no scans"),
        (lambda body: {**body, "sent_at": 5}, "sent_at must be a text"),
        (lambda body: {**body, "sent_at": "today"}, "sent_at is no instant, such as 2023-08-28T08:05:00Z"),
        (
            lambda body: {**body, "sent_at": "2023-08-28T08:30:00"},
            "sent_at needs its zone, such as 2023-08-28T08:05:00Z",
        ),
        (lambda body: {**body, "scans": {}}, "scans must be a list"),
        (lambda body: {**body, "scans": ["x"]}, "scans[0] must be a JSON object"),
    ],
)
def test_the_envelope(door, good, scans_stored, change, error):
    reply = door.post(change({"sent_at": SENT_AT, "scans": [good]}))
    assert (reply.status_code, reply.json, scans_stored()) == (422, {"error": error}, 0)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("id", REFUSED, "scans[1] has no id"),
        ("id", 7, "scans[1].id must be a text"),
        ("id", "7", "scans[1].id is no UUID"),
        ("id", "{b6b3a0a4-32a5-4d5e-9f5c-6a2f4b1d0c11}", "scans[1].id is no UUID"),
        ("id", "٣6b3a0a4-32a5-4d5e-9f5c-6a2f4b1d0c11", "scans[1].id is no UUID"),
        ("id", "\ud800", "scans[1].id is no UUID"),
        ("code", REFUSED, "scans[1] has no code"),
        ("code", None, "scans[1].code must be a text"),
        ("code", ["B"], "scans[1].code must be a text"),
        ("code", "B" * 513, "scans[1].code is longer than 512 characters"),
        ("at", REFUSED, "scans[1] has no at"),
        ("at", 1693211462, "scans[1].at must be a text"),
        ("at", "", "scans[1].at is no instant, such as 2023-08-28T08:05:00Z"),
        ("at", "2023-08-28T25:00:00Z", "scans[1].at is no instant, such as 2023-08-28T08:05:00Z"),
        ("at", "2023-08-28", "scans[1].at needs its zone, such as 2023-08-28T08:05:00Z"),
        (
            "at",
            "0001-01-01T00:00:00+12:00",
            "scans[1].at is no instant, such as 2023-08-28T08:05:00Z",
        ),
        ("at", "9999-12-31T23:59:59Z", "scans[1].at is an instant that no clock shows"),
        ("offline", REFUSED, "scans[1] has no offline"),
        ("offline", "no", "scans[1].offline must be true or false"),
        ("offline", 0, "scans[1].offline must be true or false"),
        ("shown", "welcome", "scans[1].shown is no verdict"),
        ("shown", 1, "scans[1].shown must be a text"),
    ],
)
def test_one_scan_that_is_not_one_refuses_the_whole_batch(door, good, scan, scans_stored, name, value, error):
    other = scan("nonsense")
    bad = without(other, name) if value is REFUSED else {**other, name: value}

    reply = door.post({"sent_at": SENT_AT, "scans": [good, bad]})
    assert (reply.status_code, reply.json, scans_stored()) == (422, {"error": error}, 0)


def test_a_roster_id_stands_in_place_of_a_code_only_offline(door, scan, scans_stored):
    online = without({**scan(""), "pass": "00" * 16}, "code")
    reply = door.post({"sent_at": SENT_AT, "scans": [online]})
    assert (reply.status_code, reply.json) == (422, {"error": "scans[0] has no code"})
    too_long = {**online, "offline": True, "pass": "0" * 513}
    reply = door.post({"sent_at": SENT_AT, "scans": [too_long]})
    assert reply.json == {"error": "scans[0].pass is longer than 512 characters"}
    assert scans_stored() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"scans",
        b'{"sent_at": NaN, "scans": []}',
        b'{"sent_at": "2023-08-28T08:30:00Z", "scans": [], "n": -Infinity}',
        b'{"sent_at": "2023-08-28T08:30:00Z", "scans": [], "n": ' + b"9" * 5000 + b"}",
        b'{"sent_at": "2023-08-28T08:30:00Z", "scans": [], "n": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' * 100_000,
        b'{"sent_at": "\xff\xfe"}',
        b'{"sent_at": "2023-08-28T08:30:00Z", "scans": [}',
    ],
    ids=["empty", "word", "nan", "infinity", "huge number", "deep", "deep and open", "no utf-8", "cut off"],
)
def test_what_is_not_json(door, body, scans_stored):
    reply = door.post(body)
    assert (reply.status_code, reply.json, scans_stored()) == (422, {"error": "the body is not JSON"}, 0)


def test_500_scans_are_read_and_501_are_not(door, scan, scans_stored):
    scans = [scan("nonsense") for _ in range(501)]

    reply = door.post({"sent_at": SENT_AT, "scans": scans})
    error = {"error": "at most 500 scans in one request, not 501"}
    assert (reply.status_code, reply.json, scans_stored()) == (422, error, 0)
    results = door.send(*scans[:500])
    assert ([result["id"] for result in results], scans_stored()) == ([s["id"] for s in scans[:500]], 500)


def test_no_scans_are_a_batch_too(door):
    assert door.send() == []


def test_the_largest_batch_of_the_contract_is_read(door, scan):
    """500 codes of 512 characters outside the basic plane, each written as two escapes: more than any form may send."""
    scans = [scan("\U0001f4a5" * 512) for _ in range(500)]
    body = json.dumps({"sent_at": SENT_AT, "scans": scans}).encode()
    assert len(body) > 3_000_000

    reply = door.post(body)
    assert (reply.status_code, len(reply.json["results"])) == (200, 500)


def test_a_body_beyond_any_batch_is_refused(door):
    reply = door.post(b" " * 4_000_000)
    assert (reply.status_code, reply.json) == (422, {"error": "the body is larger than any batch of scans"})


def test_the_type_of_the_content_does_not_matter(client, door, good):
    body = json.dumps({"sent_at": SENT_AT, "scans": [good]})
    reply = client.post(
        f"/door/{door.id}/scans",
        data=body,
        content_type="text/plain",
        headers={"Authorization": f"bearer {door.key}"},
    )
    assert reply.json["results"][0]["verdict"] == "admitted"


def test_members_that_are_not_known_are_passed_over(door, good):
    reply = door.post({"sent_at": SENT_AT, "scans": [{**good, "battery": 0.4}], "version": 2})
    assert reply.json["results"][0]["verdict"] == "admitted"


def unauthorised(reply, scans_stored) -> bool:
    error = {"error": "This device is not enrolled at this door, or no longer. Enrol it again."}
    assert (reply.status_code, reply.json, scans_stored()) == (401, error, 0)
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    return True


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer .",
        "Bearer \xe9",
        "Basic dTpw",
        "Bearer 00000000000000000000.00000000000000000000000000000000",
    ],
)
def test_an_unknown_key_is_401(client, door, good, scans_stored, authorization):
    reply = client.post(
        f"/door/{door.id}/scans",
        json={"sent_at": SENT_AT, "scans": [good]},
        headers={"Authorization": authorization} if authorization is not None else {},
    )
    assert unauthorised(reply, scans_stored)


def test_a_forged_key_is_401_before_the_body_is_read(door, scans_stored):
    device_id, _, proof = door.key.partition(".")
    forged = f"{device_id}.{'0' if proof[0] != '0' else '1'}{proof[1:]}"
    assert unauthorised(door.post(b"not JSON", key=forged), scans_stored)


def test_a_key_opens_its_own_door_alone(door, edition, good, at_work, scans_stored):
    other = at_work(factories.door(edition, name="Gate 40"))
    assert unauthorised(other.post({"sent_at": SENT_AT, "scans": [good]}, key=door.key), scans_stored)


def test_doors_that_are_none(client, door, scans_stored):
    for address in ("/door/nothing/scans", "/door/" + "0" * 3000 + "/scans"):
        assert unauthorised(
            client.post(address, json={}, headers={"Authorization": f"Bearer {door.key}"}), scans_stored
        )
    assert client.post("/door/%00/scans", json={}).status_code == 404


def test_a_key_dies_after_twelve_hours(door, good, scans_stored):
    clock.set_for_tests(factories.NOW + timedelta(hours=12))
    assert unauthorised(door.post({"sent_at": SENT_AT, "scans": [good]}), scans_stored)


def test_a_revoked_key_is_401(door, good, scans_stored):
    devices.revoke(door.device_id, by="test")
    assert unauthorised(door.post({"sent_at": SENT_AT, "scans": [good]}), scans_stored)


def test_a_steward_signed_in_without_a_key_is_401(door, good, steward, scans_stored):
    reply = steward.post(f"/door/{door.id}/scans", json={"sent_at": SENT_AT, "scans": [good]})
    assert unauthorised(reply, scans_stored)
