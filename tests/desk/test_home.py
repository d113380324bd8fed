"""The desk's first page: for each role what it can do, and what goes wrong with the mail."""

from datetime import timedelta

import pytest

from tests import factories
from tests.delegations import steps
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock

pytestmark = pytest.mark.usefixtures("edition")


def home(app, role):
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF, "3" * 20, role)
    page = browser.get("/desk")
    assert page.status_code == 200
    return page.text


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.COORDINATOR, {"/missions", "/badges", "/applications", "/moderation", "/door"}),
        (Role.MODERATOR, {"/moderation"}),
        (Role.DOOR, {"/door"}),
        (Role.REVIEWER, {"/review"}),
    ],
)
def test_each_role_finds_what_it_can_do(app, role, offered):
    page = home(app, role)
    assert {
        place
        for place in ("/missions", "/badges", "/applications", "/review", "/moderation", "/door")
        if f"{place}?lang=en" in page
    } == offered


def test_whoever_is_signed_out_is_led_to_sign_in(client):
    reply = client.get("/desk")
    assert reply.status_code == 302
    assert "sign-in?next=/desk" in reply.headers["Location"]


def test_an_edition_that_is_over_is_not_work(app):
    factories.edition(30, starts_on=factories.date(2018, 4, 10), ends_on=factories.date(2018, 4, 13))
    page = home(app, Role.COORDINATOR)
    assert ("Pre-sessions 44" in page, "Pre-sessions 30" in page) == (True, False)


def test_claims_that_wait_are_counted(app):
    assert "claim waits" not in home(app, Role.COORDINATOR)
    steps.claim(app)
    assert "1 claim waits" in home(app, Role.COORDINATOR)


def test_it_says_that_mail_goes_to_files(app):
    assert "Mail goes to files" in home(app, Role.DOOR)


def test_it_says_when_mail_waits_for_more_than_ten_minutes(app, client):
    steps.register(client)
    clock.set_for_tests(factories.NOW + timedelta(minutes=10))
    assert "Mail is not going out" not in home(app, Role.COORDINATOR)
    clock.set_for_tests(factories.NOW + timedelta(minutes=11))
    assert "1 e-mail has waited" in home(app, Role.COORDINATOR)
