"""Two at the same instant: one admission, one answer for each id, and nobody is told that something went wrong."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests import factories
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession

PAIRS = 25


@pytest.fixture
def at_once(app):
    """Sends bodies at the same instant, each from a thread with a client of its own: `at_once([(door, body), …])`."""

    def send(requests: list[tuple]) -> list:
        start = Barrier(len(requests))

        def one(request):
            door, body = request
            client = app.test_client()
            headers = {"Authorization": f"Bearer {door.key}"}
            start.wait(10)
            return client.post(f"/door/{door.id}/scans", json=body, headers=headers)

        with ThreadPoolExecutor(len(requests)) as threads:
            replies = list(threads.map(one, requests))
        assert [reply.status_code for reply in replies] == [200] * len(requests)
        return [reply.json["results"] for reply in replies]

    return send


def batch(*scans):
    return {"sent_at": "2023-08-28T08:30:00Z", "scans": list(scans)}


@pytest.fixture
def doors(edition, at_work):
    return [at_work(factories.door(edition, name=name)) for name in ("Main entrance", "Gate 40")]


def test_two_doors_and_one_pass(doors, edition, scan, at_once, admitted):
    for number in range(PAIRS):
        code = factories.code(factories.issued_pass(edition, name=f"Delegate {number}"))
        [one], [other] = at_once([(door, batch(scan(code))) for door in doors])
        assert sorted([one["verdict"], other["verdict"]]) == ["admitted", "already_in"]
    assert len(admitted()) == PAIRS


def test_one_scan_sent_twice_at_once(door, edition, scan, at_once, admitted, scans_stored):
    """A device that lost patience sends again while the first request is still under way."""
    for number in range(PAIRS):
        code = factories.code(factories.issued_pass(edition, name=f"Delegate {number}"))
        body = batch(scan(code), scan("nonsense"))
        one, other, third = at_once([(door, body)] * 3)
        assert one == other == third
        assert one[0]["verdict"] == "admitted"
    assert (len(admitted()), scans_stored()) == (PAIRS, 2 * PAIRS)


def test_batches_of_the_same_people_in_opposite_orders(doors, edition, scan, at_once, admitted):
    """On PostgreSQL each would wait for the other in a circle, were they not taken in one order."""
    passes = [factories.issued_pass(edition, name=f"Delegate {number}") for number in range(12)]
    codes = [factories.code(issued) for issued in passes]
    for _ in range(5):
        forth = batch(*(scan(code) for code in codes))
        back = batch(*(scan(code) for code in reversed(codes)))
        at_once([(doors[0], forth), (doors[1], back), (doors[0], back), (doors[1], forth)])
    assert len(admitted()) == 12


def test_the_last_place_in_a_room(edition, at_work, scan, at_once, admitted):
    room = edition.country_sessions[0]
    with transaction() as session:
        session.get(CountrySession, room.id).capacity = 3
    doors = [at_work(factories.door(edition, name, room)) for name in ("Front", "Back")]
    passes = [factories.issued_pass(edition, name=f"Delegate {number}") for number in range(8)]
    codes = [factories.code(issued) for issued in passes]

    results = at_once([(doors[place % 2], batch(scan(code))) for place, code in enumerate(codes)])
    assert Counter(result["verdict"] for [result] in results) == {"admitted": 3, "full": 5}
    assert len(admitted()) == 3


def test_undoing_while_another_door_scans(doors, edition, scan, app, admitted):
    """Whether it comes before the undoing or after it, the other door is answered, and let this person in."""
    main, gate = doors
    for number in range(PAIRS):
        code = factories.code(factories.issued_pass(edition, name=f"Delegate {number:02}"))
        mistake = main.scan(code)
        undo = f"/door/{main.id}/admissions/{mistake['id']}/reversal"
        requests = [(undo, main.key, None), (f"/door/{gate.id}/scans", gate.key, batch(scan(code)))]
        start = Barrier(len(requests))

        def post(request, start=start):
            address, key, body = request
            start.wait(10)
            return app.test_client().post(address, json=body, headers={"Authorization": f"Bearer {key}"})

        with ThreadPoolExecutor(len(requests)) as threads:
            replies = list(threads.map(post, requests))
        assert [reply.status_code for reply in replies] == [200, 200]
        assert replies[1].json["results"][0]["verdict"] in ("admitted", "already_in")
    assert [row[4] for row in admitted()] == ["Gate 40"] * PAIRS
