"""A question that is asked goes to the moderators once, however often its form is sent; nothing typed is lost."""

import io
from threading import Barrier, Thread
from uuid import uuid4

import pytest

from tests import factories
from webapp.access.permissions import GrantKind
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.extensions import db
from webapp.questions import asking
from webapp.questions.models import Question


def form(**fields):
    return {"submission": str(uuid4()), "language": "en", "text": "What steps?", **fields}


def asked():
    db.session.rollback()
    return [(question.mission, question.language, question.text) for question in db.session.query(Question)]


def test_the_form_has_a_language_for_each_of_the_room_and_of_the_united_nations(delegate_of):
    page = delegate_of().browser.get("/questions/new?lang=fr").text
    assert '<option selected value="fr">français</option>' in page
    assert [code for code in ("ar", "zh", "en", "fr", "ru", "es") if f'value="{code}"' in page] == [
        "ar",
        "zh",
        "en",
        "fr",
        "ru",
        "es",
    ]
    assert 'data-characters="1000"' in page


def test_asked_with_a_plain_form_it_is_pending_and_the_page_says_so(delegate_of, here):
    ana = delegate_of()
    reply = ana.browser.post("/questions", **form(text="  Quelles\r\nmesures ? ", language="fr"))
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/floor/{here.id}?lang=en")
    page = ana.browser.get().text
    assert "Your question is with the moderators." in page
    assert 'lang="fr" dir="auto">Quelles\nmesures ?</blockquote>' in page
    assert asked() == [("CL", "fr", "Quelles\nmesures ?")]


def test_the_same_form_twice_is_one_question(delegate_of):
    ana, sent = delegate_of(), form()
    assert [ana.browser.post("/questions", **sent).status_code for _ in range(3)] == [303] * 3
    assert asked() == [("CL", "en", "What steps?")]


def test_the_same_form_with_other_words_is_said_to_be_another(delegate_of):
    ana, sent = delegate_of(), form()
    ana.browser.post("/questions", **sent)
    again = ana.browser.post("/questions", **{**sent, "text": "Other words"})
    assert again.status_code == 409
    assert "This form was sent before, with other words." in again.text
    assert "Other words" in again.text
    assert sent["submission"] not in again.text
    assert asked() == [("CL", "en", "What steps?")]


def test_somebody_elses_form_number_is_no_way_to_their_question(delegate_of):
    sent = form()
    delegate_of().browser.post("/questions", **sent)
    assert delegate_of("FJ").browser.post("/questions", **sent).status_code == 409
    assert asked() == [("CL", "en", "What steps?")]


@pytest.mark.parametrize("several_forms", [False, True])
def test_at_the_same_instant(app, delegate_of, here, several_forms):
    """One form gives one question, and several first questions one queue."""
    passes = [delegate_of(mission).held.id for mission in ("CL", "FJ", "NO", "GH")]
    submission = str(uuid4())
    start, answers = Barrier(4), []

    def send(held):
        with app.app_context():
            start.wait()
            number = str(uuid4()) if several_forms else submission
            held = held if several_forms else passes[0]
            answers.append(
                asking.ask(here.id, held, submission=number, text="?", language="en", by=f"pass:{held}")
            )

    threads = [Thread(target=send, args=[held]) for held in passes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == (4 if several_forms else 1)
    assert len(asked()) == len(set(answers))
    assert len({question.queue_id for question in db.session.query(Question)}) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Write your question."),
        ({"text": "  \n "}, "Write your question."),
        ({"text": "x" * 1001}, "Use at most 1000 characters. You used 1001."),
        ({"text": "evil \u202e text"}, "This contains characters that cannot be printed."),
        ({"text": "nul \0 text"}, "This contains characters that cannot be printed."),
        ({"text": (io.BytesIO(b"a file"), "question.txt")}, "Write your question."),
        ({"language": "xx"}, "Choose the language of your question."),
        ({"language": ""}, "Choose the language of your question."),
        ({"submission": "1"}, "This form came back incomplete."),
        ({"submission": ""}, "This form came back incomplete."),
        ({"csrf_token": "lost"}, "This page had been open for too long."),
    ],
)
def test_what_cannot_be_accepted_comes_back_with_a_sentence(delegate_of, fields, sentence):
    reply = delegate_of().browser.post("/questions", **form(**fields))
    assert reply.status_code == 422
    assert sentence in reply.text
    if "text" not in fields:
        assert "What steps?</textarea>" in reply.text
    assert asked() == []


