"""The invented people: always the same, with names of every kind, each as a form would keep it."""

import unicodedata

import pytest

from webapp import states
from webapp.core.text import clean_line
from webapp.demo import people
from webapp.participants.models import NAME_MOST

pytestmark = pytest.mark.no_database


def everybody(total: int) -> list[str]:
    return [
        name for mission, share in people.shares(total).items() for name in people.delegates(mission, share)
    ]


@pytest.mark.parametrize("total", [1, 63, 64, 65, 200, 5000])
def test_there_are_as_many_as_were_asked_for(total):
    shares = people.shares(total)
    assert sum(shares.values()) == total
    assert max(shares.values()) - min(shares.values()) <= 1
    assert len(everybody(total)) == total


def test_every_mission_is_one():
    assert [code for code in [*people.MISSIONS, people.CLAIMED] if not states.has_mission(code)] == []
    assert people.CLAIMED not in people.MISSIONS


def test_the_names_are_as_a_form_would_keep_them():
    names = everybody(2000) + people.delegates(people.CLAIMED, 3)
    assert [name for name in names if clean_line(name, NAME_MOST) != name] == []


def test_a_week_of_usual_size_has_nobody_twice():
    assert len(set(everybody(200))) == 200
    assert everybody(200) == everybody(200)


def test_there_are_many_scripts_and_people_of_one_name():
    names = everybody(200)
    scripts = {unicodedata.name(name[0]).partition(" ")[0] for name in names}
    assert len(scripts) >= 12
    assert [name for name in names if " " not in name and name.isascii()] != []
