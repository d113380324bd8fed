"""The count of a place: how many are in, on the page, by asking, and on the live channel."""

import pytest

from tests import factories
from tests.clients import Stream
from webapp.core.live import versions
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.participants import actions as participants
from webapp.participants.models import Participant
from webapp.web import live


@pytest.fixture
def browser(door, browser_at):
    return browser_at(door)


@pytest.fixture
def code_of(edition):
    return lambda name: factories.code(factories.issued_pass(edition, name=name))


def version(place: str) -> int:
    db.session.rollback()
    return versions.read([f"place/{place}"])[f"place/{place}"]


def test_it_counts_who_is_in_and_not_scans(door, browser, code_of, edition, at_work):
    ana, eve = code_of("Ana"), code_of("Eve")
    gate = at_work(factories.door(edition, name="Gate 40"))
    room = at_work(factories.door(edition, "Room XXV", edition.country_sessions[0]))
    for at, code in [(door, ana), (door, ana), (gate, eve), (gate, ana), (room, ana), (door, "nonsense")]:
        at.scan(code)

    assert '<strong id="count">2 in</strong>' in browser.get(f"/door/{door.id}").text
    reply = browser.get(f"/door/{door.id}/count")
    assert (reply.text, reply.mimetype, reply.headers["Cache-Control"]) == ("2 in", "text/plain", "no-store")


def test_its_version_rises_with_the_count_alone(door, code_of):
    place, ana = "venue/44/2023-08-28", code_of("Ana")
    assert version(place) == 0

    scan = door.scan(ana)
    assert version(place) == 1
    door.scan(ana)
    door.scan("nonsense")
    assert version(place) == 1
    door.undo(scan["id"])
    assert version(place) == 2


def test_the_stream_begins_with_it(door, browser, code_of):
    door.scan(code_of("Ana"))
    reply = browser.get(f"/door/{door.id}/stream?lang=en")
    try:
        assert (reply.status_code, reply.mimetype) == (200, "text/event-stream")
        assert Stream(reply).event() == {"id": "1", "data": "1 in"}
    finally:
        reply.close()
        live.hub().stop()


def test_a_country_session_says_who_is_expected_and_not_yet_in(app, edition, at_work, browser_at):
    """Whoever holds no pass (any more) is not waited for, nor is somebody who is in; strangers to the list come in."""
    togo, other = edition.country_sessions[:2]
    expected = [
        factories.issued_pass(edition, name=name, expected_at=[togo]) for name in ("Ana", "Eve", "Ira")
    ]
    factories.participant(edition, name="Withoutpass", expected_at=[togo])
    factories.issued_pass(edition, name="Elsewhere", expected_at=[other])
    stranger = factories.issued_pass(edition, name="Stranger")
    room = at_work(factories.door(edition, "Room XXV", togo))
    client = browser_at(room)

    def count() -> str:
        return client.get(f"/door/{room.id}/count?lang=en").text

    assert count() == "0 in · 3 expected"
    room.scan(factories.code(expected[0]))
    room.scan(factories.code(stranger))
    assert count() == "2 in · 2 expected"
    assert '<strong id="count">2 in · 2 expected</strong>' in client.get(f"/door/{room.id}?lang=en").text
    with transaction() as session:
        participants.revoke_passes(session, session.get(Participant, expected[1].participant_id), by="test")
    assert count() == "2 in · 1 expected"
