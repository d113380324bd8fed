"""Suspending a sitting stops everything where it is; afterwards it goes on from there."""

from datetime import timedelta

import pytest

from tests import factories
from webapp.core import clock
from webapp.core.refused import Refused, Stale
from webapp.programme.models import Phase
from webapp.programme.queries import Timer


@pytest.fixture
def suspended(moderator, slots):
    """Somebody was speaking for a minute of seven when the sitting was suspended; now it is ten minutes later."""
    moderator.start_statement(slots[0])
    clock.set_for_tests(factories.NOW + timedelta(minutes=1))
    moderator.suspend()
    clock.set_for_tests(factories.NOW + timedelta(minutes=11))
    return moderator


def test_the_timer_stands_and_the_speaker_keeps_the_word(suspended, slots):
    view = suspended.view
    assert (view.suspended, view.phase, view.speaking.statement_id) == (True, Phase.STATEMENTS, slots[0])
    assert view.timer == Timer(420, None, 360)


def test_resumed_it_runs_on(suspended):
    suspended.resume()
    assert suspended.view.timer == Timer(420, factories.NOW + timedelta(minutes=17), None)
    assert suspended.view.suspended is False


def test_a_minute_given_meanwhile_counts(suspended):
    suspended.add_minute()
    assert suspended.view.timer == Timer(480, None, 420)
    suspended.resume()
    assert suspended.view.timer == Timer(480, factories.NOW + timedelta(minutes=18), None)


def test_what_was_paused_before_still_stands_afterwards(moderator):
    moderator.start_timer(90)
    moderator.pause_timer()
    moderator.suspend()
    moderator.resume()
    assert moderator.view.timer == Timer(90, None, 90)


def test_what_is_paused_meanwhile_does_not_run_on(suspended):
    suspended.pause_timer()
    suspended.resume()
    assert suspended.view.timer == Timer(420, None, 360)


def test_a_timer_that_is_taken_away_meanwhile_stays_away(suspended):
    suspended.stop_timer()
    suspended.resume()
    assert suspended.view.timer is None


def test_a_statement_that_is_ended_meanwhile_is_given(suspended):
    suspended.end_statement()
    suspended.resume()
    assert (suspended.statuses, suspended.view.timer) == (["given", "waiting", "waiting"], None)


@pytest.mark.parametrize(("act", "what"), [("start_timer", [90]), ("resume_timer", []), ("suspend", [])])
def test_nothing_begins_meanwhile(suspended, act, what):
    before = suspended.view
    with pytest.raises(Refused):
        getattr(suspended, act)(*what)
    assert suspended.view == before


def test_what_goes_on_cannot_be_resumed(moderator):
    with pytest.raises(Refused):
        moderator.resume()
    assert moderator.version == 0


@pytest.mark.parametrize("act", ["suspend", "resume"])
def test_an_old_page(moderator, act):
    moderator.suspend()
    if act == "suspend":
        moderator.resume()
    before = moderator.view
    with pytest.raises(Stale):
        getattr(moderator, act)(version=0)
    assert moderator.view == before
