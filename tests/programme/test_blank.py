"""Blanking the screens: at once, and from however old a page."""

import pytest

from webapp.core.refused import Refused, Stale


def test_blank_and_back(moderator, told):
    moderator.blank()
    assert (moderator.view.blank, moderator.version) == (True, 1)
    moderator.unblank()
    assert (moderator.view.blank, moderator.version) == (False, 2)
    assert told() == {"moderators": 2, "delegates": 2, "hall": 2, "podium": 2}


def test_an_old_page_blanks_all_the_same(moderator):
    moderator.start_timer(90)
    moderator.add_minute()
    moderator.blank(version=0)
    assert (moderator.view.blank, moderator.version) == (True, 3)


def test_twice_leaves_them_blank_and_tells_moderators_alone(moderator, told):
    moderator.blank()
    told()
    moderator.blank(version=0)
    assert moderator.view.blank is True
    assert told() == {"moderators": 1, "delegates": 0, "hall": 0, "podium": 0}


def test_an_old_page_shows_nothing_again(moderator):
    """What somebody hid a moment ago is not put back by a page that does not know of it."""
    moderator.blank()
    with pytest.raises(Stale):
        moderator.unblank(version=0)
    assert moderator.view.blank is True


def test_what_is_not_blank_cannot_come_back(moderator):
    with pytest.raises(Refused):
        moderator.unblank()
    assert moderator.version == 0


def test_the_rest_stays_as_it_was(moderator, slots):
    moderator.start_statement(slots[0])
    before = moderator.view
    moderator.blank()
    moderator.unblank()
    assert moderator.view == before
