"""The newest act is undone exactly, then the one before; not once somebody changed what it had changed."""

from datetime import timedelta

import pytest

from tests.questions import steps
from webapp.core import clock
from webapp.core.refused import NotThere, Stale
from webapp.extensions import db
from webapp.questions import moderating, order, queries, undo
from webapp.questions.models import Answer, ModerationAct, Reason, Wish


@pytest.fixture
def four(here, chile, fiji, norway):
    """A question on the floor, one that waits with another merged into it, and one in the inbox."""
    floor, leads, merged = (
        steps.approved(held, here, text) for held, text in ((chile, "a"), (fiji, "b"), (norway, "c"))
    )
    steps.merge(merged, leads, here)
    steps.call(floor, here)
    return floor, leads, merged, steps.ask(chile, here, "d")


def close_round(question_id, here, *, version, by):
    moderating.close_round(here, round=queries.queue_of(here).round, by=by)


ACTS = {
    "approve": (moderating.approve, 3, {}),
    "give-back": (moderating.give_back, 3, {"wish": Wish.CLEARER}),
    "leave-out": (moderating.leave_out, 1, {"reason": Reason.TIME}),
    "mend": (moderating.mend, 1, {"text": "Mended", "language": "fr"}),
    "translate": (moderating.translate, 0, {"text": "Übersetzt", "language": "de"}),
    "mark-next": (moderating.mark_next, 1, {}),
    "call": (moderating.call, 1, {"floor": 0}),
    "answer": (moderating.answer, 0, {"answer": Answer.PASSED}),
    "bring-back": (moderating.bring_back, 0, {}),
    "bring-back-merged": (moderating.bring_back, 2, {}),
    "close-round": (close_round, 0, {}),
}


def undone_name(name):
    return "bring-back" if name == "bring-back-merged" else name


@pytest.mark.parametrize("name", ACTS)
def test_every_act_is_undone_exactly_and_said_by_its_name(here, four, name):
    act, which, how = ACTS[name]
    before = steps.shown(here)
    versions = [steps.stands(question).version for question in four]
    steps.does(act, four[which], here, **{key: four[0] if key == "floor" else how[key] for key in how})
    assert steps.shown(here) != before
    last = undo.last_act(here)
    expected = (None, None) if name == "close-round" else (steps.stands(four[which]).mission, four[which])
    assert (last.verb, (last.mission, last.question_id), last.at) == (
        undone_name(name),
        expected,
        clock.now(),
    )
    steps.undo_last(here)
    assert steps.shown(here) == before
    now = [steps.stands(question).version for question in four]
    changed = {which, *([0] if name == "call" else [])}
    assert [new - old for new, old in zip(now, versions, strict=True)] == [
        2 if place in changed else 0 for place in range(4)
    ]


def test_a_merger_is_undone_with_those_that_came_along(here, four, norway):
    other = steps.approved(norway, here, "e")
    before = steps.shown(here)
    steps.merge(four[1], other, here)
    assert [row.text for row in steps.board(here).merged[other]] == ["b", "c"]
    steps.undo_last(here)
    assert steps.shown(here) == before


def test_what_was_given_back_leads_again(here, chile, fiji):
    first, second = steps.ask(chile, here, "a"), steps.ask(fiji, here, "b")
    steps.merge(second, first, here)
    before = steps.shown(here)
    steps.give_back(first, here)
    assert steps.status(first, second) == ["returned", "pending"]
    steps.undo_last(here)
    assert steps.shown(here) == before


def test_a_move_is_undone_and_raises_no_version(here, chile, fiji, norway):
    asked = [steps.approved(held, here, text) for held, text in ((chile, "a"), (fiji, "b"), (norway, "c"))]
    steps.does(order.move, asked[2], here, place=1, seen_at=3)
    assert steps.waiting(here) == ["c", "a", "b"]
    steps.undo_last(here)
    assert steps.waiting(here) == ["a", "b", "c"]
    assert [steps.stands(question).version for question in asked] == [2, 2, 2]


def test_one_after_the_other_back_to_the_start(here, four):
    floor, leads, _, pending = four
    seen = []
    for act, question, how in (
        (moderating.approve, pending, {}),
        (moderating.mend, leads, {"text": "Mended", "language": "en"}),
        (moderating.mark_next, leads, {}),
        (order.move, pending, {"place": 1, "seen_at": 2}),
        (moderating.call, leads, {"floor": floor}),
        (moderating.answer, leads, {"answer": Answer.SPOKEN}),
        (moderating.bring_back, floor, {}),
        (moderating.call, floor, {"floor": ""}),
    ):
        seen.append(steps.shown(here))
        steps.does(act, question, here, **how)
    while seen:
        steps.undo_last(here)
        assert steps.shown(here) == seen.pop()


