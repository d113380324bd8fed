"""The decision on a travel grant: nothing before its release, then for its holder alone; accepted, or turned down."""

import re

import pytest

from tests.selection import steps
from tests.travel import own
from webapp.core import clock
from webapp.extensions import db
from webapp.travel import budgets, queries
from webapp.travel.models import GrantReply

_RANDOM = re.compile(r'csrf_token" value="[^"]+"|X-CSRFToken&#34;: &#34;[^"]+?&#34;|"X-CSRFToken": "[^"]+"')


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(edition):
    own.budget(edition)
    return edition.country_sessions[0]


@pytest.fixture
def given(app, here):
    """Somebody to whom a grant is given, in their browser."""
    one = own.applied(here)
    own.decided(one)
    return own.holder(app, one), one


def seen_by_holder(app, application_id: str, page: str = "") -> str:
    """A page without what is random, and without the id of the application and its reference."""
    reply = own.holder(app, application_id).get(own.url(application_id, page))
    assert reply.status_code == 200
    return re.sub(r"44-T\d+", "…", _RANDOM.sub("", reply.text)).replace(application_id, "…")


def test_before_the_release_the_page_is_the_same_for_everybody(app, here):
    same = {"email": "one@organisation.example", "organisation": "Red", "speaker": "Ana Rojas"}
    given, declined, asked = (own.applied(here, **same) for _ in range(3))
    never_asked = own.applied(here, grant="no")
    own.decided(given, released=False)
    own.decided(declined, own.DECLINED, released=False)
    pages = [seen_by_holder(app, each, "grant-decision") for each in (given, declined, asked, never_asked)]
    assert pages == [pages[0]] * 4
    assert "No decision on a travel grant" in pages[0]
    # The overview too, for all who asked.
    overviews = [seen_by_holder(app, each) for each in (given, declined, asked)]
    assert overviews == [overviews[0]] * 3


def test_before_the_release_there_is_nothing_to_answer(app, here):
    prepared, asked = own.applied(here), own.applied(here)
    own.decided(prepared, released=False)
    for each in (prepared, asked):
        browser, page = own.holder(app, each), own.url(each, "grant-decision")
        for noun in ("grant-acceptance", "grant-refusal"):
            assert steps.post(browser, page, own.url(each, noun), seen=1).status_code == 404
    assert own.decision(prepared).reply is None


def test_only_who_asked_is_led_there(app, here):
    asked, never_asked = own.applied(here), own.applied(here, grant="no")
    for each in (asked, never_asked):
        own.decided(each, own.DECLINED)
    shown = ["/grant-decision" in seen_by_holder(app, each) for each in (asked, never_asked)]
    assert shown == [True, False]


def test_it_says_what_it_covers_and_what_it_depends_on(given):
    browser, one = given
    said = own.says(browser, one, "grant-decision")
    assert "You are offered a travel grant Waiting for your answer" in said
    assert (
        "It depends on one thing: that you have a place on the panel and confirm that you will speak." in said
    )
    assert "Airfare Bought for you by UPR Info, about CHF 850" in said
    assert "Accommodation 5 nights, booked and paid by UPR Info (CHF 120 a night at most)" in said
    assert "Daily allowance 6 days, CHF 65 a day" in said
    assert "Paid to you in hand CHF 390" in said


def test_it_says_so_to_who_speaks_already(app, here):
    one = own.seated(here)
    own.decided(one, airfare=0, nights=1, days=0)
    said = own.says(own.holder(app, one), one, "grant-decision")
    assert "You have confirmed that you will speak. The grant holds as long as you do." in said
    assert "Airfare Not covered Accommodation 1 night, booked" in said
    assert "Daily allowance Not covered Paid to you in hand CHF 0" in said


def test_a_refusal_is_kind_and_leaves_a_way(app, here):
    one = own.applied(here)
    own.decided(one, own.DECLINED)
    browser = own.holder(app, one)
    said = own.says(browser, one, "grant-decision")
    assert said.startswith("Your application Pre-sessions 44")
    assert "You were not given a travel grant We are sorry." in said
    assert "if you are offered a place, you can take it and come by other means" in said
    assert "Nobody but you and the coordinator is told that you asked." in said
    assert "CHF" not in said
    assert own.accept(browser, one).status_code == 404
    assert own.turn_down(browser, one).status_code == 404


def test_it_is_accepted_once_however_often_that_is_pressed(given):
    browser, one = given
    seen = own.decision(one).version
    replies = [own.accept(browser, one, seen) for _ in range(2)]
    assert [(each.status_code, each.location) for each in replies] == [
        (303, f"/applications/{one}/grant-decision?lang=en")
    ] * 2
    decision = own.decision(one)
    assert (decision.reply, decision.replied_at, decision.version) == (
        GrantReply.ACCEPTED,
        steps.JUNE,
        seen + 1,
    )
    said = own.says(browser, one, "grant-decision")
    assert "You have a travel grant Grant accepted" in said
    assert "Accept the grant" not in said


def test_a_grant_that_is_turned_down_frees_its_money(edition, given):
    browser, one = given

    def committed() -> int:
        db.session.rollback()
        return budgets.account(budgets.budget(edition.number), queries.requests(edition.number)).committed

    own.accept(browser, one)
    assert committed() == 850 + 5 * 120 + 6 * 65
    assert own.turn_down(browser, one).status_code == 303
    assert own.turn_down(browser, one).status_code == 303
    assert committed() == 0
    assert "You turned the grant down Thank you for telling us" in own.says(browser, one, "grant-decision")


def test_what_was_turned_down_is_not_accepted_any_more(given):
    browser, one = given
    own.turn_down(browser, one)
    reply = own.accept(browser, one)
    said = own.main_of(reply.text)
    assert reply.status_code == 422
    assert "Nothing was changed This grant can no longer be answered for. Write to the secretariat." in said
    assert "You turned the grant down" in said
    assert own.decision(one).reply == GrantReply.TURNED_DOWN


def test_nobody_accepts_what_they_have_not_seen(given):
    """The coordinator gave fewer nights after the page was loaded."""
    browser, one = given
    seen = own.decision(one).version
    changed = own.decision(one)
    changed.nights, changed.version = 2, seen + 1
    db.session.commit()
    for stale in (seen, "", "x", "9" * 30):
        reply = own.accept(browser, one, stale)
        assert (reply.status_code, "The grant was changed meanwhile." in reply.text) == (409, True)
    assert "2 nights, booked and paid" in own.main_of(reply.text)
    assert own.decision(one).reply == GrantReply.OPEN
    assert own.accept(browser, one).status_code == 303


def test_who_withdrew_does_not_accept_and_may_still_turn_down(given):
    browser, one = given
    own.withdraw(one)
    reply = own.accept(browser, one)
    assert (reply.status_code, "This application was withdrawn." in reply.text) == (422, True)
    assert own.turn_down(browser, one).status_code == 303


def test_it_is_nobody_elses(app, here, given):
    _browser, one = given
    other = own.applied(here)
    browser = own.holder(app, other)
    assert browser.get(own.url(one, "grant-decision")).status_code == 404
    page = own.url(other, "grant-decision")
    for noun in ("grant-acceptance", "grant-refusal"):
        assert steps.post(browser, page, own.url(one, noun), seen=1).status_code == 404
    assert app.test_client().get(own.url(one, "grant-decision")).status_code == 404
    assert own.decision(one).reply == GrantReply.OPEN


def test_without_its_token_nothing_is_answered(given):
    browser, one = given
    assert browser.post(own.url(one, "grant-acceptance"), data={"seen": "1"}).status_code == 422
    assert own.decision(one).reply == GrantReply.OPEN
