"""The asker takes a question away for good; nobody sees it afterwards."""

import pytest

from tests import factories
from webapp.extensions import db
from webapp.questions.models import Question
from webapp.questions.models import QuestionStatus as S


def status(question_id):
    db.session.rollback()
    return db.session.get_one(Question, question_id).status


@pytest.mark.parametrize("before", [S.PENDING, S.APPROVED, S.NEXT])
def test_an_open_question_is_withdrawn_and_gone_from_every_page(delegate_of, moderator, here, before):
    ana = delegate_of()
    asked = factories.question(ana.held, here, "On second thoughts", status=before).id
    assert ana.browser.post(f"/questions/{asked}/withdrawal").status_code == 303
    assert status(asked) == S.WITHDRAWN
    assert "On second thoughts" not in ana.browser.get().text
    assert "On second thoughts" not in moderator.get("/moderation").text


def test_the_button_twice_is_one_withdrawal(delegate_of, here):
    ana = delegate_of()
    asked = factories.question(ana.held, here).id
    assert [ana.browser.post(f"/questions/{asked}/withdrawal").status_code for _ in range(2)] == [303, 303]
    assert status(asked) == S.WITHDRAWN


@pytest.mark.parametrize("before", [S.ON_FLOOR, S.ANSWERED, S.NOT_TAKEN_UP])
def test_what_was_dealt_with_stays(delegate_of, here, before):
    ana = delegate_of()
    asked = factories.question(ana.held, here, "As it was", status=before).id
    reply = ana.browser.post(f"/questions/{asked}/withdrawal")
    assert reply.status_code == 409
    assert "Here is how it stands now." in reply.text
    assert "As it was" in reply.text
    assert status(asked) == before


def test_without_its_token_nothing_happens(delegate_of, here):
    ana = delegate_of()
    asked = factories.question(ana.held, here).id
    assert ana.browser.open("POST", f"/questions/{asked}/withdrawal").status_code == 422
    assert status(asked) == S.PENDING


def test_a_question_that_does_not_exist(delegate_of):
    assert delegate_of().browser.post("/questions/nothing/withdrawal").status_code == 404
