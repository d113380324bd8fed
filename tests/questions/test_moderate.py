"""What moderators do with a question beside approving it: words, rounds, answers, and questions that say the same."""

import pytest

from tests.questions import steps
from webapp.core.audit import AuditEntry
from webapp.core.refused import NotThere, Refused, Stale
from webapp.extensions import db
from webapp.questions import asking, moderating, order, queries, undo
from webapp.questions.models import Answer, QuestionKind, Reason, Wish


def three(here, *passes):
    return [steps.approved(held, here, text) for held, text in zip(passes, "abc", strict=True)]


def texts(rows):
    return [row.text for row in rows]


# --- Rounds ---------------------------------------------------------------------------------------


def test_what_is_called_replaces_what_was_on_the_floor_which_was_heard(here, chile, fiji, norway):
    for question in three(here, chile, fiji, norway):
        steps.call(question, here)
    seen = steps.room(here)
    assert (seen.on_floor.text, [put.text for put in seen.heard]) == ("c", ["a", "b"])
    assert texts(steps.board(here).round) == ["a", "b", "c"]
    assert {row.round for row in steps.board(here).round} == {1}


def test_a_call_from_a_page_that_showed_another_floor_is_stale(here, chile, fiji, norway):
    first, second, third = three(here, chile, fiji, norway)
    steps.call(first, here)
    for shown in ("", second, third):
        with pytest.raises(Stale, match="changed what is on the floor"):
            steps.does(moderating.call, third, here, floor=shown)
    with pytest.raises(Stale):
        steps.does(moderating.call, first, here, floor=first)
    assert steps.status(first, second, third) == ["on_floor", "approved", "approved"]


def test_what_was_heard_comes_back_to_the_floor(here, chile, fiji, norway):
    first, second, _ = three(here, chile, fiji, norway)
    for question in (first, second, first):
        steps.call(question, here)
    assert (steps.on_floor(here), texts(steps.board(here).round)) == (first, ["b", "a"])


def test_a_round_that_is_closed_is_answered_and_the_next_one_opens(here, chile, fiji, norway):
    first, second, third = three(here, chile, fiji, norway)
    steps.call(first, here)
    steps.answer(first, here, Answer.IN_WRITING)
    steps.call(second, here)
    steps.call(third, here)
    moderating.close_round(here, round=1, by="test")
    seen = [
        (str(row.status), str(row.answer), row.round) for row in map(steps.stands, (first, second, third))
    ]
    assert seen == [("answered", "in_writing", 1), ("answered", "spoken", 1), ("answered", "spoken", 1)]
    assert steps.room(here) == queries.RoomView(None, (), (), 0, ())
    assert queries.queue_of(here).round == 2
    fourth = steps.approved(chile, here)
    steps.call(fourth, here)
    assert steps.stands(fourth).round == 2


def test_a_round_is_closed_once(here, chile, fiji):
    with pytest.raises(NotThere):
        moderating.close_round(here, round=1, by="test")
    steps.call(steps.approved(chile, here), here)
    moderating.close_round(here, round=1, by="test")
    second = steps.approved(fiji, here)
    steps.call(second, here)
    with pytest.raises(Stale, match="closed this round"):
        moderating.close_round(here, round=1, by="test")
    assert steps.status(second) == ["on_floor"]
    steps.answer(second, here)
    with pytest.raises(Refused, match="No question has been put"):
        moderating.close_round(here, round=2, by="test")


def test_brought_back_it_is_asked_anew(here, chile, fiji):
    first, second = steps.approved(chile, here, "a"), steps.approved(fiji, here, "b")
    steps.call(first, here)
    steps.answer(first, here, Answer.PASSED)
    steps.does(moderating.bring_back, first, here)
    now = steps.stands(first)
    assert (now.status, now.answer, now.round) == ("approved", None, None)
    assert steps.waiting(here) == ["b", "a"]
    steps.call(second, here)
    steps.call(first, here)
    steps.does(moderating.bring_back, second, here)
    assert steps.waiting(here) == ["b"]


# --- Words ----------------------------------------------------------------------------------------


def test_mended_words_are_shown_and_the_first_ones_kept_beside(here, chile):
    asked = steps.approved(chile, here, "Wat stps?")
    steps.does(moderating.mend, asked, here, text="What stps?", language="en")
    steps.does(moderating.mend, asked, here, text="What steps?", language="fr")
    [row] = steps.board(here).waiting
    assert (row.text, row.text_as_asked, row.language) == ("What steps?", "Wat stps?", "fr")
    [mine] = steps.own(here, "CL")
    assert (mine.text, mine.mended, mine.status) == ("What steps?", True, "approved")


