"""A question on a bad line: kept on the device, said to be so, received once, and then forgotten there."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests import factories, servers
from tests.bad_line import Network, expect_forgotten, kept_on, line_to
from tests.checkers import axe_problems
from webapp.access.permissions import GrantKind
from webapp.core import clock
from webapp.extensions import db
from webapp.questions.models import Question

NOT_YET = "Kept on this device, not yet received."
SEND = "Send to the moderators"


@pytest.fixture
def database_url(shared_database_url):
    return shared_database_url


@pytest.fixture
def app(app):
    """The server runs in a process of its own, with a clock that goes: so this one's must go as well."""
    clock.set_for_tests(None)
    return app


@pytest.fixture
def shown(shared_server, new_context):
    """Opens a page of somebody's in a real browser."""

    def open_page(person, path="/questions/new", url=shared_server.url, context=None, **options):
        context = context or new_context(viewport={"width": 390, "height": 844}, **options)
        context.add_cookies([{"name": "upr", "value": person.client.get_cookie("upr").value, "url": url}])
        page = context.new_page()
        page.goto(f"{url}{person.base}{path}?lang=en")
        return page

    return open_page


def write(page, text="What steps?"):
    page.get_by_label("Your question").fill(text)


def press(page, name=SEND):
    page.get_by_role("button", name=name).click()


def expect_received(page, text="What steps?"):
    expect(page.locator("#mine")).to_contain_text(text)
    expect(page.get_by_text("Your question is with the moderators.")).to_be_visible()
    expect_forgotten(page)


def asked():
    db.session.rollback()
    return [question.text for question in db.session.query(Question).order_by(Question.asked_at)]


def test_on_a_good_line_nothing_is_said_and_nothing_stays(delegate_of, shown):
    phone = shown(delegate_of().browser)
    write(phone)
    press(phone)
    expect_received(phone)
    assert asked() == ["What steps?"]


def test_a_line_that_is_cut_between_typing_and_sending(delegate_of, shown):
    phone = shown(delegate_of().browser)
    network = Network(phone)
    write(phone)
    network.cut()
    press(phone)
    expect(phone.get_by_role("status").filter(has_text=NOT_YET)).to_contain_text(
        re.compile(r"Written at \d\d:\d\d\. It is sent by itself when the line is back")
    )
    assert (asked(), len(kept_on(phone)), axe_problems(phone)) == ([], 1, [])
    network.restore()  # it is sent by itself
    expect_received(phone)
    assert asked() == ["What steps?"]


def test_nothing_moves_and_nothing_comes_to_lie_under_the_thumb(delegate_of, shown):
    phone = shown(delegate_of().browser)
    button = phone.get_by_role("button", name=SEND)
    write(phone)
    before = button.bounding_box()
    Network(phone).cut()
    press(phone)
    expect(phone.get_by_text(NOT_YET)).to_be_visible()
    assert button.bounding_box() == before
    middle = [before["x"] + before["width"] / 2, before["y"] + before["height"] / 2]
    under = "([x, y]) => document.elementFromPoint(x, y).closest('button').textContent.trim()"
    assert phone.evaluate(under, middle) == SEND


def test_what_is_being_changed_is_not_sent_by_itself(delegate_of, shown):
    phone = shown(delegate_of().browser)
    network = Network(phone)
    write(phone, "Half a")
    network.cut()
    press(phone)
    expect(phone.get_by_text(NOT_YET)).to_be_visible()
    write(phone, "Half a question, now whole")
    network.restore()
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.get_by_text(NOT_YET)).to_be_visible()
    assert asked() == []
    press(phone, "Send now")
    expect_received(phone, "now whole")
    assert asked() == ["Half a question, now whole"]


def test_at_fifty_kilobits_two_taps_are_one_question(delegate_of, shown):
    phone = shown(delegate_of().browser)
    Network(phone).slow()
    write(phone)
    phone.get_by_role("button", name=SEND).dblclick()
    expect(phone.locator("#mine")).to_contain_text("What steps?")
    assert asked() == ["What steps?"]


