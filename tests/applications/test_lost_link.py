"""An applicant who lost the mail asks for the link again; nobody learns by asking whose address is known."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from tests import pages
from tests.applications import steps
from webapp.core import clock, jobs, limits
from webapp.core.jobs import Job
from webapp.extensions import db

PAGE = "/editions/44/applications/link?lang=en"
AWA = "awa@example.org"

pytestmark = pytest.mark.usefixtures("call")


@pytest.fixture
def url(app) -> str:
    """A draft with an address, begun on a device that is lost."""
    client = app.test_client()
    url = steps.begin(client)
    steps.autosave(client, url, {"email": AWA, "organisation": "Ligue des droits"})
    return url


def ask(client, email=AWA, page=PAGE):
    return steps.post(client, page, email=email)


def sent_after(*asked):
    """The mails that came of asking, once all that is due has been done."""
    before = {mail.id for mail in steps.mails()}
    for client, email in asked:
        assert ask(client, email).status_code == 303
    jobs.work_off("lost-application")
    return [mail for mail in steps.mails() if mail.id not in before]


def test_the_link_is_sent_to_the_address_in_the_draft(app, client, url):
    (mail,) = sent_after((client, "AWA@example.org"))
    assert (mail.to, mail.subject) == (AWA, "Pre-sessions 44: a message for you")
    assert ("Ligue" in mail.text, "pplication" in mail.text) == (False, False)
    fresh = app.test_client()
    (link,) = pages.links_in(mail.text)
    assert steps.open_link(fresh, link).headers["Location"] == f"{url}?lang=en"
    assert "Ligue des droits" in fresh.get(f"{url}/organisation").text


def test_one_for_each_application_with_this_address(app, client, url):
    other = app.test_client()
    steps.autosave(other, (second := steps.begin(other)), {"email": "Awa@Example.org"})
    mails = sent_after((client, AWA))
    opened = set()
    for mail in mails:
        (link,) = pages.links_in(mail.text)
        opened.add(steps.open_link(app.test_client(), link).headers["Location"].partition("?")[0])
    assert opened == {url, second}


def test_nobody_else_gets_a_mail_and_nothing_stays(client, url):
    assert sent_after((client, "nobody@example.org"), (client, "awa@example.com")) == []
    assert db.session.scalars(select(Job)).all() == []


def test_what_is_noted_is_no_address(client, url):
    ask(client, "nobody@example.org")
    (job,) = db.session.scalars(select(Job))
    assert (job.kind, len(job.subject_id), "nobody" in job.subject_id) == ("lost-application", 64, False)


def test_not_for_another_edition(client, url):
    steps.edition(45, states=("SD",), starts_on=date(2023, 11, 6), ends_on=None)
    assert ask(client, page="/editions/45/applications/link?lang=en").status_code == 303
    jobs.work_off("lost-application")
    assert steps.mails() == []


def test_the_reply_and_the_work_are_the_same_for_every_address(app, url):
    seen = [seen_by_whoever_asks(app.test_client(), email) for email in (AWA, "nobody@example.org")]
    assert seen[0] == seen[1]
    assert any("INSERT INTO job" in statement for statement in seen[0][3])


def seen_by_whoever_asks(client, email):
    """Status, body, headers, SQL statements, the page that follows, and how many mails were promised."""
    token = pages.token_in(client.get(PAGE).text)
    statements, waiting = [], len(steps.mails())

    def note(_connection, _cursor, statement, *_more):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    reply = client.post(PAGE, data={"csrf_token": token, "email": email})
    event.remove(db.engine, "before_cursor_execute", note)
    headers = [(name, value) for name, value in reply.headers if name not in ("Set-Cookie", "Date")]
    promised = len(steps.mails()) - waiting
    return (reply.status_code, reply.text, headers, statements, client.get(reply.location).text, promised)


def test_no_mailbox_is_flooded_and_no_reply_tells(app, url):
    assert len(sent_after(*[(app.test_client(), AWA) for _ in range(6)])) == 3
    clock.set_for_tests(clock.now() + timedelta(hours=1))
    limits.forget_all()
    assert len(sent_after((app.test_client(), AWA))) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write your e-mail address."),
        ("awa", "Write an e-mail address such as name@example.org."),
        ("awa\x00@example.org", "This contains characters that cannot be printed."),
        ("e" * 300 + "@example.org", "Use at most 254 characters."),
    ],
)
def test_what_is_no_address_comes_back_with_the_reason(client, typed, sentence):
    reply = ask(client, typed)
    assert (reply.status_code, sentence in reply.text) == (422, True)
    assert "<title>Error: Get your link again" in reply.text
    assert db.session.scalars(select(Job)).all() == []


def test_after_the_deadline_it_is_sent_and_after_the_week_not(client, url, call):
    clock.set_for_tests(steps.CLOSES)
    assert len(sent_after((client, AWA))) == 1
    clock.set_for_tests(call.closes_at)
    limits.forget_all()
    assert sent_after((client, AWA)) == []


def test_asking_gives_the_browser_nothing(client, url):
    ask(client)
    jobs.work_off("lost-application")
    assert client.get(url).status_code == 404


def test_the_way_there_is_on_the_form(client):
    assert f'href="{PAGE}"' in client.get(steps.NEW).text