def test_mended_back_to_its_own_words_it_is_not_mended(here, chile):
    asked = steps.approved(chile, here, "As asked")
    for text in ("Other words", "As asked"):
        steps.does(moderating.mend, asked, here, text=text, language="en")
    assert (steps.stands(asked).text_as_asked, steps.own(here, "CL")[0].mended) == (None, False)


def test_an_unchanged_form_changes_nothing(here, chile):
    asked = steps.approved(chile, here, "As asked")
    before = steps.stands(asked).version
    steps.does(moderating.mend, asked, here, text="As asked", language="en")
    assert (steps.stands(asked).version, undo.last_act(here).verb) == (before, "approve")


def test_mending_or_translating_what_was_heard_leaves_the_round_in_its_order(here, chile, fiji, norway):
    first, second, third = three(here, chile, fiji, norway)
    for question in (first, second, third):
        steps.call(question, here)
    steps.does(moderating.mend, first, here, text="A", language="en")
    steps.does(moderating.translate, third, here, text="ch", language="fr")
    seen = steps.room(here)
    assert [put.text for put in (*seen.heard, seen.on_floor)] == ["A", "b", "c"]
    assert (seen.on_floor.translation, seen.on_floor.translation_language) == ("ch", "fr")


def test_a_translation_is_taken_away_again(here, chile):
    asked = steps.approved(chile, here, "Why?")
    steps.does(moderating.translate, asked, here, text="Pourquoi ?", language="fr")
    steps.does(moderating.translate, asked, here, text="", language="fr")
    now = steps.stands(asked)
    assert (now.translation, now.translation_language) == (None, None)


def test_words_that_cannot_be(here, chile):
    asked = steps.approved(chile, here, "Why?")
    with pytest.raises(Refused, match="Write the question"):
        steps.does(moderating.mend, asked, here, text=" ", language="en")
    with pytest.raises(Refused, match="in this language already"):
        steps.does(moderating.translate, asked, here, text="Why?", language="en")
    floor = steps.approved(chile, here, "", kind=QuestionKind.SPOKEN)
    steps.does(moderating.mend, floor, here, text="The report", language="en")
    assert (steps.stands(asked).text, steps.stands(floor).text_as_asked) == ("Why?", "")


@pytest.mark.parametrize("how", ["answered", "not_taken_up", "merged", "withdrawn"])
def test_words_of_what_is_done_stay(here, chile, fiji, how):
    asked = steps.approved(chile, here, "As it was")
    if how == "answered":
        steps.call(asked, here)
        steps.answer(asked, here)
    elif how == "not_taken_up":
        steps.does(moderating.leave_out, asked, here, reason=Reason.TIME)
    elif how == "merged":
        steps.merge(asked, steps.approved(fiji, here), here)
    else:
        steps.withdraw(chile, asked)
    for act in (moderating.mend, moderating.translate):
        with pytest.raises(Stale):
            steps.does(act, asked, here, text="Words", language="fr")
    assert (steps.status(asked), steps.stands(asked).text) == ([how], "As it was")


# --- Given back -----------------------------------------------------------------------------------


def test_given_back_it_is_in_a_list_of_its_own_and_can_be_approved_as_it_is(here, chile):
    asked = steps.ask(chile, here)
    steps.does(moderating.give_back, asked, here, wish=Wish.CLEARER)
    assert ([row.wish for row in steps.board(here).returned], steps.board(here).inbox) == (["clearer"], ())
    steps.does(moderating.approve, asked, here)
    assert (steps.stands(asked).wish, steps.own(here, "CL")[0].status) == (None, "approved")


# --- Asked together -------------------------------------------------------------------------------


def test_merged_questions_stand_as_the_one_that_leads(here, chile, fiji):
    first, second = steps.approved(chile, here, "a"), steps.ask(fiji, here, "b")
    steps.merge(second, first, here)
    assert texts(steps.board(here).merged[first]) == ["b"]
    [mine] = steps.own(here, "FJ")
    assert (mine.text, mine.merged, mine.status, mine.place) == ("b", True, "approved", 1)
    steps.does(moderating.leave_out, first, here, reason=Reason.ALREADY_ASKED)
    [mine] = steps.own(here, "FJ")
    assert (mine.status, mine.reason) == ("not_taken_up", "already_asked")
    steps.does(moderating.bring_back, first, here)
    steps.call(first, here)
    assert (steps.room(here).on_floor.missions, steps.room(here).on_floor.text) == (("CL", "FJ"), "a")
    steps.answer(first, here, Answer.IN_WRITING)
    [mine] = steps.own(here, "FJ")
    assert (mine.status, mine.in_writing) == ("answered", True)


