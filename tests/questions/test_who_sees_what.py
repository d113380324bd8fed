"""What security.md says of questions: what is hidden is in no view of others, and raises no number of theirs."""

import inspect

import pytest

from tests import factories
from tests.questions import steps
from webapp.core.live import versions
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.programme import audiences
from webapp.questions import moderating, queries
from webapp.questions.audiences import own
from webapp.questions.models import Answer, QuestionKind, Reason

SECRET = "Why were the journalists detained?"
EMPTY = queries.RoomView(on_floor=None, heard=(), next=(), waiting=0, waiting_missions=())
ROOM = (audiences.delegates, audiences.hall, audiences.podium)


def numbers(here, *missions):
    db.session.rollback()
    topics = [*(topic(here) for topic in ROOM), *(own(here, mission) for mission in missions)]
    return list(versions.read(topics).values())


def hidden(how, held, here, other):
    """A question with the secret words that is `how`, by acts that were all told to those whom they concern."""
    if how == "merged into a pending one":
        steps.merge(steps.ask(held, here, SECRET), steps.ask(held, here, "Secret as well"), here)
        return
    asked = steps.ask(held, here, SECRET)
    if how == "returned":
        steps.give_back(asked, here)
    elif how == "not taken up":
        steps.does(moderating.leave_out, asked, here, reason=Reason.ALREADY_ASKED)
    elif how == "withdrawn":
        steps.withdraw(held, asked)
    elif how == "mended":
        steps.does(moderating.mend, asked, here, text=f"{SECRET} (mended)", language="en")
    elif how == "translated":
        steps.does(moderating.translate, asked, here, text=f"{SECRET} (translated)", language="fr")
    elif how == "edited":
        steps.edit(held, asked, f"{SECRET} (edited)")
    elif how == "undone":
        steps.give_back(asked, here)
        steps.undo_last(here)


@pytest.mark.parametrize(
    "how",
    [
        "pending",
        "returned",
        "not taken up",
        "withdrawn",
        "mended",
        "translated",
        "edited",
        "undone",
        "merged into a pending one",
    ],
)
def test_a_hidden_question_is_its_delegations_and_the_moderators_alone(here, chile, fiji, how):
    steps.ask(fiji, here, "Another's own")  # there is something that could be told
    factories.sitting(db.session.get_one(CountrySession, here), shows_waiting=True)
    before, other = numbers(here, "FJ", "TM"), steps.own(here, "FJ")
    hidden(how, chile, here, fiji)
    assert steps.room(here) == EMPTY
    assert (steps.own(here, "FJ"), steps.own(here, "TM")) == (other, ())
    assert numbers(here, "FJ", "TM") == before
    if how != "withdrawn":
        assert SECRET in repr(steps.own(here, "CL"))
        assert SECRET in repr(steps.board(here))


def test_of_what_waits_others_see_how_many_and_a_name_once_it_is_next(here, chile, fiji):
    waits, marked = steps.approved(chile, here, SECRET), steps.approved(fiji, here, f"{SECRET} too")
    assert steps.room(here) == queries.RoomView(None, (), (), 2, ())
    steps.does(moderating.mark_next, marked, here)
    assert steps.room(here) == queries.RoomView(None, (), ("FJ",), 1, ())
    assert steps.own(here, "NO") == ()
    assert "CL" not in repr(steps.own(here, "FJ"))
    steps.does(moderating.bring_back, marked, here)
    assert steps.room(here) == queries.RoomView(None, (), (), 2, ())
    assert steps.status(waits) == ["approved"]


def test_where_it_is_set_so_the_missions_that_wait_are_shown_without_their_words(here, chile, fiji, norway):
    waits = steps.approved(chile, here, SECRET)
    steps.merge(steps.approved(fiji, here, f"{SECRET} too"), waits, here)
    steps.ask(norway, here, SECRET)
    factories.sitting(db.session.get_one(CountrySession, here), shows_waiting=True)
    assert steps.room(here) == queries.RoomView(None, (), (), 1, ("CL", "FJ"))


def test_of_what_is_put_nothing_is_seen_but_its_words_and_whose_they_are(here, chile, fiji):
    asked = steps.ask(chile, here, SECRET)
    steps.does(moderating.mend, asked, here, text="Why?", language="en")
    steps.does(moderating.translate, asked, here, text="Pourquoi ?", language="fr")
    steps.does(moderating.approve, asked, here)
    steps.merge(steps.approved(fiji, here, f"{SECRET} too"), asked, here)
    steps.call(asked, here)
    put = queries.Put(("CL", "FJ"), None, QuestionKind.WRITTEN, "en", "Why?", "Pourquoi ?", "fr")
    assert steps.room(here) == queries.RoomView(put, (), (), 0, ())
    steps.call(steps.approved(fiji, here, "Next"), here)
    assert steps.room(here).heard == (put,)


def test_who_is_asked_together_with_another_sees_nothing_of_it(here, chile, fiji):
    leads = steps.approved(chile, here, SECRET)
    steps.merge(steps.approved(fiji, here, "Fiji's words"), leads, here)
    seen = repr(steps.own(here, "FJ"))
    assert "Fiji's words" in seen
    for of_chile in (SECRET, "CL", leads, chile.participant_id):
        assert of_chile not in seen


def test_that_somebody_passed_looks_like_an_answer_to_all_but_the_moderators(here, elsewhere, chile, fiji):
    """The same morning twice, in two country sessions, but for what one of them says to the moderators."""
    seen = []
    for country_session, what in ((here, Answer.SPOKEN), (elsewhere, Answer.PASSED)):
        asked = steps.approved(chile, country_session, "Why?")
        steps.merge(steps.approved(fiji, country_session, "Why, indeed?"), asked, country_session)
        story = []
        for act in (
            lambda asked=asked, at=country_session: steps.call(asked, at),
            lambda asked=asked, at=country_session, what=what: steps.answer(asked, at, what),
            lambda at=country_session: steps.undo_last(at),
            lambda asked=asked, at=country_session, what=what: steps.answer(asked, at, what),
            lambda asked=asked, at=country_session: steps.does(moderating.bring_back, asked, at),
        ):
            act()
            own_views = [
                [_without_ids(question) for question in steps.own(country_session, mission)]
                for mission in ("CL", "FJ")
            ]
            numbers_now = numbers(country_session, "CL", "FJ")
            story.append((steps.room(country_session), own_views, numbers_now))
        steps.undo_last(country_session)
        seen.append(story)
        assert [row.answer for row in steps.board(country_session).done] == [what]
    assert seen[0] == seen[1]


def _without_ids(question):
    return {name: getattr(question, name) for name in question.__slots__ if name not in ("id", "submission")}


def test_no_view_knows_who_looks(here, chile):
    """The State under Review, and every other mission, gets the very same values."""
    views = {queries.room_view: {"country_session_id"}, queries.own_view: {"country_session_id", "mission"}}
    for view, given in views.items():
        assert set(inspect.signature(view).parameters) == given
    steps.call(steps.approved(chile, here, "Why?"), here)
    before = numbers(here, "TM")
    steps.approved(chile, here, SECRET)
    assert steps.own(here, "TM") == ()
    assert SECRET not in repr(steps.room(here))
    room_rose = [number + 1 for number in before[:-1]]
    assert numbers(here, "TM") == [*room_rose, before[-1]]
