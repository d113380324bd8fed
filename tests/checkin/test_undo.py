"""Undoing an admission: it is marked, the count falls, the scan stays; what other doors saw goes on counting."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests import factories, pages
from webapp.checkin import devices
from webapp.checkin.models import Admission, Scan
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.live import versions
from webapp.extensions import db

PLACE = "venue/44/2023-08-28"


@pytest.fixture
def code(edition):
    return factories.code(factories.issued_pass(edition))


@pytest.fixture
def other(edition, at_work):
    return at_work(factories.door(edition, name="Gate 40"))


def version() -> int:
    db.session.rollback()
    return versions.read([f"place/{PLACE}"])[f"place/{PLACE}"]


def undone() -> list[tuple]:
    db.session.rollback()
    rows = select(Admission.first_scan_id, Admission.undone_at).where(Admission.undone_at.is_not(None))
    return [tuple(row) for row in db.session.execute(rows)]


def test_what_a_scan_admitted_is_taken_back(door, code, admitted, scans_stored):
    scan = door.scan(code)
    before = version()

    reply = door.undo(scan["id"])
    assert (reply.status_code, reply.json) == (200, {"id": scan["id"], "undone": True})
    assert (admitted(), undone()) == ([], [(scan["id"], factories.NOW)])
    assert (version(), scans_stored()) == (before + 1, 1)
    assert db.session.get(Scan, scan["id"]).verdict == "admitted"
    audited = select(AuditEntry.verb, AuditEntry.by).where(AuditEntry.verb == "undo")
    assert db.session.execute(audited).all() == [("undo", f"device:{door.device_id}")]


def test_twice_is_one_effect(door, code):
    scan = door.scan(code)
    first = door.undo(scan["id"])
    after = version()

    second = door.undo(scan["id"].upper())
    assert (second.status_code, second.json) == (first.status_code, first.json)
    assert (version(), len(undone())) == (after, 1)
    assert len(db.session.execute(select(AuditEntry).where(AuditEntry.verb == "undo")).all()) == 1


def test_the_person_can_come_in_again_and_that_can_be_undone_too(door, code, admitted):
    door.undo(door.scan(code)["id"])

    again = door.scan(code, at="2023-08-28T08:30:00Z")
    assert again["verdict"] == "admitted"
    assert [row[3] for row in admitted()] == [again["id"]]
    door.undo(again["id"])
    assert admitted() == []


def test_the_undone_scan_keeps_its_answer(door, code, scan, admitted):
    sent = scan(code)
    [answer] = door.send(sent)
    door.undo(answer["id"])

    assert door.send(sent) == [answer]
    assert admitted() == []


def test_a_pass_read_twice_at_the_door_is_undone_at_once(door, code, admitted):
    """The second reading said "already in": it lets nobody stay in whom the same door had let in by mistake."""
    first = door.scan(code, at="2023-08-28T08:29:58Z")
    assert door.scan(code, at="2023-08-28T08:29:59Z")["verdict"] == "already_in"

    door.undo(first["id"])
    assert admitted() == []


def test_whom_another_door_let_in_as_well_stays_in_since_then(door, other, code, admitted):
    mistake = door.scan(code, at="2023-08-28T08:20:00Z")
    right = other.scan(code, at="2023-08-28T08:25:00Z")
    assert right["verdict"] == "already_in"

    door.undo(mistake["id"])
    since = factories.NOW - timedelta(minutes=5)
    assert admitted() == [(PLACE, "Ana Rojas", since, right["id"], "Gate 40")]


@pytest.mark.parametrize("late_first", [True, False])
def test_a_scan_that_another_door_tells_late_counts_by_itself(door, other, code, admitted, late_first):
    """In whichever order the undoing and the late scan arrive, the same is true in the end."""
    mistake = door.scan(code, at="2023-08-28T08:20:00Z")
    late = {"offline": True, "shown": "admitted", "at": "2023-08-28T08:10:00Z"}
    if late_first:
        told = other.scan(code, **late)
        door.undo(mistake["id"])
    else:
        door.undo(mistake["id"])
        told = other.scan(code, **late)

    since = factories.NOW - timedelta(minutes=20)
    assert admitted() == [(PLACE, "Ana Rojas", since, told["id"], "Gate 40")]
    assert undone() == [(mistake["id"], factories.NOW)]
    door.undo(mistake["id"])
    assert (len(admitted()), len(undone())) == (1, 1)


@pytest.mark.parametrize("late_first", [True, False])
def test_a_late_scan_of_the_same_door_is_undone_with_it(door, code, admitted, late_first):
    """It was made between the admission and its undoing: that door did not let this person in."""
    mistake = door.scan(code, at="2023-08-28T08:20:00Z")
    late = {"offline": True, "shown": "already_in", "at": "2023-08-28T08:25:00Z"}
    if late_first:
        told = door.scan(code, **late)
        door.undo(mistake["id"])
    else:
        door.undo(mistake["id"])
        told = door.scan(code, **late)

    assert (told["verdict"], told["first"]["at"]) == ("already_in", "2023-08-28T08:20:00Z")
    assert admitted() == []


def test_a_late_scan_after_the_undoing_admits(door, code, admitted):
    door.undo(door.scan(code, at="2023-08-28T08:20:00Z")["id"])
    clock.set_for_tests(factories.NOW + timedelta(hours=1))

    late = {"offline": True, "shown": "admitted", "at": "2023-08-28T09:00:00Z"}
    [told] = door.send({**door_scan(code), **late}, sent_at="2023-08-28T09:30:00Z")
    assert told["verdict"] == "admitted"
    assert len(admitted()) == 1


def door_scan(code):
    return {"id": str(uuid4()), "code": code}


def test_only_what_a_scan_admitted_and_only_at_the_own_door(door, other, code, admitted):
    scan = door.scan(code)
    again = other.scan(code)
    unknown = door.scan("nonsense")

    error = {"error": "No scan of this id admitted anybody at this door."}
    for at, scan_id in [
        (other, scan["id"]),
        (other, again["id"]),
        (door, unknown["id"]),
        (door, str(uuid4())),
        (door, "nothing"),
    ]:
        reply = at.undo(scan_id)
        assert (reply.status_code, reply.json) == (404, error)
    assert door.undo("%00").status_code == 404
    assert (len(admitted()), undone()) == (1, [])


def test_another_device_of_the_same_door_may(door, code, admitted):
    scan = door.scan(code)
    door.enrol_again()
    assert door.undo(scan["id"]).status_code == 200
    assert admitted() == []


def test_without_a_key_nothing_is_undone(door, other, code, admitted):
    scan = door.scan(code)

    for key in ("nonsense", other.key):
        assert door.undo(scan["id"], key=key).status_code == 401
    devices.revoke(door.device_id, by="test")
    assert door.undo(scan["id"]).status_code == 401
    assert len(admitted()) == 1


def test_by_the_form_of_the_page(door, code, browser_at, admitted):
    scan = door.scan(code)
    client = browser_at(door)
    token = pages.token_in(client.get(f"/door/{door.id}").text)

    lost = client.post(f"/door/{door.id}/reversal", data={"scan": scan["id"]})
    assert (lost.status_code, len(admitted())) == (422, 1)
    reply = client.post(f"/door/{door.id}/reversal", data={"scan": scan["id"], "csrf_token": token})
    assert (reply.status_code, reply.location) == (303, f"/door/{door.id}?lang=en")
    assert "Undone: that admission no longer counts." in client.get(reply.location).text
    assert admitted() == []
    missing = client.post(f"/door/{door.id}/reversal", data={"csrf_token": token})
    assert missing.status_code == 404


def test_the_form_is_for_whoever_works_this_door(door, other, code, browser_at, admitted):
    scan = door.scan(code)
    client = browser_at(other)
    token = pages.token_in(client.get(f"/door/{other.id}").text)

    for at in (door, other):
        reply = client.post(f"/door/{at.id}/reversal", data={"scan": scan["id"], "csrf_token": token})
        assert reply.status_code == 404
    assert len(admitted()) == 1
