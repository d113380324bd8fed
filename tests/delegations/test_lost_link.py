"""A focal point who lost the mail asks for the link again; nobody learns by asking whose address is known."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests import factories, pages
from tests.delegations import steps
from webapp.access.permissions import GrantKind
from webapp.core import clock, jobs, limits
from webapp.core.outbox import Message
from webapp.delegations.models import LostLink
from webapp.extensions import db

pytestmark = pytest.mark.usefixtures("edition")

PAGE = "/editions/44/delegations/link?lang=en"
EVA = "eva@mission.example"


def ask(client, email=EVA, page=PAGE):
    return pages.submit(client, page, email=email)


def sent_after(*asked):
    """The mails that came of asking, once all that is due has been done."""
    before = {mail.id for mail in steps.mails()}
    for client, email in asked:
        assert ask(client, email).status_code == 303
    jobs.work_off("lost-link")
    return [mail for mail in steps.mails() if mail.id not in before]


def test_a_confirmed_focal_point_gets_a_link_that_opens_the_delegation(app, client):
    _browser, url = steps.confirmed(app)
    (mail,) = sent_after((client, "EVA@mission.example"))
    assert (mail.to, mail.subject) == (EVA, "Pre-sessions 44: the link to your delegation")
    fresh = app.test_client()
    (link,) = steps.links_in(mail)
    assert steps.open_link(fresh, link).headers["Location"] == f"{url}?lang=en"
    assert fresh.get(url).status_code == 200
    assert db.session.query(LostLink).count() == 0


def test_the_links_that_were_sent_before_go_on_working(app, client):
    browser, url = steps.confirmed(app)
    sent_after((client, EVA))
    assert browser.get(url).status_code == 200


def test_who_speaks_for_two_missions_gets_both_and_each_once(app, client):
    steps.confirmed(app)
    steps.register(app.test_client(), ("Ben Diaz", []))  # the same address for the same mission once more
    (proof,) = [mail for mail in steps.mails(EVA) if "confirm" in mail.subject][1:]
    steps.open_link(app.test_client(), *steps.links_in(proof))
    steps.register(app.test_client(), mission="FJ", email="Eva@mission.example")
    steps.opened(app, "Eva@mission.example", "confirm")
    steps.answer(steps.coordinator(app), "Eva@mission.example", "confirmation")
    assert sorted(
        ("Chile" in mail.text, "Fiji" in mail.text) for mail in sent_after((app.test_client(), EVA))
    ) == [(False, True), (True, False)]


def test_nobody_else_gets_a_mail(app, client):
    steps.register(app.test_client(), email="unproved@mission.example")
    steps.claim(app, email="claim@mission.example")
    steps.claim(app, email="refused@mission.example")
    steps.answer(steps.coordinator(app), "refused@mission.example", "refusal")
    for who in ("unproved", "claim", "refused", "nobody"):
        assert sent_after((client, f"{who}@mission.example")) == []
    assert db.session.query(LostLink).count() == 0


def test_not_for_another_edition(app, client):
    factories.edition(45, states=("SD",), starts_on=factories.date(2024, 1, 29), ends_on=None)
    steps.confirmed(app)
    ask(client, page="/editions/45/delegations/link?lang=en")
    before = len(steps.mails())
    jobs.work_off("lost-link")
    assert len(steps.mails()) == before


def test_the_reply_and_the_work_are_the_same_for_every_address(app):
    steps.confirmed(app)
    seen = [seen_by_whoever_asks(app.test_client(), email) for email in (EVA, "nobody@mission.example")]
    assert seen[0] == seen[1]
    assert any("lost_link" in statement for statement in seen[0][3])
    assert sorted(lost.email for lost in db.session.query(LostLink)) == [EVA, "nobody@mission.example"]


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


def test_no_mailbox_is_flooded_and_no_reply_tells(app):
    steps.confirmed(app)
    assert len(sent_after(*[(app.test_client(), EVA) for _ in range(6)])) == 3
    clock.set_for_tests(clock.now() + timedelta(hours=1))
    limits.forget_all()
    assert len(sent_after((app.test_client(), EVA))) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write your e-mail address."),
        ("eva", "Write an e-mail address such as name@example.org."),
        ("eva\x00@mission.example", "This contains characters that cannot be printed."),
        ("eva@mission.example\nBcc: all@x.org", "Write this on one line."),
        ("e" * 300 + "@mission.example", "Use at most 254 characters."),
    ],
)
def test_what_is_no_address_comes_back_with_the_reason(client, typed, sentence):
    reply = ask(client, typed)
    assert reply.status_code == 422
    assert "<title>Error: Get your link again" in reply.text
    assert sentence in reply.text
    assert db.session.query(LostLink).count() == 0


def test_a_lost_token_keeps_what_was_typed(client):
    reply = client.post(PAGE, data={"email": EVA})
    assert (reply.status_code, f'value="{EVA}"' in reply.text) == (422, True)
    assert db.session.query(LostLink).count() == 0


def test_after_the_week_there_is_nothing_to_open(app, client):
    steps.confirmed(app)
    ask(client)
    clock.set_for_tests(factories.datetime(2023, 9, 1, 22, 0, tzinfo=factories.UTC))
    before = db.session.query(Message).count()
    jobs.work_off("lost-link")
    assert db.session.query(Message).count() == before
    assert "Registration is closed" in client.get(PAGE).text


def test_the_way_there_is_on_the_form_and_on_links_that_no_longer_open(app, client):
    href = 'href="/editions/44/delegations/link?lang=en"'
    assert href in client.get(steps.NEW).text
    steps.confirmed(app)
    (link,) = steps.links_in(steps.mail(EVA, "the link to your delegation"))
    assert href not in client.get(link).text
    clock.set_for_tests(factories.datetime(2023, 9, 1, 22, 0, tzinfo=factories.UTC))
    gone = client.get(link)
    assert (gone.status_code, href in gone.text) == (410, True)


def test_a_withdrawn_invitation_leads_nowhere(app, client):
    desk = steps.coordinator(app)
    invitation = {
        "mission": "CL",
        "email": EVA,
        "language": "en",
        "number": "0" * 8 + "-0000" * 3 + "-" + "0" * 12,
    }
    steps.post(desk, "/desk/editions/44/invitations", steps.MISSIONS, **invitation)
    (link,) = steps.links_in(steps.mail(EVA, "Invitation"))
    steps.post(desk, f"/desk/invitations/{steps.focal_point(EVA).id}/withdrawal", steps.MISSIONS)
    gone = client.get(link)
    assert (gone.status_code, "delegations/link" in gone.text) == (410, False)


def test_asking_gives_the_browser_nothing(app, client):
    _browser, url = steps.confirmed(app)
    ask(client)
    assert client.get(url).status_code == 404
    factories.sign_in(client, GrantKind.DELEGATION, steps.focal_point(EVA).id)
    assert client.get(url).status_code == 200
