"""The door's page in a browser: a hand scanner types, the verdict fills the screen, and no reading is lost."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.checkers import axe_problems
from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.checkin import devices
from webapp.core import clock
from webapp.core.transaction import transaction

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(new_context, door, shared_server):
    """A browser at the door's page, which it entered by a link as the demo prints it."""
    with transaction() as session:
        until = clock.now() + timedelta(hours=1)
        token = links.mint(session, GrantKind.DOOR, door.device_id, until=until)
    context = new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{shared_server.url}/links/{token}?lang=en")
    page.get_by_role("button", name="Open").click()
    page.wait_for_url(f"**/door/{door.id}?lang=en")
    expect(page.get_by_text("connected", exact=True)).to_be_visible()
    return page


@pytest.fixture
def read(phone):
    """Types as a hand scanner does: keys, then Enter."""

    def type_in(code: str, end: str = "Enter") -> None:
        phone.keyboard.type(code)
        phone.keyboard.press(end)

    return type_in


@pytest.fixture
def code(edition):
    return factories.code(factories.issued_pass(edition))


@pytest.fixture
def shows(phone):
    """Waits until the verdict says so."""

    def wait(word: str, *more: str) -> None:
        verdict = phone.locator("#main > .verdict")
        expect(verdict.locator(".word")).to_have_text(word)
        for text in more:
            expect(verdict).to_contain_text(text)

    return wait


def in_now(phone, number: int) -> None:
    expect(phone.locator("#count")).to_have_text(f"{number} in")


def test_scan_after_scan(phone, read, shows, code, edition):
    phone.clock.install()
    read(code)
    shows("Admitted", "Delegate · Chile", "Ana Rojas", "Main entrance")
    in_now(phone, 1)
    assert axe_problems(phone) == []
    phone.keyboard.press("Enter")
    expect(phone.locator("#main > .verdict")).to_have_count(0)
    assert axe_problems(phone) == []

    # The next pass is read over the verdict of the one before; Tab ends as Enter does, and any text is a reading.
    read(factories.code(factories.issued_pass(edition, name="Eve")), end="Tab")
    shows("Admitted", "Eve")
    read("4006381333931")
    shows("Please see the desk", "This code is not known here.")
    # The same pass within two and a half seconds would be the same scan.
    phone.clock.fast_forward(2600)
    read(code)
    shows("Already in", "Same person? Let them in.")
    in_now(phone, 2)
    lines = phone.locator("#recent li").all_inner_texts()
    assert [line.partition(" · ")[2] for line in lines] == [
        "Already in · Delegate · Chile",
        "Please see the desk",
        "Admitted · Delegate · Chile",
        "Admitted · Delegate · Chile",
    ]
    phone.reload()
    expect(phone.locator("#recent")).to_be_hidden()


def test_a_scanner_of_another_layout_is_read_by_its_keys(phone, shows, code):
    """The keys lie where a US keyboard has them; what the host makes of them does not matter."""
    phone.evaluate(
        """keys => keys.forEach(([code, key]) => document.body.dispatchEvent(
            new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true})))""",
        [*([f"Key{letter}", "ж"] for letter in code), ["Enter", "Enter"]],
    )
    shows("Admitted", "Ana Rojas")


def test_a_code_that_is_typed_into_the_field(phone, shows, edition, scans_stored):
    issued = factories.issued_pass(edition)
    field = phone.get_by_label("Code")
    field.press_sequentially(f"{issued.short_code[:4]} {issued.short_code[4:]}".lower())
    field.press("Enter")
    shows("Admitted", "Ana Rojas")
    assert scans_stored() == 1


def test_undo(phone, read, shows, code, admitted):
    read(code)
    shows("Admitted")
    phone.get_by_role("button", name="Undo", exact=True).click()
    expect(phone.get_by_text("Undone: that admission no longer counts.")).to_be_visible()
    in_now(phone, 0)
    assert admitted() == []

    read(code)
    shows("Admitted")
    phone.get_by_role("button", name="Next").click()
    phone.get_by_role("button", name="Undo the last admission").click()
    in_now(phone, 0)
    expect(phone.locator("#undo-last")).to_be_hidden()


def test_what_was_not_received_is_kept_and_counts_once(
    phone, read, shows, code, edition, admitted, scans_stored
):
    phone.context.set_offline(True)
    read(code)
    shows("Not connected", "This scan was not received.")
    read(factories.code(factories.issued_pass(edition, name="Eve")))
    shows("Not connected")
    expect(phone.get_by_text("not connected", exact=True)).to_be_visible()
    phone.get_by_role("button", name="Try again").click()
    shows("Not connected")
    assert scans_stored() == 0

    phone.context.set_offline(False)
    # The page hears that the network is back, and tries by itself.
    shows("Admitted", "Eve")
    in_now(phone, 2)
    assert ([row[1] for row in admitted()], scans_stored()) == (["Ana Rojas", "Eve"], 2)


def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_id(phone, read, shows, code, scans_stored):
    """The server stored the scan, and its answer never came."""

    def lose(route):
        route.fetch()
        route.abort()

    phone.route("**/scans?*", lose, times=1)
    read(code)
    shows("Not connected")
    phone.get_by_role("button", name="Try again").click()
    shows("Admitted", "Ana Rojas")
    assert scans_stored() == 1


def test_a_scan_can_be_given_up(phone, read, shows, code, scans_stored):
    phone.context.set_offline(True)
    read(code)
    shows("Not connected")
    phone.get_by_role("button", name="Give this scan up").click()
    phone.context.set_offline(False)
    expect(phone.locator("#main > .verdict")).to_have_count(0)
    in_now(phone, 0)
    assert scans_stored() == 0


def test_a_device_that_was_ended_says_so(phone, read, shows, code, door, scans_stored):
    devices.revoke(door.device_id, by="test")
    read(code)
    shows("This device is signed out", "Choose the door again")
    assert scans_stored() == 0


def test_without_its_script_the_page_does_the_same(new_context, phone, shared_server, door, code, edition):
    state = phone.context.storage_state()
    page = new_context(java_script_enabled=False, storage_state=state).new_page()
    page.goto(f"{shared_server.url}/door/{door.id}?lang=en")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".word:visible")).to_have_text("Admitted")
    in_now(page, 1)
    # A hand scanner goes on typing: the field of the next code has the focus.
    page.get_by_label("Code").fill(factories.code(factories.issued_pass(edition, name="Eve")))
    page.keyboard.press("Enter")
    expect(page.locator(".who:visible")).to_have_text("Eve")
    page.get_by_role("button", name="Undo").click()
    in_now(page, 1)
    expect(page.get_by_text("Undone: that admission no longer counts.").first).to_be_visible()


def test_a_name_is_a_text_whatever_stands_in_it(phone, read, shows, edition):
    name = "<img src=x onerror=alert(1)>"
    read(factories.code(factories.issued_pass(edition, name=name)))
    shows("Admitted", name)


def test_what_is_typed_while_the_script_still_loads_is_not_lost(phone, shows, code):
    held = []
    phone.route("**/door.js*", lambda route: held.append(route))
    with phone.expect_request("**/door.js*"):
        phone.goto(phone.url, wait_until="commit")
    phone.get_by_label("Code").fill(code[:5])
    held.pop().continue_()
    expect(phone.get_by_text("connected", exact=True)).to_be_visible()
    phone.keyboard.press("End")
    phone.keyboard.type(code[5:])
    phone.keyboard.press("Enter")
    shows("Admitted", "Ana Rojas")
