"""A link without second factor: for the demonstration, on loopback, and refused wherever others reach the app."""

from datetime import timedelta

import pytest

from tests import factories
from tests.accounts import steps
from tests.accounts.steps import DESK, OWN, is_in
from tests.pages import submit, token_in
from webapp import config
from webapp.access import links
from webapp.access.permissions import GrantKind, Role
from webapp.accounts import actions
from webapp.core import clock
from webapp.core.transaction import transaction

ELSEWHERE = "https://pre-sessions.example.org"


def reached_at(address: str) -> None:
    now = config.current()
    settings = {"DATABASE_URL": now.database_url, "SECRET_KEY": "for tests, long enough", "BASE_URL": address}
    config.use(config.read(now.instance, settings))


def minted(person, **how) -> str:
    with transaction() as session:
        until = clock.now() + timedelta(days=1)
        return links.path(actions.link_without_second_factor(session, person, until=until), "en")


def test_it_signs_in_by_itself_as_often_as_one_likes(app, ines):
    link = minted(ines)
    for _time in range(2):
        browser = app.test_client()
        assert submit(browser, link).location == DESK
        assert is_in(browser)


def test_it_lasts_a_day_of_work_each_time(app, ines):
    link, browser = minted(ines), app.test_client()
    submit(browser, link)
    clock.set_for_tests(factories.NOW + timedelta(hours=14))
    assert not is_in(browser)
    assert submit(browser, link).location == DESK


@pytest.mark.parametrize("address", [ELSEWHERE, "http://192.0.2.7:8000", "http://localhost.example.org"])
def test_it_is_not_minted_where_others_reach_the_app(app, ines, address):
    reached_at(address)
    with pytest.raises(RuntimeError, match="on loopback alone"):
        minted(ines)


def test_it_is_not_opened_where_others_reach_the_app(app, ines):
    link, browser = minted(ines), app.test_client()
    page = browser.get(link).text
    reached_at(ELSEWHERE)
    assert browser.post(link, data={"csrf_token": token_in(page)}).status_code == 410
    assert browser.get(link).status_code == 410
    assert not is_in(browser)


@pytest.mark.parametrize("kind", [GrantKind.STAFF_UNPROVEN, GrantKind.STAFF_INVITED, GrantKind.PASS])
def test_other_links_are_minted_anywhere(app, ines, kind):
    reached_at(ELSEWHERE)
    with transaction() as session:
        token = links.mint(session, kind, ines.id, until=clock.now() + timedelta(days=1))
    assert links.status(links.find(token)) == links.LinkStatus.LIVE


def test_a_role_in_a_row_gives_nothing_to_who_has_proven_nothing(app, ines):
    for kind in (GrantKind.STAFF_UNPROVEN, GrantKind.STAFF_INVITED):
        browser = app.test_client()
        factories.sign_in(browser, kind, ines.id, Role.COORDINATOR)
        assert not is_in(browser)


def test_whoever_came_by_it_may_set_something_up(app, ines):
    browser = app.test_client()
    submit(browser, minted(ines))
    assert "You came by a link that needs nothing else." in browser.get(OWN).text
    _phone, reply = steps.set_up_app(browser)
    assert len(steps.shown(reply.text)) == 10
    assert "You came by a link that needs nothing else." not in browser.get(OWN).text
