"""Going from phase to phase, and back."""

import pytest

from webapp.core.refused import Refused, Stale
from webapp.programme.models import PHASE_TRANSITIONS, Phase

WAY_TO = {
    Phase.BEFORE: (),
    Phase.STATEMENTS: (Phase.STATEMENTS,),
    Phase.FLOOR: (Phase.FLOOR,),
    Phase.CLOSED: (Phase.FLOOR, Phase.CLOSED),
}


@pytest.mark.parametrize("start", Phase)
@pytest.mark.parametrize("end", Phase)
def test_each_step_that_the_table_allows_and_no_other(moderator, start, end):
    for phase in WAY_TO[start]:
        moderator.enter(phase)
    before = moderator.version
    if end in PHASE_TRANSITIONS[start]:
        moderator.enter(end)
        assert (moderator.view.phase, moderator.version) == (end, before + 1)
    else:
        with pytest.raises(Refused):
            moderator.enter(end)
        assert (moderator.view.phase, moderator.version) == (start, before)


def test_opening_the_floor_ends_the_statement_and_its_timer(moderator, slots):
    moderator.start_statement(slots[1])
    moderator.enter(Phase.FLOOR)
    assert moderator.statuses == ["waiting", "given", "waiting"]
    assert (moderator.view.speaking, moderator.view.timer) == (None, None)


def test_what_was_begun_too_early_waits_again(moderator, slots):
    moderator.start_statement(slots[0])
    moderator.start_statement(slots[1])
    moderator.enter(Phase.BEFORE)
    assert moderator.statuses == ["given", "waiting", "waiting"]
    assert moderator.view.timer is None


def test_closing_clears_the_timer_and_what_was_suspended(moderator):
    moderator.enter(Phase.FLOOR)
    moderator.start_timer(90)
    moderator.suspend()
    moderator.enter(Phase.CLOSED)
    view = moderator.view
    assert (view.phase, view.suspended, view.timer) == (Phase.CLOSED, False, None)


def test_an_old_page_goes_nowhere(moderator):
    moderator.enter(Phase.FLOOR)
    with pytest.raises(Stale):
        moderator.enter(Phase.STATEMENTS, version=0)
    assert moderator.view.phase == Phase.FLOOR
