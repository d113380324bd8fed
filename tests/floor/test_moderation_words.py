"""What moderators write about a question, and with which other it is asked; what was typed is never lost."""

import re

import pytest

from tests import factories, pages
from webapp.extensions import db
from webapp.questions import moderating
from webapp.questions.models import Question
from webapp.questions.models import QuestionStatus as S

TYPED = "What steps *will* be taken?"


@pytest.fixture
def asked(delegate_of, here):
    return factories.question(delegate_of().held, here, "What stpes?", status=S.APPROVED).id


def stands(question_id):
    db.session.rollback()
    return db.session.get_one(Question, question_id)


def test_a_mended_question_keeps_what_was_asked(moderator, asked):
    reply = moderator.post(f"/questions/{asked}/wording", text="What steps?", language="fr", version=2)
    question = stands(asked)
    assert reply.status_code == 303
    assert (question.text, question.language) == ("What steps?", "fr")
    assert (question.text_as_asked, question.version) == ("What stpes?", 3)
    assert "As it was asked:" in moderator.get("/moderation").text


def test_a_translation_stands_beside_and_is_taken_away_by_leaving_it_empty(moderator, asked):
    moderator.post(f"/questions/{asked}/translation", text="Quelles mesures ?", language="fr", version=2)
    assert (stands(asked).translation, stands(asked).translation_language) == ("Quelles mesures ?", "fr")
    assert '<blockquote class="soft translation" lang="fr"' in moderator.get("/moderation").text
    moderator.post(f"/questions/{asked}/translation", text="", language="fr", version=3)
    assert (stands(asked).translation, stands(asked).translation_language) == (None, None)


def test_the_forms_start_with_what_there_is(moderator, asked):
    mending = moderator.get(f"/questions/{asked}/wording").text
    translating = moderator.get(f"/questions/{asked}/translation").text
    assert re.search(r"<textarea[^>]*>\s*What stpes\?</textarea>", mending)
    assert re.search(r"<textarea[^>]*>\s*</textarea>", translating)
    # It is in English: so a translation is into another of the room's languages first.
    assert not re.search(r'<option selected value="en">', translating)


@pytest.mark.parametrize("act", ["wording", "translation"])
@pytest.mark.parametrize("htmx", [False, True])
def test_words_about_a_question_that_changed_are_kept_and_sent_once_more(moderator, here, asked, act, htmx):
    moderating.mark_next(asked, here.id, version=2, by="test")
    typed = {"text": TYPED, "language": "fr"}
    reply = moderator.post(f"/questions/{asked}/{act}", htmx=htmx, version=2, **typed)
    assert reply.status_code == 409
    assert "This question was changed by somebody else meanwhile." in reply.text
    assert TYPED in reply.text
    assert ("<html" in reply.text) is not htmx
    version = re.search(r'name="version"[^>]*value="(\d+)"', reply.text)[1]
    assert moderator.post(f"/questions/{asked}/{act}", version=version, **typed).status_code == 303


@pytest.mark.parametrize(
    ("act", "text", "language", "told"),
    [
        ("wording", "a" * 1001, "fr", "at most 1000"),
        ("wording", TYPED, "xx", "Choose a language."),
        ("wording", "", "fr", "Write the question."),
        ("translation", TYPED, "en", "The question is in this language already."),
    ],
)
def test_words_that_do_not_fit_come_back_with_the_reason(moderator, asked, act, text, language, told):
    reply = moderator.post(f"/questions/{asked}/{act}", text=text, language=language, version=2)
    assert reply.status_code == 422
    assert told in pages.text_of(reply.text)
    assert text in reply.text
    assert (stands(asked).text, stands(asked).translation) == ("What stpes?", None)


def test_with_a_lost_token_the_words_are_still_there(moderator, asked):
    typed = {"text": TYPED, "language": "en", "version": 2, "csrf_token": "lost"}
    reply = moderator.open("POST", f"/questions/{asked}/wording", data=typed)
    assert reply.status_code == 422
    assert "What you typed is still here" in reply.text
    assert TYPED in reply.text
    assert stands(asked).version == 2


@pytest.mark.parametrize("page", ["wording", "translation", "merger"])
def test_of_a_question_of_another_queue_nothing_is_shown(edition, moderator, asked, page):
    moderator.base = f"/floor/{edition.country_sessions[1].id}"
    reply = moderator.get(f"/questions/{asked}/{page}")
    assert reply.status_code == 404
    assert "stpes" not in reply.text


def test_a_merger_offers_the_same_language_first_and_never_itself(delegate_of, moderator, here, asked):
    norway = delegate_of("NO")
    for text, language, status in (
        ("En attente", "fr", S.APPROVED),
        ("Waits", "en", S.APPROVED),
        ("In the inbox", "en", S.PENDING),
        ("On the floor", "en", S.ON_FLOOR),
        ("Declined", "en", S.NOT_TAKEN_UP),
    ):
        factories.question(norway.held, here, text, language=language, status=status)
    new = factories.question(norway.held, here, "New").id
    assert offered(moderator, new) == ["What stpes?", "Waits", "In the inbox", "En attente"]
    # What waits is not merged into what nobody has approved yet.
    assert offered(moderator, asked) == ["Waits", "En attente"]


def offered(moderator, question_id):
    page = moderator.get(f"/questions/{question_id}/merger").text
    return re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page.split('<ul class="rows">')[1])


def test_a_merged_question_is_asked_with_the_other_until_it_is_separated(delegate_of, moderator, here, asked):
    other = factories.question(delegate_of("NO").held, here, "The same").id
    into = {"into": asked, "into_version": 2}
    assert moderator.post(f"/questions/{other}/merger", version=1, **into).status_code == 303
    assert (stands(other).status, stands(other).merged_into_id) == (S.MERGED, asked)
    # What it is asked with can be marked next, and not it.
    assert moderator.post(f"/questions/{other}/next-mark", version=2).status_code == 409
    assert (stands(other).status, stands(other).merged_into_id) == (S.MERGED, asked)
    assert moderator.post(f"/questions/{other}/restoration", version=2).status_code == 303
    # In the inbox: these words nobody has approved.
    assert (stands(other).status, stands(other).merged_into_id) == (S.PENDING, None)


def test_a_question_is_not_merged_into_words_that_nobody_saw(delegate_of, moderator, here, asked):
    other = factories.question(delegate_of("NO").held, here, "The same").id
    reply = moderator.post(f"/questions/{other}/merger", version=1, into=asked, into_version=1)
    assert reply.status_code == 409
    assert stands(other).status == S.PENDING


@pytest.mark.parametrize("into", ["", "nothing"])
def test_a_merger_into_nothing(delegate_of, moderator, here, into):
    asked = factories.question(delegate_of().held, here).id
    assert moderator.post(f"/questions/{asked}/merger", version=1, into=into).status_code == 404


def test_a_question_is_not_merged_into_itself(moderator, asked):
    reply = moderator.post(f"/questions/{asked}/merger", htmx=True, version=2, into=asked, into_version=2)
    assert reply.status_code == 422
    assert pages.text_of(reply.text) == "Choose another question with which this one is asked."
