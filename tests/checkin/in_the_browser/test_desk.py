"""The desk, called from a door: seen at once on the desk's page, answered there, and told at the door."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.checkers import axe_problems
from webapp.access.permissions import GrantKind, Role

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(new_context, shared_server):
    """A page in the browser that a test client is."""

    def open_page(client, address: str, **options):
        context = new_context(**options)
        cookie = {"name": "upr", "value": client.get_cookie("upr").value, "url": shared_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{shared_server.url}{address}?lang=en")
        return page

    return open_page


@pytest.fixture
def phone(opened, door, browser_at):
    page = opened(browser_at(door), f"/door/{door.id}", viewport={"width": 390, "height": 844})
    expect(page.get_by_text("connected", exact=True)).to_be_visible()
    return page


@pytest.fixture
def desk(app, edition, opened):
    client = app.test_client()
    factories.sign_in(client, GrantKind.STAFF, factories.staff(Role.COORDINATOR).id, Role.COORDINATOR)
    return opened(client, "/desk", viewport={"width": 1280, "height": 900})


def scan(phone, code: str) -> None:
    phone.keyboard.type(code)
    phone.keyboard.press("Enter")


def test_a_call_is_seen_at_once_and_answered(phone, desk):
    calls = desk.locator("#calls")
    expect(calls).to_have_text("No door calls.")

    scan(phone, "B" * 32)
    verdict = phone.locator("#main > .verdict")
    verdict.get_by_role("button", name="Call the desk").click()
    expect(verdict).to_contain_text("The desk is called")
    expect(calls).to_contain_text("Main entrance")
    expect(calls).to_contain_text("a code that is not known")
    expect(desk.locator("#announced")).to_have_text("Main entrance calls the desk.")
    assert [axe_problems(page) for page in (phone, desk)] == [[], []]

    calls.get_by_role("button", name="On my way Main entrance").click()
    expect(calls).to_have_text("No door calls.")
    expect(verdict).to_contain_text("The desk is coming")
    phone.get_by_role("button", name="Next person").click()
    expect(phone.locator("header")).to_contain_text("The desk is coming")
    assert axe_problems(phone) == []


def test_the_header_has_the_button_too(phone, desk):
    phone.get_by_role("button", name="Call the desk").click()
    expect(phone.locator("header")).to_contain_text("The desk is called")
    expect(desk.locator("#calls")).to_contain_text("Main entrance")


def test_a_call_that_did_not_get_through_says_so(phone):
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Call the desk").click()
    expect(phone.locator("header")).to_contain_text("Not connected: the desk was not called.")


def test_somebody_is_found_by_name_and_admitted(phone, edition, scans_stored):
    for name in ("María José Ñáñez", "Eve"):
        factories.issued_pass(edition, name=name)
    phone.get_by_text("Find a person by name").click()
    phone.get_by_label("Name").fill("nan mar")
    phone.keyboard.press("Enter")
    found = phone.locator("#found li")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Delegate · Chile")
    assert axe_problems(phone) == []

    phone.context.set_offline(True)
    phone.get_by_role("button", name="Admit María José Ñáñez").click()
    expect(phone.locator("#found .error")).to_have_text(
        "No answer from the server. Try again: nothing counts twice."
    )
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Admit María José Ñáñez").click()
    verdict = phone.locator("#main > .verdict")
    expect(verdict.locator(".word")).to_have_text("Admitted")
    expect(verdict).to_contain_text("María José Ñáñez")
    expect(phone.locator("#recent li")).to_have_count(1)
    assert scans_stored() == 1
    verdict.get_by_role("button", name="Undo").click()
    expect(phone.locator("#count")).to_have_text("0 in")


def test_nobody_of_that_name(phone, edition):
    factories.issued_pass(edition, name="Ana Rojas")
    phone.get_by_text("Find a person by name").click()
    phone.get_by_label("Name").fill("zz")
    phone.get_by_role("button", name="Find").click()
    expect(phone.locator("#found")).to_contain_text("Nobody with a pass is called that.")
    phone.get_by_label("Name").fill("z")
    phone.get_by_role("button", name="Find").click()
    expect(phone.locator("#found")).to_contain_text("Type at least two letters of the name.")
