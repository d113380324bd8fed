"""Two pages of one panellist at the same instant: nothing is overwritten, and nothing is there twice."""

from functools import partial

import pytest

from tests import factories
from webapp.briefing import handing_in, proposals, readers, texts
from webapp.briefing.models import Part, Readers
from webapp.briefing.proposals import Suggested
from webapp.core.refused import Refused

TIMES = 5


@pytest.fixture
def at_once(at_once):
    """Calls functions at the same instant; the status with which each was answered."""

    def status(call):
        try:
            call()
        except Refused as refusal:
            return refusal.status
        return 200

    return lambda *calls: at_once(*(partial(status, call) for call in calls))


@pytest.fixture
def moussa(edition) -> str:
    return factories.panellist(edition.country_sessions[0]).id


def saving(panellist_id: str, text: str, seen: int):
    return lambda: texts.save(panellist_id, text, "en", seen=seen, by="test")


def test_of_two_texts_one_is_saved_and_the_other_is_told(moussa, at_once):
    for seen in range(TIMES):
        found = at_once(*(saving(moussa, f"{seen} {who}", seen) for who in ("phone", "laptop")))
        assert sorted(found) == [200, 409]
        kept = texts.current(moussa)
        assert (kept.version, kept.text) == (seen + 1, f"{seen} {('phone', 'laptop')[found.index(200)]}")


def test_the_same_text_twice_is_one_version(moussa, at_once):
    for seen in range(TIMES):
        assert at_once(*[saving(moussa, f"Version {seen}", seen)] * 2) == [200, 200]
    assert len(texts.versions(moussa)) == TIMES


def test_suggestions_come_one_after_the_other(moussa, at_once):
    def adding(number: int):
        what = Suggested("question", "justice", "en", f"Question {number}?")
        return lambda: proposals.add(moussa, what, by="test")

    assert at_once(*(adding(number % 3) for number in range(6))) == [200] * 6
    found = proposals.in_order(moussa)
    assert sorted(each.text for each in found) == [f"Question {number}?" for number in range(3)]
    assert [each.position for each in found] == [1, 2, 3]
    assert handing_in.standing(moussa)[Part.PROPOSALS].version == 3


def test_handing_in_and_choosing_readers_make_one_row(moussa, at_once):
    def choosing():
        readers.choose(moussa, Part.TEXT, Readers.PUBLIC, by="test")

    assert at_once(saving(moussa, "Text", 0), choosing) == [200, 200]
    row = handing_in.standing(moussa)[Part.TEXT]
    assert (row.version, row.readers) == (1, Readers.PUBLIC)