def test_a_reply_that_is_lost_after_the_commit(delegate_of, shown, shared_server):
    with line_to(shared_server.url) as line:
        phone = shown(delegate_of().browser, url=line.url)
        write(phone)
        line.loses_replies = True
        press(phone)
        expect(phone.get_by_text(NOT_YET)).to_be_visible()
        assert (line.lost.is_set(), asked()) == (True, ["What steps?"])
        line.loses_replies = False
        press(phone, "Send now")
        expect_received(phone)
    assert asked() == ["What steps?"]


def test_a_server_that_is_killed_while_it_works_on_it(tmp_path, databases, delegate_of, shown, database_url):
    """Another connection has the database: the question is on its way and not in it when the power goes."""
    environment = {"DATABASE_URL": database_url, "SECRET_KEY": "for tests"}
    with servers.app_server(tmp_path, environment) as server:
        phone = shown(delegate_of().browser, url=server.url)
        write(phone)
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as other:
            other.execute("BEGIN IMMEDIATE")
            with phone.expect_request(lambda request: request.method == "POST"):
                press(phone)
            server.kill()
            other.rollback()
        expect(phone.get_by_text(NOT_YET)).to_be_visible()
        assert asked() == []
    with servers.app_server(tmp_path, environment, port=server.port):
        expect_received(phone)  # sent again by itself
    assert asked() == ["What steps?"]


def test_who_comes_back_finds_what_was_written(delegate_of, shown):
    ana = delegate_of()
    phone = shown(ana.browser)
    Network(phone).cut()
    write(phone)
    press(phone)
    expect(phone.get_by_text(NOT_YET)).to_be_visible()
    phone.close()
    back = shown(ana.browser, context=phone.context)
    expect(back.get_by_label("Your question")).to_have_value("What steps?")
    expect(back.get_by_role("status").filter(has_text="You wrote this at")).to_contain_text(
        re.compile(r"You wrote this at \d\d:\d\d\. It has not been received\.")
    )
    assert axe_problems(back) == []
    press(back, "Send now")
    expect_received(back)
    assert asked() == ["What steps?"]


def test_who_comes_back_after_it_was_received_is_offered_nothing(delegate_of, shown, shared_server):
    """The reply was lost, and so was the page: the next page of the server tells the device."""
    ana = delegate_of()
    with line_to(shared_server.url) as line:
        phone = shown(ana.browser, url=line.url)
        write(phone)
        line.loses_replies = True
        press(phone)
        expect(phone.get_by_text(NOT_YET)).to_be_visible()
        assert len(kept_on(phone)) == 1
        phone.close()
        line.loses_replies = False
        room = shown(ana.browser, "", url=line.url, context=phone.context)
        expect(room.locator("#mine")).to_contain_text("What steps?")
        expect_forgotten(room)
        again = shown(ana.browser, url=line.url, context=phone.context)
        expect(again.get_by_label("Your question")).to_have_value("")


def leave_behind(shown, ana):
    """Ana's page with a question that was not received, closed."""
    phone = shown(ana.browser)
    Network(phone).cut()
    write(phone, "Ana's words")
    press(phone)
    expect(phone.get_by_text(NOT_YET)).to_be_visible()
    phone.close()
    return phone.context


def test_it_is_deleted_when_one_says_so(delegate_of, shown):
    ana = delegate_of()
    context = leave_behind(shown, ana)
    back = shown(ana.browser, context=context)
    press(back, "Delete from this device")
    expect(back.get_by_label("Your question")).to_have_value("")
    expect(back.get_by_text("It has not been received")).to_have_count(0)
    assert (kept_on(back), asked()) == ([], [])


