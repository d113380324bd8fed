"""The timer: exact to the second, whatever is pressed, and it goes on when it has run out."""

from datetime import timedelta

import pytest

from tests import factories
from webapp.core import clock
from webapp.core.refused import Refused, Stale
from webapp.programme.models import Phase
from webapp.programme.queries import Timer


def after(seconds: float) -> None:
    clock.set_for_tests(factories.NOW + timedelta(seconds=seconds))


def ends(seconds: float):
    return factories.NOW + timedelta(seconds=seconds)


def test_it_is_set_and_runs(moderator):
    moderator.start_timer(90)
    assert moderator.view.timer == Timer(90, ends(90), None)


def test_paused_it_keeps_its_seconds_and_runs_on_with_them(moderator):
    moderator.start_timer(90)
    after(30)
    moderator.pause_timer()
    assert moderator.view.timer == Timer(90, None, 60)
    after(500)
    moderator.resume_timer()
    assert moderator.view.timer == Timer(90, ends(560), None)


def test_a_second_that_has_begun_is_a_whole_one(moderator):
    moderator.start_timer(90)
    after(30.25)
    moderator.pause_timer()
    assert moderator.view.timer.left == 60


@pytest.mark.parametrize(("runs", "shown"), [(100, -10), (100.5, -10), (90, 0)])
def test_run_out_it_goes_on_below_nought(moderator, runs, shown):
    moderator.start_timer(90)
    after(runs)
    assert moderator.view.timer == Timer(90, ends(90), None)
    moderator.pause_timer()
    assert moderator.view.timer == Timer(90, None, shown)


def test_a_minute_more_while_it_runs(moderator):
    moderator.start_timer(90)
    after(100)
    moderator.add_minute()
    assert moderator.view.timer == Timer(150, ends(150), None)


def test_a_minute_more_while_it_stands(moderator):
    moderator.start_timer(90)
    after(100)
    moderator.pause_timer()
    moderator.add_minute()
    assert moderator.view.timer == Timer(150, None, 50)


def test_set_again_it_begins_anew(moderator):
    moderator.start_timer(90)
    after(30)
    moderator.pause_timer()
    moderator.start_timer(60)
    assert moderator.view.timer == Timer(60, ends(90), None)


def test_taken_away_while_somebody_speaks(moderator, slots):
    moderator.start_statement(slots[0])
    moderator.stop_timer()
    assert (moderator.view.timer, moderator.view.speaking.statement_id) == (None, slots[0])


@pytest.mark.parametrize("act", ["pause_timer", "resume_timer", "add_minute", "stop_timer"])
def test_where_there_is_none_there_is_nothing_to_do(moderator, act):
    with pytest.raises(Refused):
        getattr(moderator, act)()
    assert moderator.version == 0


def test_paused_twice_or_resumed_twice(moderator):
    moderator.start_timer(90)
    with pytest.raises(Refused):
        moderator.resume_timer()
    moderator.pause_timer()
    with pytest.raises(Refused):
        moderator.pause_timer()
    assert moderator.view.timer == Timer(90, None, 90)


@pytest.mark.parametrize("seconds", [0, -1, 2 * 3600 + 1, 10**12])
def test_a_time_that_cannot_be_is_refused(moderator, seconds):
    with pytest.raises(Refused):
        moderator.start_timer(seconds)
    assert moderator.view.timer is None


def test_no_minute_is_added_beyond_two_hours(moderator):
    moderator.start_timer(2 * 3600)
    with pytest.raises(Refused):
        moderator.add_minute()
    assert moderator.view.timer == Timer(7200, ends(7200), None)


def test_when_it_is_closed_nothing_is_timed(moderator):
    moderator.enter(Phase.FLOOR)
    moderator.enter(Phase.CLOSED)
    with pytest.raises(Refused):
        moderator.start_timer(90)
    assert moderator.view.timer is None


@pytest.mark.parametrize("act", ["pause_timer", "add_minute", "stop_timer"])
def test_an_old_page_changes_nothing(moderator, act):
    moderator.start_timer(90)
    with pytest.raises(Stale):
        getattr(moderator, act)(version=0)
    assert moderator.view.timer == Timer(90, ends(90), None)
