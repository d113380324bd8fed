"""Calling the desk: one open call for a door, seen by those who answer, and no word of any participant."""

import re

import pytest
from sqlalchemy import select

from tests import factories, pages
from tests.clients import Stream
from webapp.access.permissions import GrantKind, Role
from webapp.checkin.calls import COMING_FOR, DeskCall
from webapp.checkin.models import Verdict
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.live import versions
from webapp.extensions import db
from webapp.web import live


@pytest.fixture
def browser(door, browser_at):
    return browser_at(door)


@pytest.fixture
def call(door, client):
    """Calls as the door's script does."""

    def send(body, key: str | None = None):
        headers = {"Authorization": f"Bearer {key or door.key}"}
        how = {"data": body} if isinstance(body, bytes) else {"json": body}
        return client.post(f"/door/{door.id}/calls", headers=headers, **how)

    return send


@pytest.fixture
def desk(steward):
    """What those who answer see of the calls."""
    return lambda: pages.text_of(steward.get("/door/calls?lang=en", headers={"HX-Request": "true"}).text)


@pytest.fixture
def answer(steward):
    """Presses "On my way" at the only call."""

    def press():
        page = steward.get("/door?lang=en").text
        [address] = re.findall(r'action="(/door/calls/\w+/answer)\?', page)
        return steward.post(address, data={"csrf_token": pages.token_in(page)})

    return press


def at_the_door(browser, door) -> str:
    return pages.text_of(browser.get(f"/door/{door.id}/calls?lang=en").text)


def calls() -> list[tuple]:
    db.session.rollback()
    rows = select(DeskCall.door_id, DeskCall.why, DeskCall.answered_by).order_by(DeskCall.called_at)
    return [tuple(row) for row in db.session.execute(rows)]


def test_a_call_is_seen_and_answered(edition, door, browser, call, desk, answer):
    assert (desk(), at_the_door(browser, door)) == ("No door calls.", "")

    assert call({"why": "revoked"}).json == {"called": True}
    assert desk() == (
        "Calls the desk Main entrance Pre-sessions 44 · 10:30 · a pass that is no longer in use On my way Main entrance"
    )
    assert at_the_door(browser, door) == "The desk is called"

    reply = answer()
    assert (reply.status_code, reply.location) == (303, "/door?lang=en")
    assert (desk(), at_the_door(browser, door)) == ("No door calls.", "The desk is coming 10:30")
    assert [(at, why, bool(re.fullmatch(r"staff:\w{20}", by))) for at, why, by in calls()] == [
        (door.id, Verdict.REVOKED, True)
    ]
    clock.set_for_tests(factories.NOW + COMING_FOR)
    assert at_the_door(browser, door) == ""


def test_a_door_that_calls_again_has_one_call(door, call, browser):
    for why in (None, "full", None):
        assert call({"why": why}).status_code == 200
    assert calls() == [(door.id, None, None)]
    assert [
        entry.verb for entry in db.session.scalars(select(AuditEntry)) if entry.object_kind == "desk_call"
    ] == ["call"]


def test_once_it_was_answered_a_door_can_call_again(edition, call, answer, desk, at_work):
    call({"why": None})
    answer()
    call({"why": "unknown"})
    assert [why for _door, why, _by in calls()] == [None, Verdict.UNKNOWN]
    assert "a code that is not known" in desk()


def test_two_who_answer_send_one(door, call, answer, steward):
    call({"why": None})
    page = steward.get("/door?lang=en").text
    [address] = re.findall(r'action="(/door/calls/\w+/answer)\?', page)
    data = {"csrf_token": pages.token_in(page)}
    assert [steward.post(address, data=data).status_code for _ in range(2)] == [303, 303]
    by_htmx = steward.post(address, data=data, headers={"HX-Request": "true"})
    assert pages.text_of(by_htmx.text) == "No door calls."
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "answer")).all()) == 1


def test_it_works_without_a_script(edition, door, browser):
    pages.submit(browser, f"/door/{door.id}", f"/door/{door.id}/desk-call", why="already_in")
    assert calls() == [(door.id, Verdict.ALREADY_IN, None)]
    assert "The desk is called" in pages.text_of(browser.get(f"/door/{door.id}").text.partition("<main")[0])
    # A reason that there is not is none.
    gate = factories.door(edition, name="Gate 40")
    factories.sign_in(browser, GrantKind.DOOR, factories.device(gate).id)
    pages.submit(browser, f"/door/{gate.id}", f"/door/{gate.id}/desk-call", why="Ana Rojas")
    assert (gate.id, None, None) in calls()


