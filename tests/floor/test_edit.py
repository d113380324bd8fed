"""The asker changes a question while it is open; an older page changes nothing and loses nothing."""

import pytest

from tests import factories
from webapp.extensions import db
from webapp.questions import moderating
from webapp.questions.models import Question
from webapp.questions.models import QuestionStatus as S


def stands(question_id):
    db.session.rollback()
    question = db.session.get_one(Question, question_id)
    return question.status, question.text, question.language, question.version


def test_a_pending_question_is_changed(delegate_of, here):
    ana = delegate_of()
    asked = factories.question(ana.held, here, "First words").id
    page = ana.browser.get(f"/questions/{asked}").text
    assert "First words</textarea>" in page
    assert 'name="version" type="hidden" value="1"' in page
    reply = ana.browser.post(f"/questions/{asked}", text="Mejores palabras", language="es", version=1)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/floor/{here.id}?lang=en")
    assert stands(asked) == (S.PENDING, "Mejores palabras", "es", 2)


@pytest.mark.parametrize("status", [S.APPROVED, S.NEXT])
def test_a_question_that_waits_goes_back_to_the_moderators(delegate_of, here, status):
    ana = delegate_of()
    asked = factories.question(ana.held, here, status=status).id
    version = stands(asked)[3]
    assert "goes back to the moderators" in ana.browser.get(f"/questions/{asked}").text
    ana.browser.post(f"/questions/{asked}", text="New words", language="en", version=version)
    assert stands(asked) == (S.PENDING, "New words", "en", version + 1)


def test_the_same_change_twice_is_one(delegate_of, here):
    """As when the first reply was lost on a bad line."""
    ana = delegate_of()
    asked = factories.question(ana.held, here, "First words").id
    change = {"text": "Better words", "language": "en", "version": 1}
    assert [ana.browser.post(f"/questions/{asked}", **change).status_code for _ in range(2)] == [303, 303]
    assert stands(asked) == (S.PENDING, "Better words", "en", 2)


def test_a_form_that_changes_nothing_keeps_the_place(delegate_of, here):
    ana = delegate_of()
    asked = factories.question(ana.held, here, "As it was", status=S.APPROVED).id
    before = stands(asked)
    reply = ana.browser.post(f"/questions/{asked}", text="As it was", language="en", version=before[3])
    assert reply.status_code == 303
    assert stands(asked) == before


@pytest.mark.parametrize("status", [S.ON_FLOOR, S.ANSWERED, S.NOT_TAKEN_UP])
def test_a_question_that_was_dealt_with_stays_as_it_is(delegate_of, here, status):
    ana = delegate_of()
    asked = factories.question(ana.held, here, "As it was", status=status).id
    before = stands(asked)
    assert "<textarea" not in ana.browser.get(f"/questions/{asked}").text
    reply = ana.browser.post(f"/questions/{asked}", text="Too late", language="en", version=before[3])
    assert reply.status_code == 409
    assert "This question can no longer be changed." in reply.text
    assert "Too late" in reply.text
    assert "As it was" in reply.text
    assert stands(asked) == before


def test_a_page_from_before_somebody_elses_change_is_stale_once(delegate_of, here):
    """What was typed is kept, the page shows how the question stands, and sending it again is then a decision."""
    ana = delegate_of()
    asked = factories.question(ana.held, here, "First words").id
    moderating.approve(asked, here.id, version=1, by="test")
    reply = ana.browser.post(f"/questions/{asked}", text="My change", language="en", version=1)
    assert reply.status_code == 409
    assert "My change</textarea>" in reply.text
    assert "In the queue: place 1" in reply.text
    assert 'name="version" type="hidden" value="2"' in reply.text
    assert stands(asked) == (S.APPROVED, "First words", "en", 2)
    assert (
        ana.browser.post(f"/questions/{asked}", text="My change", language="en", version=2).status_code == 303
    )
    assert stands(asked) == (S.PENDING, "My change", "en", 3)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٢"])
def test_a_version_that_is_none_counts_as_stale(delegate_of, here, version):
    ana = delegate_of()
    asked = factories.question(ana.held, here).id
    reply = ana.browser.post(f"/questions/{asked}", text="Kept", language="en", version=version)
    assert reply.status_code == 409
    assert "Kept</textarea>" in reply.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Write your question."),
        ({"text": "x" * 1001}, "Use at most 1000 characters."),
        ({"text": "\u2066"}, "cannot be printed"),
        ({"language": "tlh"}, "Choose the language of your question."),
        ({"csrf_token": "lost"}, "This page had been open for too long."),
    ],
)
def test_what_cannot_be_accepted_changes_nothing(delegate_of, here, fields, sentence):
    ana = delegate_of()
    asked = factories.question(ana.held, here, "As it was").id
    sent = {"text": "New", "language": "en", "version": 1, **fields}
    reply = ana.browser.post(f"/questions/{asked}", **sent)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert 'name="version" type="hidden" value="1"' in reply.text
    assert stands(asked) == (S.PENDING, "As it was", "en", 1)


def test_nobody_else_reads_or_changes_it(edition, delegate_of, here):
    ana = delegate_of()
    asked = factories.question(ana.held, here, "As it was").id
    sent = {"text": "Stolen", "language": "en", "version": 1}
    for other in (delegate_of("FJ").browser, delegate_of("TM").browser, delegate_of(name="Luis").browser):
        assert other.get(f"/questions/{asked}").status_code == 404
        assert other.post(f"/questions/{asked}", **sent).status_code == 404
        assert other.post(f"/questions/{asked}/withdrawal").status_code == 404
    ana.browser.base = f"/floor/{edition.country_sessions[1].id}"
    assert ana.browser.post(f"/questions/{asked}", **sent).status_code == 404
    assert stands(asked) == (S.PENDING, "As it was", "en", 1)
