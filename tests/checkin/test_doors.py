"""Choosing a door: the list, a new one, and a browser that becomes its device for twelve hours."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role
from webapp.checkin.models import Device, Door
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.extensions import db


@pytest.fixture
def page(steward):
    """The page, read anew: `page()`."""
    return lambda: steward.get("/door?lang=en")


@pytest.fixture
def post(steward, page):
    """Sends one of the page's forms."""

    def send(address: str, **typed):
        token = pages.token_in(page().text)
        prefix = "edition-44-" if address.endswith("/doors") else ""
        data = {f"{prefix}{name}": value for name, value in {"csrf_token": token, **typed}.items()}
        return steward.post(address, data=data)

    return send


def doors() -> list[tuple]:
    db.session.rollback()
    rows = select(Door.edition_number, Door.country_session_id, Door.name).order_by(Door.name)
    return [tuple(row) for row in db.session.execute(rows)]


def door_at(reply) -> str:
    assert reply.status_code == 303, reply.text
    return re.fullmatch(r"/door/([0-9a-f]{20})\?lang=en", reply.location)[1]


def test_a_new_entrance_is_opened_and_guarded(edition, post, steward):
    door_id = door_at(post("/door/editions/44/doors", name="  Main   entrance ", place=""))

    assert doors() == [(44, None, "Main entrance")]
    assert "Main entrance" in steward.get(f"/door/{door_id}").text
    device = db.session.scalar(select(Device))
    assert device.expires_at == factories.NOW + timedelta(hours=12)
    assert re.fullmatch(r"staff:[0-9a-f]{20}", device.enrolled_by)
    audited = select(AuditEntry.verb, AuditEntry.object_kind).order_by(AuditEntry.id)
    assert db.session.execute(audited.where(AuditEntry.by == device.enrolled_by)).all() == [
        ("open", "door"),
        ("enrol", "device"),
    ]


def test_the_room_of_a_country_session_too(edition, post, steward):
    room = edition.country_sessions[1]
    room_id = room.id
    door_id = door_at(post("/door/editions/44/doors", name="Room XXV", place=room_id))

    assert doors() == [(44, room_id, "Room XXV")]
    assert "Burkina Faso" in steward.get(f"/door/{door_id}").text


def test_a_door_that_is_open_already_is_the_same_door(edition, post):
    first = door_at(post("/door/editions/44/doors", name="Main entrance", place=""))
    second = door_at(post("/door/editions/44/doors", name="Main entrance", place=""))
    room = door_at(
        post("/door/editions/44/doors", name="Main entrance", place=edition.country_sessions[0].id)
    )
    assert (first == second, first == room, len(doors())) == (True, False, 2)


def test_a_listed_door_is_guarded_with_one_button(edition, post, page, steward):
    door_id = factories.door(edition).id
    assert f'action="/door/{door_id}/devices?lang=en"' in page().text

    assert door_at(post(f"/door/{door_id}/devices")) == door_id
    assert steward.get(f"/door/{door_id}").status_code == 200


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": ""}, "Give the door a name, such as Main entrance."),
        ({"name": "x" * 81}, "Use at most 80 characters. You used 81."),
        ({"name": "Main\u202eentrance"}, "This contains characters that cannot be printed."),
        ({"name": "Main\0entrance"}, "This contains characters that cannot be printed."),
        ({"name": "Main entrance", "place": "elsewhere"}, "Not a valid choice"),
        ({"csrf_token": "lost", "name": "Main entrance"}, "This page had been open for too long."),
    ],
)
def test_what_was_typed_wrong_comes_back_with_the_reason(edition, post, typed, error):
    reply = post("/door/editions/44/doors", **{"place": "", **typed})

    assert (reply.status_code, doors()) == (422, [])
    assert error in reply.text
    assert "There is a problem" in reply.text
    if "csrf_token" in typed:
        assert 'value="Main entrance"' in reply.text


def test_a_country_session_of_another_edition_is_no_place_here(edition, post):
    other = factories.edition(number=40, states=("TM",))
    reply = post("/door/editions/44/doors", name="Room XXV", place=other.country_sessions[0].id)
    assert (reply.status_code, doors()) == (422, [])


