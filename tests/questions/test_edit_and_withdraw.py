"""Its asker changes or takes away a question until it was dealt with; others that are asked with it lose nothing."""

import pytest

from tests import factories
from tests.questions import steps
from webapp.core.refused import Refused, Stale
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.questions import moderating
from webapp.questions.models import QuestionKind, Reason


def dealt_with(held, here, how):
    """A question that is `how`; with the id of the one with which it is asked, if any."""
    asked = steps.approved(held, here, "As it was")
    if how == "merged":
        steps.merge(asked, steps.approved(held, here, "The leading one"), here)
    elif how == "not_taken_up":
        steps.does(moderating.leave_out, asked, here, reason=Reason.TIME)
    else:
        steps.call(asked, here)
    if how == "heard":
        steps.call(steps.approved(held, here, "Another"), here)
    if how == "answered":
        steps.answer(asked, here)
    return asked


def test_a_returned_question_is_pending_again_and_what_moderators_made_of_it_is_gone(here, chile):
    asked = steps.ask(chile, here, "Mutch too long")
    steps.does(moderating.mend, asked, here, text="Much too long", language="en")
    steps.does(moderating.translate, asked, here, text="Beaucoup trop long", language="fr")
    steps.give_back(asked, here)
    [mine] = steps.own(here, "CL")
    assert (mine.status, mine.wish, mine.mended, mine.text) == ("returned", "shorter", True, "Much too long")
    steps.edit(chile, asked, "Short")
    [mine] = steps.own(here, "CL")
    assert (mine.status, mine.wish, mine.mended, mine.text) == ("pending", None, False, "Short")
    [row] = steps.board(here).inbox
    assert (row.text_as_asked, row.translation, row.translation_language) == (None, None, None)


def test_a_returned_question_is_withdrawn(here, chile):
    asked = steps.ask(chile, here)
    steps.give_back(asked, here)
    steps.withdraw(chile, asked)
    assert (steps.status(asked), steps.own(here, "CL")) == (["withdrawn"], ())


@pytest.mark.parametrize(
    ("how", "what_to_do"),
    [
        ("on_floor", "ask another one"),
        ("heard", "ask another one"),
        ("answered", "ask another one"),
        ("not_taken_up", "ask another one"),
        ("merged", "withdraw it, and ask anew"),
    ],
)
def test_what_was_dealt_with_is_not_edited_and_the_sentence_says_what_to_do(here, chile, how, what_to_do):
    asked = dealt_with(chile, here, how)
    assert steps.status(asked) == [how]
    with pytest.raises(Stale, match=what_to_do):
        steps.edit(chile, asked)
    assert (steps.stands(asked).text, steps.status(asked)) == ("As it was", [how])


@pytest.mark.parametrize("how", ["on_floor", "heard", "answered", "not_taken_up"])
def test_what_was_dealt_with_is_not_withdrawn(here, chile, how):
    asked = dealt_with(chile, here, how)
    with pytest.raises(Stale, match="can no longer be withdrawn"):
        steps.withdraw(chile, asked)
    assert steps.status(asked) == [how]


def test_an_edit_may_change_whom_it_is_put_to_and_how(here, elsewhere, chile):
    speaker, stranger = (
        factories.panellist(db.session.get_one(CountrySession, one), name=one).id for one in (here, elsewhere)
    )
    asked = steps.approved(chile, here)
    steps.edit(chile, asked, "", kind=QuestionKind.SPOKEN, panellist_id=speaker)
    now = steps.stands(asked)
    assert (now.status, now.text, now.kind, now.panellist_id) == ("pending", "", "spoken", speaker)
    for words in ({"panellist_id": stranger}, {"text": ""}):
        with pytest.raises(Refused):
            steps.edit(chile, asked, **words)
    assert steps.stands(asked).version == now.version


def test_where_the_first_withdraws_the_next_takes_its_place_and_leads_the_others(here, chile, fiji, norway):
    first, second, third, other = (
        steps.approved(held, here, text)
        for held, text in ((chile, "a"), (fiji, "b"), (norway, "c"), (norway, "d"))
    )
    for merged in (third, second):
        steps.merge(merged, first, here)
    steps.does(moderating.mark_next, first, here)
    assert steps.room(here).next == ("CL", "FJ", "NO")
    steps.withdraw(chile, first)
    assert steps.status(first, second, third, other) == ["withdrawn", "next", "merged", "approved"]
    assert (steps.waiting(here), steps.room(here).next) == (["b", "d"], ("FJ", "NO"))
    assert [question.place for question in steps.own(here, "NO")] == [2, 1]


def test_where_the_first_is_edited_or_given_back_the_others_keep_their_place(here, chile, fiji):
    first, second, other = (
        steps.approved(held, here, text) for held, text in ((chile, "a"), (fiji, "b"), (fiji, "c"))
    )
    steps.merge(second, first, here)
    steps.edit(chile, first, "Something else")
    assert (steps.status(first, second), steps.waiting(here)) == (["pending", "approved"], ["b", "c"])
    again = steps.ask(fiji, here, "Something else too")
    steps.merge(again, first, here)
    steps.give_back(first, here)
    assert steps.status(first, again) == ["returned", "pending"]
    assert [question.status for question in steps.own(here, "FJ")] == ["pending", "approved", "approved"]
    assert steps.status(other) == ["approved"]


def test_a_merged_one_that_is_withdrawn_just_goes(here, chile, fiji):
    first, second = steps.approved(chile, here, "a"), steps.approved(fiji, here, "b")
    steps.merge(second, first, here)
    steps.withdraw(fiji, second)
    assert (steps.status(first, second), steps.waiting(here)) == (["approved", "withdrawn"], ["a"])
    steps.call(first, here)
    assert steps.room(here).on_floor.missions == ("CL",)
    assert steps.own(here, "FJ") == ()


def test_what_was_put_together_with_another_stays(here, chile, fiji):
    first, second = steps.approved(chile, here, "a"), steps.approved(fiji, here, "b")
    steps.merge(second, first, here)
    steps.call(first, here)
    with pytest.raises(Stale, match="can no longer be withdrawn"):
        steps.withdraw(fiji, second)
    assert steps.room(here).on_floor.missions == ("CL", "FJ")
