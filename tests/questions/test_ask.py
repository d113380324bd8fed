"""A question is put to a panellist or to the whole panel, in writing or by word of mouth, while there is a floor."""

from uuid import uuid4

import pytest

from tests import factories
from tests.questions import steps
from webapp.core.refused import Refused, Stale
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.programme.models import Phase
from webapp.questions import asking, moderating
from webapp.questions.models import Question, QuestionKind


def country_session(here):
    return db.session.get_one(CountrySession, here)


def asked():
    db.session.rollback()
    return [(question.text, question.kind, question.panellist_id) for question in db.session.query(Question)]


def test_to_a_panellist_of_this_country_session(here, chile):
    speaker = factories.panellist(country_session(here)).id
    steps.ask(chile, here, "Why?", panellist_id=speaker)
    assert asked() == [("Why?", "written", speaker)]
    assert [question.panellist_id for question in steps.own(here, "CL")] == [speaker]


@pytest.mark.parametrize("which", ["of another country session", "nobody"])
def test_to_somebody_who_is_not_on_this_panel(here, elsewhere, chile, which):
    factories.panellist(country_session(here))
    of_another = factories.panellist(country_session(elsewhere), name="Another").id
    speaker = of_another if which == "of another country session" else "0" * 20
    with pytest.raises(Refused, match="Whom you chose is not on this panel"):
        steps.ask(chile, here, panellist_id=speaker)
    assert asked() == []


def test_who_asks_for_the_floor_need_not_say_what_about(here, chile):
    steps.ask(chile, here, "", kind=QuestionKind.SPOKEN)
    steps.ask(chile, here, "The national report", kind=QuestionKind.SPOKEN)
    assert asked() == [("", "spoken", None), ("The national report", "spoken", None)]


@pytest.mark.parametrize("text", ["", " \n "])
def test_a_written_question_has_words(here, chile, text):
    with pytest.raises(Refused, match="Write your question"):
        steps.ask(chile, here, text)
    assert asked() == []


@pytest.mark.parametrize("other", ["text", "language", "kind", "panellist_id"])
def test_the_same_form_with_another_word_is_stale_and_with_the_same_words_the_same(here, chile, other):
    speaker = factories.panellist(country_session(here)).id
    words = {"text": "Why?", "language": "en", "kind": QuestionKind.WRITTEN, "panellist_id": None}
    changed = {"text": "How?", "language": "fr", "kind": QuestionKind.SPOKEN, "panellist_id": speaker}
    form = {"submission": str(uuid4()), "by": "test"}
    first = asking.ask(here, chile.id, **words, **form)
    assert asking.ask(here, chile.id, **words, **form) == first
    with pytest.raises(Stale, match="with other words"):
        asking.ask(here, chile.id, **{**words, other: changed[other]}, **form)
    assert asked() == [("Why?", "written", None)]


def test_the_same_form_is_the_same_after_a_moderator_mended_it(here, chile):
    form = {"submission": str(uuid4()), "text": "Wy?", "language": "en", "by": "test"}
    first = asking.ask(here, chile.id, **form)
    steps.does(moderating.mend, first, here, text="Why?", language="en")
    assert asking.ask(here, chile.id, **form) == first


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.STATEMENTS, Phase.FLOOR])
def test_until_it_is_closed_questions_are_taken(here, chile, phase):
    factories.sitting(country_session(here), phase)
    steps.ask(chile, here)
    assert len(asked()) == 1


def test_once_it_is_closed_it_is_over(here, chile):
    factories.sitting(country_session(here), Phase.CLOSED)
    with pytest.raises(Refused, match="This country session is over"):
        steps.ask(chile, here)
    assert asked() == []


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "The State under Review speaks at the opening"),
        ({"under_review_opens": False}, r"Questions are for recommending States\.$"),
        ({"under_review_replies": True}, "The State under Review speaks at the opening"),
    ],
)
def test_the_state_under_review_asks_only_where_it_may(edition, here, settings, sentence):
    own = factories.issued_pass(edition, mission="TM")
    factories.sitting(country_session(here), **settings)
    with pytest.raises(Refused) as refused:
        steps.ask(own, here)
    assert refused.match(sentence)
    factories.sitting(country_session(here), **settings, under_review_asks=True)
    steps.ask(own, here)
    assert [question.text for question in steps.own(here, "TM")] == ["What steps?"]