def test_bytes_that_are_no_utf_8(delegate_of):
    ana = delegate_of().browser
    parts = form(csrf_token=ana.token, text="caf?")
    lines = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    ]
    body = "".join([*lines, "--x--\r\n"]).encode().replace(b"caf?", b"caf\xe9")
    reply = ana.open("POST", "/questions", data=body, content_type="multipart/form-data; boundary=x")
    assert reply.status_code == 422
    assert "This contains characters that cannot be printed." in reply.text
    assert asked() == []


@pytest.mark.parametrize("missing", ["text", "language", "submission"])
def test_a_field_that_is_missing(delegate_of, missing):
    fields = form()
    del fields[missing]
    assert delegate_of().browser.post("/questions", **fields).status_code == 422
    assert asked() == []


def test_without_a_token_at_all_what_was_typed_is_still_there(delegate_of):
    ana = delegate_of().browser
    reply = ana.open("POST", "/questions", data=form(text="Long thought about"))
    assert reply.status_code == 422
    assert "Long thought about</textarea>" in reply.text


def test_a_thousand_characters_are_allowed_in_every_script(delegate_of):
    assert delegate_of().browser.post("/questions", **form(text="日" * 1000)).status_code == 303


def test_after_six_in_a_minute_the_pass_waits_and_keeps_what_it_typed(delegate_of):
    ana, fiji = delegate_of(), delegate_of("FJ")
    codes = [ana.browser.post("/questions", **form(text=f"Number {n}")).status_code for n in range(7)]
    assert codes == [303] * 6 + [429]
    assert "Once more</textarea>" in ana.browser.post("/questions", **form(text="Once more")).text
    assert fiji.browser.post("/questions", **form()).status_code == 303


def test_the_state_under_review_does_not_ask_about_itself_but_may_elsewhere(edition, here, delegate_of):
    own = delegate_of("TM").browser
    assert "/questions/new" not in own.get().text
    assert "The State under Review speaks at the opening." in own.get().text
    reply = own.post("/questions", **form())
    assert reply.status_code == 422
    assert "The State under Review speaks at the opening." in reply.text
    own.base = f"/floor/{edition.country_sessions[1].id}"
    assert own.post("/questions", **form()).status_code == 303


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (CountrySessionStatus.NOT_HELD, "This country session is not held"),
        (CountrySessionStatus.HELD, "This country session is over"),
    ],
)
def test_where_no_questions_are_taken(delegate_of, here, status, sentence):
    ana = delegate_of().browser
    db.session.get_one(CountrySession, here.id).status = status
    db.session.commit()
    assert sentence in ana.get().text
    reply = ana.post("/questions", **form())
    assert reply.status_code == 422
    assert sentence in reply.text
    assert "What steps?</textarea>" in reply.text


def test_a_pass_of_another_edition_asks_nothing(browser_of, here):
    other = factories.edition(number=45, states=("CU",))
    theirs = browser_of(GrantKind.PASS, factories.issued_pass(other).id)
    elsewhere = browser_of(
        GrantKind.PASS, factories.issued_pass(other).id, country_session=other.country_sessions[0]
    )
    assert theirs.open("POST", "/questions", data=form(csrf_token=elsewhere.token)).status_code == 404
    assert asked() == []


def test_the_code_of_a_pass_signs_nobody_in(app, here, delegate_of):
    held = delegate_of().held
    assert app.test_client().get(f"/floor/{here.id}?code={held.id}").status_code == 404