def test_every_verdict_but_an_admission_has_the_button(edition, door, browser):
    def buttons(reply) -> list[str]:
        answer = reply.text.partition('<section class="verdict"')[2].partition("<template")[0]
        return re.findall(r'name="why" value="(\w+)"', answer)

    issued = factories.issued_pass(edition)
    offered = [
        buttons(pages.submit(browser, f"/door/{door.id}", code=code))
        for code in (issued.short_code, issued.short_code, "nonsense")
    ]
    assert offered == [[], ["already_in"], ["unknown"]]


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", [], {"why": "Ana Rojas"}, {"why": 1}, {"why": ["full"]}, "full"]
)
def test_what_is_no_call_calls_nobody(call, body):
    reply = call(body)
    assert (reply.status_code, list(reply.json)) == (422, ["error"])
    assert calls() == []


def test_nobody_else_calls_or_answers(edition, app, door, call, client, at_work, browser_at, steward):
    gate = at_work(factories.door(edition, name="Gate 40"))
    for key in ("nonsense", gate.key, f"{door.device_id}.{'0' * 32}"):
        assert call({"why": None}, key=key).status_code == 401
    assert client.post(f"/door/{door.id}/calls", json={"why": None}).status_code == 401
    pages.submit(browser_at(gate), f"/door/{gate.id}", f"/door/{door.id}/desk-call")
    assert calls() == []

    call({"why": None})
    moderator = app.test_client()
    factories.sign_in(moderator, GrantKind.STAFF, factories.staff(Role.MODERATOR).id, Role.MODERATOR)
    for nobody in (moderator, browser_at(door)):
        assert nobody.get("/door/calls").status_code in (302, 404)
        assert nobody.get("/door/calls/stream").status_code in (401, 404)
    for nothing in ("0" * 20, "nothing", "%00"):
        token = pages.token_in(steward.get("/door").text)
        reply = steward.post(f"/door/calls/{nothing}/answer", data={"csrf_token": token})
        assert reply.status_code == 404
    assert steward.post(f"/door/calls/{'0' * 20}/answer").status_code == 422  # without its token


def test_who_comes_to_the_calls_by_hand_is_led_to_the_doors(edition, steward):
    reply = steward.get("/door/calls?lang=en")
    assert (reply.status_code, reply.location) == (303, "/door?lang=en")


def test_the_desk_shows_them_to_those_who_answer(app, edition, call):
    call({"why": None})
    shown = {}
    for role in Role:
        browser = app.test_client()
        factories.sign_in(browser, GrantKind.STAFF, factories.staff(role).id, role)
        shown[role] = "Main entrance" in browser.get("/desk?lang=en").text
    assert shown == {Role.COORDINATOR: True, Role.DOOR: True, Role.REVIEWER: False, Role.MODERATOR: False}


def test_it_names_no_participant(edition, door, call, desk):
    door.scan(factories.code(factories.issued_pass(edition, name="Eve Unmistakable")))
    call({"why": "already_in"})
    assert "Eve" not in desk()
    assert "Chile" not in desk()


def test_a_call_and_its_answer_are_told_at_once(door, call, answer, browser, steward):
    def version(topic: str) -> int:
        db.session.rollback()
        return versions.read([topic])[topic]

    topics = ("desk_calls/open", f"door_call/{door.id}")
    seen = [[version(topic) for topic in topics]]
    for act in (lambda: call({"why": None}), lambda: call({"why": None}), answer):
        act()
        seen.append([version(topic) for topic in topics])
    assert seen == [[0, 0], [1, 1], [1, 1], [2, 2]]


def test_the_streams_carry_them(door, call, browser, steward):
    call({"why": None})
    told, desk = (
        browser.get(f"/door/{door.id}/stream?calls=0&lang=en"),
        steward.get("/door/calls/stream?lang=en"),
    )
    try:
        stream = Stream(told)
        events = [stream.event() for _ in range(2)]
        assert sorted((event.get("event", ""), event["data"]) for event in events) == [
            ("", "0 in"),
            ("mine", ""),
        ]
        assert "Main entrance" in Stream(desk).event()["data"]
    finally:
        told.close()
        desk.close()
        live.hub().stop()
