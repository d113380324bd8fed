"""The QR code in the hall leads to a page that lets in whoever holds a pass, or a code that the desk gave for one."""

from datetime import timedelta

import pytest

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.participants import actions as participants
from webapp.participants import desk_codes
from webapp.participants.models import Participant


@pytest.fixture
def desk(app):
    client = app.test_client()
    factories.sign_in(client, GrantKind.STAFF, factories.staff(Role.MODERATOR).id, role=Role.MODERATOR)
    return client


@pytest.fixture
def held(edition):
    return factories.issued_pass(edition, name="Ana Rojas", mission="CL")


def code_for(desk, held) -> str:
    """The code that the desk's page shows for a pass that was found by name."""
    found = pages.submit(desk, "/desk/editions/44/people", name="roj")
    assert "Ana Rojas" in found.text
    token = pages.token_in(found.text)
    made = desk.post(f"/desk/passes/{held.id}/codes", data={"csrf_token": token})
    db.session.rollback()
    assert made.status_code == 200
    return made.text.split('class="code">')[1].split("<")[0]


def test_whoever_holds_a_pass_goes_on_to_the_live_page(delegate_of, here):
    assert delegate_of().browser.get("/join").headers["Location"] == f"/floor/{here.id}?lang=en"


def test_a_stranger_learns_what_the_programme_says_and_no_more(client, here, held):
    factories.question(held, here, "What steps?")
    page = client.get(f"/floor/{here.id}/join")
    assert page.status_code == 200
    assert "Turkmenistan" in page.text
    assert not [word for word in ("What steps?", "Ana Rojas", "Chile") if word in page.text]
    assert client.get("/floor/nothing/join").status_code == 404


@pytest.mark.parametrize("written", ["{}", " {} ", "lower"])
def test_a_code_from_the_desk_opens_the_live_page_once(client, app, here, held, desk, written):
    code = code_for(desk, held)
    typed = code.lower().replace(" ", "-") if written == "lower" else written.format(code)
    reply = pages.submit(client, f"/floor/{here.id}/join", code=typed)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/floor/{here.id}?lang=en")
    assert "Ana Rojas" in client.get(f"/floor/{here.id}").text
    again = pages.submit(app.test_client(), f"/floor/{here.id}/join", code=code)
    assert again.status_code == 422
    assert "This code was used before." in again.text


def test_a_code_lives_ten_minutes(client, here, held, desk):
    code = code_for(desk, held)
    clock.set_for_tests(factories.NOW + timedelta(minutes=10))
    reply = pages.submit(client, f"/floor/{here.id}/join", code=code)
    assert reply.status_code == 422
    assert "This code is no longer good." in reply.text


@pytest.mark.parametrize("typed", ["BCDF GHJK", "x", "١٢٣٤", "B" * 40])
def test_nonsense_is_no_code_and_stays_in_the_field(client, here, typed):
    reply = pages.submit(client, f"/floor/{here.id}/join", code=typed)
    assert reply.status_code == 422
    assert "There is no such code." in reply.text
    assert f'value="{typed}"' in reply.text


def test_no_code_at_all(client, here):
    assert "Type the code that the desk gave you." in pages.submit(client, f"/floor/{here.id}/join").text


def test_what_is_printed_on_a_pass_signs_nobody_in(client, here, held):
    for printed in (held.short_code, factories.code(held)):
        reply = pages.submit(client, f"/floor/{here.id}/join", code=printed)
        assert "There is no such code." in reply.text
        assert client.get(f"/floor/{here.id}").status_code == 404


def test_a_code_dies_with_its_pass(client, here, held, desk):
    code = code_for(desk, held)
    with transaction() as session:
        participants.revoke_passes(session, session.get_one(Participant, held.participant_id), by="test")
    assert pages.submit(client, f"/floor/{here.id}/join", code=code).status_code == 422
    assert client.get(f"/floor/{here.id}").status_code == 404


def test_trying_is_limited_and_keeps_nobody_out(client, app, here, held, desk):
    page, code = f"/floor/{here.id}/join", code_for(desk, held)
    replies = [pages.submit(client, page, code="BCDFGHJKLN").status_code for _ in range(101)]
    assert replies == [422] * 100 + [429]
    # All missions may come from one address.
    assert pages.submit(app.test_client(), page, code=code).status_code == 303


def test_a_code_lends_the_pass_for_the_day(client, here, held, desk):
    pages.submit(client, f"/floor/{here.id}/join", code=code_for(desk, held))
    assert client.get(f"/floor/{here.id}").status_code == 200
    clock.set_for_tests(factories.NOW + desk_codes.HELD)
    assert client.get(f"/floor/{here.id}").status_code == 404


def test_door_staff_find_nobody_at_the_desk_and_make_no_codes(app, held):
    door = app.test_client()
    factories.sign_in(door, GrantKind.STAFF, factories.staff(Role.DOOR).id, role=Role.DOOR)
    assert door.get("/desk/editions/44/people").status_code == 404
    assert door.post(f"/desk/passes/{held.id}/codes").status_code == 404


def test_a_pass_of_another_edition_leads_to_the_pass(client, here, desk):
    other = factories.issued_pass(factories.edition(number=45, states=("CU",)))
    code = desk_codes.make(other.id, by="test")
    reply = pages.submit(client, f"/floor/{here.id}/join", code=code)
    assert reply.headers["Location"] == f"/passes/{other.id}?lang=en"


def test_the_database_does_not_hold_the_code(app, held):
    code = desk_codes.make(held.id, by="test")
    dump = "".join(
        str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())
    )
    assert code not in dump