def test_it_is_deleted_after_a_day(delegate_of, shown):
    ana = delegate_of()
    context = leave_behind(shown, ana)
    door = shown(ana.browser, "", context=context)
    (key,) = kept_on(door)
    door.evaluate(
        """(key) => {
            const entry = JSON.parse(localStorage[key]);
            localStorage[key] = JSON.stringify({...entry, at: entry.at - 25 * 60 * 60 * 1000});
        }""",
        key,
    )
    back = shown(ana.browser, context=context)
    expect(back.get_by_label("Your question")).to_have_value("")
    expect_forgotten(back)


def test_nobody_else_s_pass_on_the_same_phone_is_shown_it(delegate_of, shown):
    ana, litia = delegate_of(), delegate_of("FJ", name="Litia Cava")
    context = leave_behind(shown, ana)
    factories.sign_in(ana.browser.client, GrantKind.PASS, litia.held.id)
    hers = shown(ana.browser, context=context)
    expect(hers.get_by_label("Your question")).to_have_value("")
    assert ("words" in hers.content(), len(kept_on(hers))) == (False, 1)


def test_a_question_that_is_refused_comes_back_with_its_reason_and_no_offer(delegate_of, shown):
    phone = shown(delegate_of().browser)
    write(phone, "x" * 1001)
    press(phone)
    expect(phone.get_by_role("alert")).to_contain_text("Use at most 1000 characters.")
    expect(phone.get_by_text("received")).to_have_count(0)
    write(phone, "Short enough")
    press(phone)
    expect_received(phone, "Short enough")
    assert asked() == ["Short enough"]


def test_a_change_of_a_question_is_kept_and_received_as_well(here, delegate_of, shown):
    ana = delegate_of()
    question = factories.question(ana.held, here, "First words").id
    phone = shown(ana.browser, f"/questions/{question}")
    network = Network(phone)
    write(phone, "Better words")
    network.cut()
    press(phone, "Send the change")
    expect(phone.get_by_text(NOT_YET)).to_be_visible()
    network.restore()
    expect(phone.get_by_text("Your question is changed, and with the moderators.")).to_be_visible()
    expect(phone.locator("#mine")).to_contain_text("Better words")
    expect_forgotten(phone)
    assert asked() == ["Better words"]


def test_a_device_that_keeps_nothing_sends_as_if_there_were_no_script(delegate_of, shown, new_context):
    context = new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    )
    phone = shown(delegate_of().browser, context=context)
    write(phone)
    press(phone)
    expect(phone.locator("#mine")).to_contain_text("What steps?")
    assert asked() == ["What steps?"]


def test_a_device_without_room_sends_as_if_there_were_no_script(delegate_of, shown, new_context):
    context = new_context()
    context.add_init_script(
        "addEventListener('load', () => { try { localStorage.full = 'x'.repeat(5 * 2 ** 20 - 20); } catch {} })"
    )
    phone = shown(delegate_of().browser, context=context)
    write(phone)
    press(phone)
    expect(phone.locator("#mine")).to_contain_text("What steps?")
    assert asked() == ["What steps?"]


def test_without_scripts_one_opens_the_pass_and_asks(delegate_of, shown):
    ana = delegate_of()
    phone = shown(ana.browser, java_script_enabled=False)
    expect(phone.locator(".kept")).to_be_empty()
    write(phone)
    press(phone)
    expect(phone.locator("#mine")).to_contain_text("What steps?")
    phone.get_by_role("link", name="Your pass").click()
    expect(phone.get_by_role("img", name="QR code of your pass")).to_be_visible()
    assert asked() == ["What steps?"]


def test_the_form_is_small_on_the_wire(delegate_of):
    ana = delegate_of().browser
    compressed = {"Accept-Encoding": "gzip"}
    page = ana.get("/questions/new", headers=compressed)
    parts = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', ana.get("/questions/new").text))
    sizes = {part: len(ana.client.get(part, headers=compressed).data) for part in parts}
    kept = next(size for part, size in sizes.items() if "kept.js" in part)
    assert (kept < 2048, len(page.data) + sum(sizes.values()) <= 25_000) == (True, True), (
        len(page.data),
        sizes,
    )