def test_who_is_merged_brings_along_those_that_it_led(here, chile, fiji, norway):
    first, second, third = three(here, chile, fiji, norway)
    steps.merge(third, second, here)
    steps.merge(second, first, here)
    assert {question: texts(rows) for question, rows in steps.board(here).merged.items()} == {
        first: ["b", "c"]
    }
    assert steps.stands(third).merged_into_id == first


def test_brought_back_a_merged_one_is_its_own_at_the_end(here, chile, fiji, norway):
    first, second, _ = three(here, chile, fiji, norway)
    steps.merge(second, first, here)
    steps.does(moderating.bring_back, second, here)
    assert (steps.waiting(here), steps.board(here).merged) == (["a", "c", "b"], {})


def test_what_cannot_lead(here, elsewhere, chile, fiji, norway):
    waits, pending = steps.approved(chile, here, "waits"), steps.ask(fiji, here, "pending")
    of_another = steps.approved(norway, elsewhere, "of another")
    gone = steps.approved(norway, here, "left out")
    steps.does(moderating.leave_out, gone, here, reason=Reason.TIME)
    floor = steps.approved(norway, here, "on the floor")
    steps.call(floor, here)
    merged = steps.approved(norway, here, "merged")
    steps.merge(merged, steps.approved(norway, here, "leads"), here)
    for into, refusal in (
        (waits, Refused),
        (pending, Refused),
        (of_another, NotThere),
        ("nothing", NotThere),
        (gone, Stale),
        (floor, Stale),
        (merged, Stale),
    ):
        version = steps.stands(into).version if into != "nothing" else 1
        with pytest.raises(refusal):
            steps.does(moderating.merge, waits, here, into=into, into_version=version)
    with pytest.raises(Stale):
        steps.does(moderating.merge, pending, here, into=waits, into_version=1)
    assert steps.status(waits, pending) == ["approved", "pending"]
    steps.merge(pending, waits, here)
    assert steps.status(waits, pending) == ["approved", "merged"]


def test_two_pending_ones_are_merged_and_the_room_knows_of_neither(here, chile, fiji):
    first, second = steps.ask(chile, here, "a"), steps.ask(fiji, here, "b")
    steps.merge(second, first, here)
    assert steps.room(here) == queries.RoomView(None, (), (), 0, ())
    steps.does(moderating.approve, first, here)
    assert [question.status for question in steps.own(here, "FJ")] == ["approved"]


# --- In the audit ---------------------------------------------------------------------------------


def test_every_act_is_in_the_audit_by_ids_alone(here, chile, fiji, norway):
    first, second, third = (steps.ask(held, here, "Secret words") for held in (chile, fiji, norway))
    steps.give_back(first, here)
    steps.does(moderating.approve, first, here)
    steps.does(moderating.mend, first, here, text="Mended words", language="en")
    steps.does(moderating.translate, first, here, text="Mots", language="fr")
    steps.merge(second, first, here)
    steps.does(moderating.approve, third, here)
    steps.does(order.move, third, here, place=1, seen_at=2)
    steps.does(moderating.mark_next, first, here)
    steps.call(first, here)
    moderating.close_round(here, round=1, by="staff:test")
    steps.undo_last(here)
    steps.answer(first, here)
    steps.undo_last(here)
    steps.does(moderating.bring_back, first, here)
    steps.does(moderating.leave_out, first, here, reason=Reason.TIME)
    asking.withdraw(third, norway.participant_id, by="pass")
    db.session.rollback()
    name = {first: 1, second: 2, third: 3, queries.queue_of(here).id: "queue"}
    entries = db.session.query(AuditEntry).order_by(AuditEntry.id).filter(AuditEntry.object_id.in_(name))
    assert [(entry.verb, entry.object_kind, name[entry.object_id]) for entry in entries] == [
        ("ask", "question", 1),
        ("ask", "question", 2),
        ("ask", "question", 3),
        ("give-back", "question", 1),
        ("approve", "question", 1),
        ("mend", "question", 1),
        ("translate", "question", 1),
        ("merge", "question", 2),
        ("approve", "question", 3),
        ("move", "question", 3),
        ("mark-next", "question", 1),
        ("call", "question", 1),
        ("close-round", "queue", "queue"),
        ("undo-close-round", "queue", "queue"),
        ("answer", "question", 1),
        ("undo-answer", "question", 1),
        ("bring-back", "question", 1),
        ("leave-out", "question", 1),
        ("withdraw", "question", 3),
    ]