def test_an_act_is_undone_once_and_only_the_newest(here, four):
    steps.does(moderating.mark_next, four[1], here)
    older = undo.last_act(here).id
    steps.does(moderating.approve, four[3], here)
    newer = undo.last_act(here).id
    with pytest.raises(Stale, match="can no longer be undone"):
        undo.undo(older, here, by="test")
    undo.undo(newer, here, by="test")
    with pytest.raises(Stale):
        undo.undo(newer, here, by="test")
    assert steps.status(four[1], four[3]) == ["next", "pending"]
    undo.undo(older, here, by="test")
    assert steps.status(four[1], four[3]) == ["approved", "pending"]


@pytest.mark.parametrize("change", ["edit", "withdraw"])
def test_what_its_asker_changed_since_is_not_undone(here, four, chile, change):
    steps.does(moderating.approve, four[3], here)
    getattr(steps, change)(chile, four[3])
    before = steps.shown(here)
    with pytest.raises(Stale, match="something was changed since"):
        steps.undo_last(here)
    assert steps.shown(here) == before
    assert undo.last_act(here).verb == "approve"


def test_a_merger_is_not_restored_into_what_was_withdrawn_since(here, four, fiji):
    """It would be in nobody's list."""
    _, leads, merged, _ = four
    steps.does(moderating.bring_back, merged, here)
    steps.withdraw(fiji, leads)
    with pytest.raises(Stale):
        steps.undo_last(here)
    assert steps.status(leads, merged) == ["withdrawn", "approved"]


def test_after_an_undo_an_older_page_is_stale_even_where_the_number_might_come_again(here, chile):
    asked = steps.approved(chile, here)
    steps.does(moderating.mark_next, asked, here)
    shown = steps.stands(asked).version
    steps.undo_last(here)
    steps.does(moderating.mend, asked, here, text="Other words", language="en")
    with pytest.raises(Stale):
        moderating.call(asked, here, floor="", version=shown, by="test")


def test_after_ten_minutes_it_stays(here, chile):
    steps.approved(chile, here)
    act = undo.last_act(here)
    clock.set_for_tests(act.at + timedelta(minutes=10) - timedelta(microseconds=1))
    assert undo.last_act(here) == act
    clock.set_for_tests(act.at + timedelta(minutes=10))
    assert undo.last_act(here) is None
    with pytest.raises(Stale, match="too long ago"):
        undo.undo(act.id, here, by="test")
    assert steps.waiting(here) == ["What steps?"]


def test_each_queue_has_its_own(here, elsewhere, chile):
    assert (undo.last_act(here), undo.last_act(elsewhere)) == (None, None)
    steps.approved(chile, here)
    act = undo.last_act(here)
    assert undo.last_act(elsewhere) is None
    for act_id, country_session in ((act.id, elsewhere), ("nothing", here)):
        with pytest.raises(NotThere):
            undo.undo(act_id, country_session, by="test")
    assert steps.waiting(here) == ["What steps?"]


def test_two_acts_in_one_instant_keep_their_order(here, chile, fiji):
    asked = [steps.ask(chile, here, "a"), steps.ask(fiji, here, "b")]
    for question in asked:
        moderating.approve(question, here, version=1, by="test")
    assert undo.last_act(here).question_id == asked[1]
    steps.undo_last(here)
    assert undo.last_act(here).question_id == asked[0]


def test_words_are_remembered_only_where_an_act_changed_words_and_for_a_day(here, chile, four):
    asked = steps.ask(chile, here, "Why were the journalists detained?")
    steps.does(moderating.approve, asked, here)
    steps.does(moderating.mark_next, asked, here)
    assert "journalists" not in remembered()
    steps.does(moderating.mend, asked, here, text="Why?", language="en")
    assert "journalists" in remembered()
    clock.set_for_tests(clock.now() + timedelta(days=1, seconds=1))
    steps.call(asked, here)
    assert "journalists" not in remembered()
    assert db.session.query(ModerationAct).count() == 1


def remembered():
    db.session.rollback()
    return str([(act.verb, act.before, act.after) for act in db.session.query(ModerationAct)])
