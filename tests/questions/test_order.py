"""The suggested order is fair to missions and says why; lots are drawn among missions; both only over what was seen."""

import pytest

from tests import factories
from tests.questions import steps
from webapp.core.refused import NotThere, Stale
from webapp.questions import asking, moderating, order
from webapp.questions.models import Answer


@pytest.fixture
def delegate(edition):
    """Makes the pass of a mission's delegate, one each."""
    made = {}

    def of(mission):
        if mission not in made:
            made[mission] = factories.issued_pass(edition, mission=mission)
        return made[mission]

    return of


@pytest.fixture
def waits(here, delegate):
    """Asks and approves, in this order, questions such as "CL1"; their ids by these texts."""

    def ask(*texts):
        return {text: steps.approved(delegate(text[:2]), here, text) for text in texts}

    return ask


def heard(held, country_session, answer=Answer.SPOKEN):
    asked = steps.approved(held, country_session, "heard")
    steps.call(asked, country_session)
    steps.answer(asked, country_session, answer)


def suggested(here):
    """Text -> reason, in the suggested order."""
    text = {question.id: question.text for question in steps.board(here).waiting}
    found = order.suggestions(here)
    assert sorted(suggestion.place for suggestion in found.values()) == list(range(1, len(text) + 1))
    in_order = sorted(found.items(), key=lambda each: each[1].place)
    return {text[question_id]: str(suggestion.why) for question_id, suggestion in in_order}


def seen(here):
    return [question.id for question in steps.board(here).waiting]


def test_who_was_not_heard_goes_first_then_by_the_time_of_asking(here, elsewhere, delegate, waits):
    heard(delegate("CL"), here)
    heard(delegate("FJ"), elsewhere)
    heard(delegate("CL"), elsewhere)
    waits("CL1", "FJ1", "NO1", "GH1")
    assert suggested(here) == {
        "NO1": "not_heard_this_week",
        "GH1": "not_heard_this_week",
        "FJ1": "not_heard_here",
        "CL1": "heard_here",
    }


@pytest.mark.parametrize("answer", Answer)
def test_whatever_became_of_it_who_was_called_was_heard(here, delegate, waits, answer):
    heard(delegate("CL"), here, answer)
    waits("CL1", "NO1")
    assert suggested(here) == {"NO1": "not_heard_this_week", "CL1": "heard_here"}


def test_who_is_on_the_floor_or_of_this_round_was_heard(here, waits):
    asked = waits("CL1", "FJ1", "CL2", "FJ2", "NO1")
    steps.call(asked["CL1"], here)
    steps.call(asked["FJ1"], here)
    assert suggested(here) == {"NO1": "not_heard_this_week", "CL2": "heard_here", "FJ2": "heard_here"}


def test_what_waits_was_withdrawn_or_left_out_was_not_heard(here, elsewhere, delegate, waits):
    steps.approved(delegate("CL"), elsewhere)
    steps.withdraw(delegate("CL"), steps.approved(delegate("CL"), elsewhere))
    left_out = steps.approved(delegate("CL"), elsewhere)
    steps.does(moderating.leave_out, left_out, elsewhere, reason="time")
    waits("CL1")
    assert suggested(here) == {"CL1": "not_heard_this_week"}


def test_another_week_does_not_count(here, delegate, waits):
    other = factories.edition(number=45, states=("CU",)).country_sessions[0]
    heard(factories.issued_pass(other.edition, mission="CL"), other.id)
    waits("FJ1", "CL1")
    assert suggested(here) == {"FJ1": "not_heard_this_week", "CL1": "not_heard_this_week"}


def test_a_second_question_waits_for_the_first_of_the_others(here, waits):
    waits("CL1", "CL2", "CL3", "FJ1", "FJ2")
    assert suggested(here) == {
        "CL1": "not_heard_this_week",
        "FJ1": "not_heard_this_week",
        "CL2": "another_in_front",
        "CL3": "another_in_front",
        "FJ2": "another_in_front",
    }


