"""Ending a statement, and putting back one that was started or ended by mistake."""

import pytest

from webapp.core.refused import NotThere, Refused, Stale
from webapp.programme.models import Phase


def test_it_was_given_and_the_timer_goes(moderator, slots):
    moderator.start_statement(slots[0])
    moderator.end_statement()
    view = moderator.view
    assert (view.speaking, view.timer, view.phase) == (None, None, Phase.STATEMENTS)
    assert moderator.statuses == ["given", "waiting", "waiting"]


def test_where_nobody_speaks_there_is_nothing_to_end(moderator, slots):
    with pytest.raises(Refused):
        moderator.end_statement()
    assert moderator.version == 0


def test_the_wrong_one_is_put_back_and_waits_at_its_place(moderator, slots):
    moderator.start_statement(slots[0])
    moderator.start_statement(slots[2])
    moderator.put_back(slots[2])
    assert moderator.statuses == ["given", "waiting", "waiting"]
    assert (moderator.view.timer, moderator.view.next.statement_id) == (None, slots[1])


def test_one_that_was_given_is_put_back_while_another_speaks(moderator, slots):
    moderator.start_statement(slots[0])
    moderator.start_statement(slots[1])
    running = moderator.view.timer
    moderator.put_back(slots[0])
    assert moderator.statuses == ["waiting", "speaking", "waiting"]
    assert moderator.view.timer == running


def test_one_that_waits_is_not_put_back(moderator, slots):
    with pytest.raises(Refused):
        moderator.put_back(slots[0])
    with pytest.raises(NotThere):
        moderator.put_back("0" * 20)
    assert moderator.version == 0


@pytest.mark.parametrize("act", ["end_statement", "put_back"])
def test_an_old_page_ends_nothing(moderator, slots, act):
    moderator.start_statement(slots[0])
    what = [slots[0]] if act == "put_back" else []
    with pytest.raises(Stale):
        getattr(moderator, act)(*what, version=0)
    assert moderator.statuses == ["speaking", "waiting", "waiting"]
