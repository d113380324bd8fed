"""The live pages in a browser: a change is shown without being asked for, and what may be old is said to be."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories, servers
from tests.checkers import axe_problems
from webapp.core import clock
from webapp.questions import moderating
from webapp.questions.models import QuestionStatus as S

SECONDS = 1000


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

    def open_page(person, path="", before=None, url=shared_server.url, **options):
        cookie = {"name": "upr", "value": person.client.get_cookie("upr").value, "url": url}
        context = new_context(**options)
        context.add_cookies([cookie])
        page = context.new_page()
        if before:
            before(page)
        page.goto(f"{url}{person.base}{path}?lang=en")
        return page

    return open_page


def pass_time(page, until, most=60):
    """Moves the page's clock by `most` seconds at the most, and ends as soon as it has come to what is wanted.

    What the network does takes its own time meanwhile: a tenth of a second for each.
    """
    for _ in range(most):
        if until():
            return
        page.clock.fast_forward(1 * SECONDS)
        page.wait_for_timeout(100)
    assert until(), f"not within {most} seconds"


def test_a_question_goes_from_the_phone_to_the_hall(delegate_of, moderator, screen, shown):
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


def test_the_moderator_is_told_why_not_and_sees_how_it_stands(here, delegate_of, moderator, shown):
    ana = delegate_of()
    waiting = factories.question(ana.held, here, "First", status=S.APPROVED).id
    factories.question(ana.held, here, "Second", status=S.APPROVED)
    # A board that hears of nothing: what it shows is soon old.
    board = shown(
        moderator,
        "/moderation",
        before=lambda page: page.route(re.compile("/stream/"), lambda route: route.abort()),
    )
    moderating.call(waiting, here.id, floor="", version=2, by="test")
    board.get_by_role("button", name="Mark next the question of Chile").first.click()
    expect(board.locator("#said")).to_contain_text("changed by somebody else meanwhile")
    expect(board.get_by_role("region", name="On the floor")).to_contain_text("First")
    board.get_by_text("More", exact=False).first.click()
    board.get_by_label("To place").fill("first")
    board.get_by_role("button", name="Move").click()
    expect(board.locator("#said")).to_contain_text("Write the place in the queue as a number")
    expect(board.get_by_role("region", name="Queue")).to_contain_text("Second")


def test_a_first_connection_that_fails_is_tried_again(here, delegate_of, shown):
    ana, tries = delegate_of(), []

    def fail_twice(route):
        tries.append(route.request.url)
        if len(tries) < 3:
            route.abort()
        else:
            route.continue_()

    def before(page):
        page.clock.install()
        page.route(re.compile("/stream/"), fail_twice)

    phone = shown(ana.browser, before=before)
    with phone.expect_response(re.compile("/stream/")):
        pass_time(phone, lambda: len(tries) == 3, most=20)
    factories.question(delegate_of("FJ").held, here, "What steps?", status=S.ON_FLOOR)
    expect(phone.locator("#room")).to_contain_text("What steps?", timeout=10 * SECONDS)


def test_a_wall_without_its_server_says_so_and_comes_back_by_itself(
    here, tmp_path, database_url, delegate_of, screen, shown
):
    fiji = delegate_of("FJ")
    environment = {"DATABASE_URL": database_url, "SECRET_KEY": "for tests"}
    with servers.app_server(tmp_path, environment) as server:
        wall = shown(screen, "/hall", before=lambda page: page.clock.install(), url=server.url)
        stale = wall.locator(".stale")
        expect(stale).to_be_hidden()
        server.kill()
        pass_time(wall, stale.is_visible, most=30)
        expect(stale).to_contain_text(re.compile(r"Not connected since \d\d:\d\d\."))
    factories.question(fiji.held, here, "Asked meanwhile", status=S.ON_FLOOR)
    with servers.app_server(tmp_path, environment, port=server.port):
        pass_time(wall, stale.is_hidden, most=10)
        expect(wall.locator(".say")).to_have_text("Asked meanwhile")


def test_without_scripts_the_page_comes_anew_by_itself(here, delegate_of, shown):
    def sooner(route):
        """Nothing moves the clock of a page without scripts: what is 20 seconds becomes one."""
        reply = route.fetch()
        assert reply.text().count('<meta http-equiv="refresh" content="20">') == 1
        route.fulfill(response=reply, body=reply.text().replace('content="20"', 'content="1"'))

    phone = shown(
        delegate_of().browser,
        before=lambda page: page.route(re.compile(rf"/floor/{here.id}\?"), sooner),
        java_script_enabled=False,
    )
    factories.question(delegate_of("FJ").held, here, "What steps?", status=S.ON_FLOOR)
    expect(phone.locator("#room")).to_contain_text("What steps?")