def test_what_is_marked_next_stays_in_front_and_counts_as_its_missions_turn(here, delegate, waits):
    heard(delegate("CL"), here)
    asked = waits("NO1", "NO2", "CL1", "FJ1", "CL2")
    steps.does(moderating.mark_next, asked["CL1"], here)
    steps.does(moderating.mark_next, asked["NO2"], here)
    assert suggested(here) == {
        "NO2": "marked_next",
        "CL1": "marked_next",
        "FJ1": "not_heard_this_week",
        "NO1": "another_in_front",
        "CL2": "heard_here",
    }


def test_a_merged_question_counts_for_all_its_missions(here, elsewhere, delegate, waits):
    heard(delegate("CL"), here)
    heard(delegate("GH"), elsewhere)
    asked = waits("FJ1", "CL1", "NO1", "FJ2", "GH1", "GH2")
    steps.merge(asked["NO1"], asked["CL1"], here)
    steps.merge(asked["GH2"], asked["FJ2"], here)
    assert suggested(here) == {
        "FJ1": "not_heard_this_week",
        "CL1": "not_heard_this_week",  # Norway asks with it
        "FJ2": "not_heard_here",  # Ghana does
        "GH1": "another_in_front",
    }
    steps.call(asked["CL1"], here)
    more = waits("NO2")
    assert suggested(here)["NO2"] == "heard_here"
    steps.does(moderating.leave_out, more["NO2"], here, reason="time")


def test_a_merged_question_was_asked_when_the_first_of_it_was(here, waits):
    asked = waits("CL1", "FJ1", "NO1")
    steps.merge(asked["CL1"], asked["NO1"], here)
    assert list(suggested(here)) == ["NO1", "FJ1"]


def test_before_anybody_asked_nothing_is_suggested(here):
    assert order.suggestions(here) == {}
    for act in (order.take_suggestion, order.draw_lots):
        with pytest.raises(NotThere):
            act(here, seen=[], by="test")


def test_the_suggestion_is_taken_and_undone(here, waits):
    waits("CL1", "CL2", "FJ1", "NO1")
    order.take_suggestion(here, seen=seen(here), by="test")
    assert steps.waiting(here) == ["CL1", "FJ1", "NO1", "CL2"]
    assert list(suggested(here)) == steps.waiting(here)
    steps.undo_last(here)
    assert steps.waiting(here) == ["CL1", "CL2", "FJ1", "NO1"]


@pytest.mark.parametrize("act", [order.take_suggestion, order.draw_lots])
@pytest.mark.parametrize("change", ["moved", "new", "gone", "none seen"])
def test_an_order_that_is_no_longer_the_one_that_was_seen(here, waits, delegate, act, change):
    asked = waits("CL1", "CL2", "FJ1")
    shown = seen(here)
    if change == "moved":
        steps.does(order.move, asked["FJ1"], here, place=1, seen_at=3)
    elif change == "new":
        waits("NO1")
    elif change == "gone":
        asking.withdraw(asked["CL2"], delegate("CL").participant_id, by="test")
    else:
        shown = []
    before = steps.waiting(here)
    with pytest.raises(Stale, match="The order was changed"):
        act(here, seen=shown, by="test")
    assert steps.waiting(here) == before


def test_lots_give_each_mission_a_turn_and_keep_the_order_within_it(here, waits):
    asked = waits("CL1", "CL2", "CL3", "FJ1", "NO1", "NO2", "GH1")
    steps.does(moderating.mark_next, asked["GH1"], here)
    drawn = set()
    for _ in range(60):
        order.draw_lots(here, seen=seen(here), by="test")
        now = steps.waiting(here)
        assert now[0] == "GH1"
        assert [text[2] for text in now[1:]] == ["1", "1", "1", "2", "2", "3"]
        missions = [text[:2] for text in now[1:4]]
        assert [text[:2] for text in now[4:6]] == [one for one in missions if one != "FJ"]
        drawn.add(tuple(missions))
    # Of 60 draws none misses one of the six orders, but for once in ten thousand runs.
    assert len(drawn) == 6


def test_an_order_that_is_taken_leaves_forms_that_are_open_as_good_as_they_were(here, waits):
    asked = waits("CL1", "CL2", "FJ1")
    before = [steps.stands(question).version for question in asked.values()]
    order.take_suggestion(here, seen=seen(here), by="test")
    steps.undo_last(here)
    assert [steps.stands(question).version for question in asked.values()] == before
