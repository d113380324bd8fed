"""`/staff/sign-in`: a link by mail, then a code; the same answer for an address that is known and one that is not."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests import factories
from tests.accounts import steps
from tests.accounts.conftest import INES, SIGN_IN, link_in
from tests.accounts.steps import CODE, DESK, is_in
from tests.pages import body_of, submit
from webapp.access import grants
from webapp.access.permissions import GrantKind
from webapp.accounts.models import SignInRequest
from webapp.core import clock, jobs
from webapp.core.outbox import Message
from webapp.extensions import db


def ask(client, address: str = INES, page: str = SIGN_IN):
    reply = submit(client, page, email=address)
    assert reply.status_code == 303, reply.text
    return reply


def test_the_link_in_the_mail_and_then_a_code_sign_in(client, phone, mails):
    assert ask(client, "Ines@UPR.example.org").location == "/staff/sign-in/sent?lang=en"
    (mail,) = mails()
    assert (mail["To"], mail["Subject"]) == (INES, "Your link to sign in to UPR Pre-sessions")
    assert submit(client, link_in(mail)).location == CODE
    assert not is_in(client)
    assert submit(client, CODE, code=steps.code(phone)).location == DESK
    assert is_in(client)
    assert db.session.query(SignInRequest).count() == 0


@pytest.mark.parametrize(
    ("later", "status"), [(timedelta(minutes=10, seconds=-1), 200), (timedelta(minutes=10), 410)]
)
def test_the_link_lives_for_ten_minutes(client, phone, mails, later, status):
    ask(client)
    link = link_in(mails()[0])
    clock.set_for_tests(factories.NOW + later)
    assert client.get(link).status_code == status


def test_the_link_is_spent_by_the_button_and_not_by_looking(app, client, phone, mails):
    ask(client)
    link = link_in(mails()[0])
    assert [client.get(link).status_code, client.head(link).status_code] == [200, 200]
    assert submit(client, link).status_code == 303
    assert app.test_client().get(link).status_code == 410


def test_known_and_unknown_get_the_same_answer_after_the_same_work(app, phone, mails):
    seen = []
    for address in (INES, "nobody@upr.example.org"):
        client, statements = app.test_client(), []
        client.get(SIGN_IN)

        def note(_conn, _cursor, statement, *_more, into=statements):
            into.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        reply = ask(client, address)
        event.remove(db.engine, "before_cursor_execute", note)
        followed = client.get(reply.location)
        headers = [(name, value) for name, value in reply.headers if name not in ("Set-Cookie", "Date")]
        cookies = len(reply.headers.getlist("Set-Cookie"))
        jobs_put = db.session.query(jobs.Job).count()
        seen.append((reply.status_code, reply.text, headers, cookies, statements, followed.text, jobs_put))
        assert db.session.query(Message).count() == 0
        db.session.query(jobs.Job).delete()
        db.session.commit()
    assert seen[0] == seen[1]
    assert any("sign_in_request" in statement for statement in seen[0][4])


def test_an_unknown_address_gets_no_mail_and_leaves_nothing(client, ines, mails):
    ask(client, "nobody@upr.example.org")
    assert mails() == []
    assert db.session.query(SignInRequest).count() == 0


def test_the_mail_is_in_the_language_of_the_page(client, phone, mails):
    ask(client, page="/staff/sign-in?lang=fr")
    (mail,) = mails()
    assert (mail["Content-Language"], link_in(mail).endswith("?lang=fr")) == ("fr", True)


def test_it_leads_on_to_where_one_was_going(client, phone, mails):
    going = client.get("/desk/editions/44/missions?lang=en")
    ask(client, page=going.location)
    assert submit(client, link_in(mails()[0])).location == CODE
    assert submit(client, CODE, code=steps.code(phone)).location == "/desk/editions/44/missions?lang=en"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example/",
        "/%0A/elsewhere.example",
        "javascript:alert(1)",
        "desk",
        "/staff/sign-out",
        "/" + "a" * 600,
    ],
)
def test_it_never_leads_elsewhere(client, phone, mails, address):
    page = client.get("/staff/sign-in", query_string={"lang": "en", "next": address}).request
    reply = submit(client, page.full_path, email=INES)
    assert reply.status_code == 303
    submit(client, link_in(mails()[0]))
    location = submit(client, CODE, code=steps.code(phone)).location
    assert location in (DESK, "/%0A/elsewhere.example")  # the last is a path of this site that does not exist


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write your e-mail address."),
        ("   ", "Write your e-mail address."),
        ("ines", "Write an e-mail address such as name@example.org."),
        ("ines@", "Write an e-mail address such as name@example.org."),
        ("ines@upr.example.org\x00", "This contains characters that cannot be printed."),
        ("ines\u202e@upr.example.org", "This contains characters that cannot be printed."),
        ("a" * 300 + "@upr.example.org", "Use at most 254 characters."),
    ],
)
def test_what_is_no_address_comes_back_with_the_reason(client, ines, typed, sentence):
    reply = submit(client, SIGN_IN, email=typed)
    assert reply.status_code == 422
    assert "<title>Error: Sign in" in reply.text
    assert sentence in reply.text
    assert db.session.query(SignInRequest).count() == 0


def test_a_lost_token_keeps_what_was_typed(client, ines):
    reply = client.post(SIGN_IN, data={"csrf_token": "gone", "email": INES})
    assert (reply.status_code, f'value="{INES}"' in reply.text) == (422, True)
    assert db.session.query(SignInRequest).count() == 0


def test_a_file_in_place_of_a_text_counts_as_nothing(client):
    reply = client.post(SIGN_IN, data={"email": (b"x", "x.txt")}, content_type="multipart/form-data")
    assert reply.status_code == 422


def test_trying_on_and_on_is_stopped_for_known_and_unknown_alike(app, client, ines):
    for _try in range(100):
        ask(client, INES)
    answers = [submit(client, SIGN_IN, email=address) for address in (INES, "nobody@upr.example.org")]
    assert [reply.status_code for reply in answers] == [429, 429]
    assert answers[0].text == answers[1].text


def test_nobody_is_kept_out_by_whoever_types_their_address(app, phone, mails):
    """Asked for from everywhere: no reply differs, the mailbox is not flooded, and each link in it opens."""
    for nth in range(21):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{nth}"
        ask(client, INES)
    sent = mails()
    assert len(sent) == 5
    assert [submit(app.test_client(), link_in(mail)).status_code for mail in sent] == [303] * 5


def test_the_browser_gets_a_new_id_at_each_step_and_keeps_its_other_grants(client, phone, mails):
    factories.sign_in(client, GrantKind.DELEGATION, "a-focal-point")
    ids = [id_of(client)]
    ask(client)
    submit(client, link_in(mails()[0]))
    ids.append(id_of(client))
    submit(client, CODE, code=steps.code(phone))
    ids.append(id_of(client))
    assert len(set(ids)) == 3
    assert is_in(client)
    held = [{grant.kind for grant in grants.held_by(browser)} for browser in ids]
    assert held == [set(), set(), {GrantKind.STAFF, GrantKind.DELEGATION}]


def id_of(client) -> str:
    with client.session_transaction() as cookie:
        return cookie["browser"]


def test_who_has_set_nothing_up_gets_no_link(client, ines, mails):
    """Whoever reads that mailbox must not be the one who sets up the first factor."""
    ask(client)
    (mail,) = mails()
    assert (mail["To"], mail["Subject"]) == (INES, "Your sign-in to UPR Pre-sessions is not set up yet")
    assert "/links/" not in body_of(mail)


def test_the_way_that_was_begun_goes_on(client, phone, mails):
    """Half signed in, one asks for a page: the code comes next, and then that page."""
    ask(client)
    submit(client, link_in(mails()[0]))
    asked = client.get("/door?lang=en").location
    assert client.get(asked).location == CODE
    assert submit(client, CODE, code=steps.code(phone)).location == "/door?lang=en"


def test_somebody_who_is_signed_in_is_told_so(signed_in):
    page = signed_in().get(SIGN_IN).text
    assert "You are signed in" in page
    assert INES in page
    assert "Sign out everywhere" in page
