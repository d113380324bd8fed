"""Given out by the coordinator, read and scored by a reviewer, and hidden after a recusal: in a real browser, without a
script."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.review import steps
from webapp.core import clock


@pytest.fixture
def database_url(shared_database_url):
    return shared_database_url


@pytest.fixture
def opened(app, shared_server, new_context):
    """Opens a page of the desk in somebody's browser."""

    def open_page(person, path):
        client = steps.browser(app, person)
        cookie = {"name": "upr", "value": client.get_cookie("upr").value, "url": shared_server.url}
        context = new_context(java_script_enabled=False)
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(f"{shared_server.url}{path}?lang=en")
        return page

    return open_page


def press(scope, button: str) -> None:
    scope.get_by_role("button", name=button).first.click()


def test_review_with_a_recusal(app, opened):
    clock.set_for_tests(None)  # the server runs in a process of its own, with a clock that goes
    first = (datetime.now(UTC) + timedelta(weeks=10)).date()
    edition = factories.edition(starts_on=first, ends_on=first + timedelta(days=4))
    steps.criterion("Knows the situation at first hand")
    steps.application(edition, "Ligue pour les droits", "TM")
    steps.application(edition, "Red de mujeres", "BF")
    rita, cora = steps.reviewer(), steps.reviewer("cora", steps.Role.COORDINATOR)

    desk = opened(cora, "/desk/editions/44/assignments")
    desk.get_by_label("How many read each application").fill("1")
    press(desk, "Give them out")
    expect(desk.get_by_text("2 applications were given out.")).to_be_visible()

    page = opened(rita, "/desk")
    expect(page.get_by_text("2 wait for your scores")).to_be_visible()
    page.get_by_role("link", name="Applications to read").click()
    page.get_by_role("link", name="Ligue pour les droits").click()
    press(page, "Keep my assessment")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("4, well", exact=True).check()
    press(page, "Keep my assessment")
    expect(page.get_by_text("Your assessment is kept.")).to_be_visible()
    page.get_by_role("link", name="Applications to read").click()
    page.get_by_role("link", name="Red de mujeres").click()
    gone = page.url
    press(page, "I must not judge this organisation")
    expect(page.get_by_text("You have scored the one that was given to you.")).to_be_visible()
    expect(page.get_by_text("Red de mujeres")).to_have_count(0)
    assert page.goto(gone).status == 404

    desk.get_by_role("link", name="Applications").click()
    expect(desk.get_by_role("heading", name="Applications")).to_be_visible()
    assert desk.locator("tbody tr").all_inner_texts() == [
        "Ligue pour les droits\tTurkmenistan\tCSO\t4.00\t\t1/1",
        "Red de mujeres\tBurkina Faso\tCSO\t\t\t0/0",
    ]
