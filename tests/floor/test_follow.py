"""The live page shows what is on the floor, who is next, how many wait, and one's own delegation's questions."""

from datetime import timedelta

from tests import factories
from webapp.access.permissions import GrantKind
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.participants import actions as participants
from webapp.participants.models import Participant
from webapp.questions.models import QuestionStatus as S
from webapp.questions.models import Queue, Reason


def test_before_anybody_asked_the_page_is_there_and_nothing_was_written(delegate_of, here):
    page = delegate_of().browser.get()
    assert page.status_code == 200
    for words in ("Turkmenistan", "Ana Rojas", "Chile", "No question is on the floor.", "0 questions wait"):
        assert words in page.text
    assert "Nobody of your delegation has asked" in page.text
    assert f'data-stream="/floor/{here.id}/stream/delegates?mine=0&amp;lang=en"' in page.text
    assert db.session.query(Queue).count() == 0


def test_the_floor_with_its_language_the_next_and_how_many_wait(delegate_of, here):
    ana, fiji, norway = delegate_of(), delegate_of("FJ", "Seini"), delegate_of("NO", "Kari")
    factories.question(fiji.held, here, "Quelles mesures ?", status=S.ON_FLOOR, language="fr")
    factories.question(norway.held, here, status=S.NEXT)
    factories.question(norway.held, here, "Another", status=S.NEXT)
    factories.question(fiji.held, here, status=S.APPROVED)
    text = ana.browser.get().text
    assert '<blockquote lang="fr" dir="auto">Quelles mesures ?</blockquote>' in text
    assert "<bdi>Fiji</bdi>" in text
    assert "French" in text
    assert text.count("<bdi>Norway</bdi>") == 1
    assert "1 more waits" in text


def test_each_of_ones_own_questions_says_how_it_stands(delegate_of, here):
    ana, fiji = delegate_of(), delegate_of("FJ", "Seini")
    factories.question(fiji.held, here, status=S.APPROVED)
    for status, reason in (
        (S.PENDING, Reason.TIME),
        (S.APPROVED, Reason.TIME),
        (S.NEXT, Reason.TIME),
        (S.ON_FLOOR, Reason.TIME),
        (S.NOT_TAKEN_UP, Reason.TIME),
        (S.NOT_TAKEN_UP, Reason.ALREADY_ASKED),
    ):
        factories.question(ana.held, here, f"{status} {reason}", status=status, reason=reason)
    mine = ana.browser.get().text.split('id="mine"')[1]
    for words in (
        "With the moderators",
        "In the queue: place 2",
        "You are next: place 3",
        "On the floor now",
        "Not taken up: time",
        "Not taken up: already asked",
    ):
        assert mine.count(words) == 1, words


def test_a_colleague_sees_the_question_and_cannot_change_it(delegate_of, here):
    ana, luis = delegate_of(), delegate_of(name="Luis Vidal")
    asked = factories.question(ana.held, here, "Ours")
    assert "Ours" in luis.browser.get().text
    assert f"/questions/{asked.id}" in ana.browser.get().text
    assert f"/questions/{asked.id}" not in luis.browser.get().text
    assert luis.browser.get(f"/questions/{asked.id}").status_code == 404


def test_the_parts_of_the_page_come_alone_to_htmx(delegate_of, here):
    ana = delegate_of()
    factories.question(ana.held, here, "Mine")
    htmx = {"HX-Request": "true"}
    room, mine = ana.browser.get(headers=htmx).text, ana.browser.get("/questions", headers=htmx).text
    assert "Mine" not in room
    assert "<html" not in room
    assert "On the floor" in room
    assert "Mine" in mine
    assert "<html" not in mine
    assert "On the floor" not in mine
    assert ana.browser.get("/questions").headers["Location"] == f"/floor/{here.id}?lang=en"


def test_a_pass_of_another_edition_opens_nothing(edition, here, browser_of, delegate_of):
    other = factories.edition(number=45, states=("CU",))
    theirs = browser_of(GrantKind.PASS, factories.issued_pass(other).id)
    assert theirs.get().status_code == 404
    assert theirs.get("/stream/delegates").status_code == 401
    ours = delegate_of().browser
    ours.base = f"/floor/{other.country_sessions[0].id}"
    assert ours.get().status_code == 404


def test_a_revoked_pass_opens_nothing(delegate_of):
    ana = delegate_of()
    with transaction() as session:
        participants.revoke_passes(session, session.get_one(Participant, ana.held.participant_id), by="test")
    assert ana.browser.get().status_code == 404
    assert ana.browser.get("/stream/delegates").status_code == 401


def test_the_newest_pass_of_the_edition_is_the_one_that_counts(edition, browser_of, app):
    first = factories.issued_pass(edition, name="Ana Rojas")
    second = factories.issued_pass(edition, name="Luis Vidal", mission="FJ")
    browser = browser_of(GrantKind.PASS, first.id)
    clock.set_for_tests(factories.NOW + timedelta(minutes=1))
    factories.sign_in(browser.client, GrantKind.PASS, second.id)
    assert "Luis Vidal" in browser.get().text
