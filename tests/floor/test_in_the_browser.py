"""The live pages in a browser: a change is shown without being asked for, and what may be old is said to be."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories, servers
from tests.checkers import axe_problems
from webapp.core import clock
from webapp.questions import actions
from webapp.questions.models import QuestionStatus as S

SECONDS = 1000
ENVIRONMENT = {"SECRET_KEY": "for tests"}


@pytest.fixture
def now(app):
    """The server runs in a process of its own, with a clock that goes: so this one's must go as well."""
    clock.set_for_tests(None)


@pytest.fixture
def server(now, instance, database_url):
    with servers.app_server(instance, {**ENVIRONMENT, "DATABASE_URL": database_url}) as running:
        yield running


@pytest.fixture
def shown(server, new_context):
    """Opens a page of somebody's in a real browser."""

    def open_page(person, path="", before=None):
        cookie = {"name": "upr", "value": person.client.get_cookie("upr").value, "url": server.url}
        context = new_context()
        context.add_cookies([cookie])
        page = context.new_page()
        if before:
            before(page)
        page.goto(f"{server.url}{person.base}{path}?lang=en")
        return page

    return open_page


def test_a_question_goes_from_the_phone_to_the_hall(now, delegate_of, moderator, screen, shown):
    ana = delegate_of()
    phone, board, wall = shown(ana.browser), shown(moderator, "/moderation"), shown(screen, "/hall")
    expect(board.get_by_text("No new question.")).to_be_visible()
    phone.get_by_role("link", name="Ask a question").click()
    phone.get_by_label("Your question").fill("What steps?")
    expect(phone.locator(".count")).to_have_text("11 / 1000")
    phone.get_by_role("button", name="Send to the moderators").click()
    expect(phone.locator("#mine")).to_contain_text("With the moderators")
    board.get_by_role("button", name="Approve").click()
    expect(phone.locator("#mine")).to_contain_text("In the queue: place 1")
    board.get_by_role("button", name="Mark next").click()
    expect(wall.locator("#next")).to_contain_text("Next: Chile")
    expect(phone.locator("#announced")).to_have_text("Your question is next.")
    board.get_by_role("button", name="Call to the floor").click()
    expect(wall.locator(".say")).to_have_text("What steps?")
    expect(phone.locator("#room")).to_contain_text("What steps?")
    assert [axe_problems(page) for page in (phone, board, wall)] == [[], [], []]


def test_the_moderator_is_told_why_not_and_sees_how_it_stands(now, here, delegate_of, moderator, shown):
    ana = delegate_of()
    waiting = factories.question(ana.held, here, "First", status=S.APPROVED).id
    factories.question(ana.held, here, "Second", status=S.APPROVED)
    # A board that hears of nothing: what it shows is soon old.
    board = shown(
        moderator,
        "/moderation",
        before=lambda page: page.route(re.compile("/stream/"), lambda route: route.abort()),
    )
    actions.call_to_floor(waiting, here.id, version=2, by="test")
    board.get_by_role("button", name="Mark next the question of Chile").first.click()
    expect(board.locator("#said")).to_contain_text("changed by somebody else meanwhile")
    expect(board.get_by_role("region", name="On the floor")).to_contain_text("First")
    board.get_by_text("More", exact=False).first.click()
    board.get_by_label("To place").fill("first")
    board.get_by_role("button", name="Move").click()
    expect(board.locator("#said")).to_contain_text("Write the place in the queue as a number")
    expect(board.get_by_role("region", name="Queue")).to_contain_text("Second")


def test_a_first_connection_that_fails_is_tried_again(now, here, delegate_of, shown):
    ana, tries = delegate_of(), []

    def fail_twice(route):
        tries.append(route.request.url)
        if len(tries) < 3:
            route.abort()
        else:
            route.continue_()

    phone = shown(ana.browser, before=lambda page: page.route(re.compile("/stream/"), fail_twice))
    with phone.expect_response(re.compile("/stream/"), timeout=20 * SECONDS):
        pass
    factories.question(delegate_of("FJ").held, here, "What steps?", status=S.ON_FLOOR)
    expect(phone.locator("#room")).to_contain_text("What steps?", timeout=2 * SECONDS)


def test_a_wall_without_its_server_says_so_and_comes_back_by_itself(
    now, here, instance, database_url, delegate_of, screen, shown, server
):
    fiji = delegate_of("FJ")
    wall = shown(screen, "/hall")
    expect(wall.locator(".stale")).to_be_hidden()
    server.kill()
    expect(wall.locator(".stale")).to_contain_text(
        re.compile(r"Not connected since \d\d:\d\d\."), timeout=30 * SECONDS
    )
    factories.question(fiji.held, here, "Asked meanwhile", status=S.ON_FLOOR)
    environment = {**ENVIRONMENT, "DATABASE_URL": database_url}
    with servers.app_server(instance, environment, port=server.port):
        expect(wall.locator(".say")).to_have_text("Asked meanwhile", timeout=10 * SECONDS)
        expect(wall.locator(".stale")).to_be_hidden(timeout=10 * SECONDS)


def test_without_scripts_the_page_comes_anew_by_itself(now, here, delegate_of, server, new_context):
    ana = delegate_of()
    context = new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": "upr", "value": ana.browser.client.get_cookie("upr").value, "url": server.url}]
    )
    phone = context.new_page()
    phone.goto(f"{server.url}{ana.browser.base}?lang=en")
    factories.question(delegate_of("FJ").held, here, "What steps?", status=S.ON_FLOOR)
    expect(phone.locator("#room")).to_contain_text("What steps?", timeout=25 * SECONDS)