def test_editions_that_are_over_or_unknown_have_no_doors(edition, post, steward, page):
    clock.set_for_tests(edition.closes_at)
    factories.sign_in(steward, GrantKind.STAFF, "somebody", Role.DOOR)
    assert "No edition is under way or ahead" in page().text
    token = pages.token_in(page().text)

    data = {"csrf_token": token, "edition-44-csrf_token": token, "edition-44-name": "Main entrance"}
    reply = steward.post("/door/editions/44/doors", data={**data, "edition-44-place": ""})
    assert (reply.status_code, doors()) == (404, [])
    for address in ("/door/editions/45/doors", f"/door/editions/{10**40}/doors", "/door/%00/devices"):
        assert steward.post(address, data=data).status_code == 404


def test_the_page_lists_what_can_be_guarded(edition, page):
    with transaction() as session:
        session.get(CountrySession, edition.country_sessions[0].id).status = CountrySessionStatus.NOT_HELD
        session.get(CountrySession, edition.country_sessions[1].id).starts_at = None
    factories.edition(
        number=45, states=("CU",), starts_on=factories.MONDAY + timedelta(days=100), ends_on=None
    )
    factories.edition(
        number=43, states=("GB",), starts_on=factories.MONDAY - timedelta(days=90), ends_on=None
    )

    text = page().text
    rows = re.findall(r"<strong>([^<]+)</strong>\s*<span class=\"soft\">([^<]+)</span>", text)
    assert [(name, hour.split(" ·")[0]) for name, hour in rows] == [
        ("Cabo Verde", "Mon 28 Aug, 12:00 (Europe/Zurich)"),
        ("Colombia", "Mon 28 Aug, 13:00 (Europe/Zurich)"),
        ("Burkina Faso", "no hour yet"),
        ("Cuba", "Mon 28 Aug, 10:00 (Europe/Zurich)"),
    ]
    assert re.findall(r'<h2 id="edition-(\d+)">', text) == ["44", "45"]


def test_the_devices_at_the_doors_are_listed_and_can_be_ended(edition, post, page, steward, at_work):
    gate = at_work(factories.door(edition, name="Gate 40"))
    gone = at_work(factories.door(edition, name="Gate 41"))
    with transaction() as session:
        session.get(Device, gone.device_id).expires_at = factories.NOW
    mine = door_at(post("/door/editions/44/doors", name="Main entrance", place=""))

    listed = re.findall(r'<th scope="row">(.*?)</tr>', page().text, re.DOTALL)
    assert [("Gate 40" in row, "Main entrance" in row, "this browser" in row) for row in listed] == [
        (True, False, False),
        (False, True, True),
    ]
    assert ("the system" in listed[0], "door@upr.example.org" in listed[1]) == (True, True)
    assert "10:30–22:30</span> (Europe/Zurich)" in listed[1]

    ended = post(f"/door/devices/{gate.device_id}/revocation")
    assert (ended.status_code, ended.location) == (303, "/door?lang=en")
    assert "Gate 40</bdi>" not in page().text.partition("At the doors now")[2]
    assert gate.post({}).status_code == 401
    assert steward.get(f"/door/{mine}").status_code == 200


def test_an_ended_device_is_out_of_its_page_and_ended_once(edition, post, door, browser_at):
    client = browser_at(door)
    assert client.get(f"/door/{door.id}").status_code == 200

    for _ in range(2):
        assert post(f"/door/devices/{door.device_id}/revocation").status_code == 303
    reply = client.get(f"/door/{door.id}?lang=en")
    assert (reply.status_code, reply.location.partition("?")[0]) == (302, "/staff/sign-in")
    audited = select(AuditEntry).where(AuditEntry.verb == "revoke")
    assert len(db.session.execute(audited).all()) == 1
    for nothing in ("0" * 20, "nothing", "%00"):
        assert post(f"/door/devices/{nothing}/revocation").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.COORDINATOR, 200), (Role.DOOR, 200), (Role.REVIEWER, 404), (Role.MODERATOR, 404)],
)
def test_who_may_open_doors(app, edition, role, status):
    client = app.test_client()
    factories.sign_in(client, GrantKind.STAFF, "somebody", role)
    assert client.get("/door").status_code == status


def test_signed_out_leads_to_sign_in(client, edition):
    reply = client.get("/door?lang=en")
    assert (reply.status_code, reply.location.partition("?")[0]) == (302, "/staff/sign-in")


def test_a_form_without_its_token_opens_and_ends_nothing(edition, steward, door):
    assert steward.post(f"/door/{door.id}/devices").status_code == 422
    assert steward.post(f"/door/devices/{door.device_id}/revocation").status_code == 422
    assert door.post({}).status_code == 422  # the envelope: the device is still let in
