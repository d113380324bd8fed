"""Whoever takes a seat gets a line: its link comes in a mail of its own that names nobody."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.safety import steps
from tests.selection import steps as selection
from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.core import clock
from webapp.core.jobs import Job
from webapp.core.outbox import Message
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.programme.models import Panellist
from webapp.safety import lines

CONTACT = "contact@red.example"


@pytest.fixture
def confirmed(app, here):
    """Somebody who applied, was accepted and confirmed, in June: the id of the participant."""
    clock.set_for_tests(selection.JUNE)
    desk = selection.coordinator(app)
    applied = selection.applied(here, "Red de mujeres", speaker="Ana Rojas", email=CONTACT, locale="fr")
    selection.accept(desk, applied)
    selection.release(desk)
    phone = selection.applicant(app, applied)
    assert [selection.confirm(phone, applied).status_code for _ in range(2)] == [303, 303]
    return db.session.scalars(db.select(Panellist.participant_id)).one()


def line_mails() -> list[Message]:
    """The mails that carry a link to a line."""
    found = []
    for mail in steps.mails():
        tokens = [
            link.split("/links/")[1].split("?")[0] for link in pages.links_in(mail.text) if "/links/" in link
        ]
        kinds = [links.find(token).kind for token in tokens]
        if GrantKind.SAFETY_LINE in kinds:
            found.append(mail)
    return found


def test_whoever_confirms_has_a_line_and_one_mail_with_its_link(app, confirmed):
    (mail,) = line_mails()
    assert (mail.to, mail.locale, mail.attachment) == (CONTACT, "fr", None)
    told = pages.without_tokens(f"{mail.subject} {mail.text} {mail.html}")
    for secret in ("Ana", "Rojas", "Red de mujeres", "Turkm", "danger"):
        assert secret not in told
    (link,) = [link for link in pages.links_in(mail.text) if "/links/" in link]
    phone = app.test_client()
    reply = pages.submit(phone, link)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/safety/{confirmed}?lang=fr")
    assert phone.get(f"/safety/{confirmed}").status_code == 200


def test_the_mail_says_what_the_buttons_do_and_until_when(here):
    factories.panellist(here)
    with transaction() as session:
        panellist = session.scalars(db.select(Panellist)).one()
        lines.open(
            session,
            panellist.participant,
            email="ana@red.example",
            locale="en",
            edition=here.edition,
        )
    (mail,) = line_mails()
    assert mail.subject == "Pre-sessions 44: a message for you"
    said = " ".join(mail.text.split())
    for words in ("Keep this link.", "“I have arrived”", "“Call me”", "“Take me off everything”"):
        assert words in said
    assert "The link works until Sunday 1 October 2023." in said


def test_the_link_works_until_thirty_days_after_the_week_and_not_longer(app, here, ana, desk):
    closes_at = here.edition.closes_at
    link = _handed_over(desk, ana)
    clock.set_for_tests(closes_at + timedelta(days=30, seconds=-1))
    assert pages.submit(app.test_client(), link).status_code == 303
    clock.set_for_tests(closes_at + timedelta(days=30))
    late = app.test_client().get(link)
    assert (late.status_code, "This link has expired" in late.text) == (410, True)


def test_a_revoked_link_opens_nothing_and_ends_what_it_gave(app, ana, desk):
    link, phone = _handed_over(desk, ana), app.test_client()
    pages.submit(phone, link)
    with transaction() as session:
        links.revoke_all(session, GrantKind.SAFETY_LINE, ana)
    assert phone.get(steps.address(ana)).status_code == 404
    again = app.test_client().get(link)
    assert (again.status_code, "This link no longer works" in again.text) == (410, True)
    assert app.test_client().get("/links/" + "A" * 22).status_code == 404


def test_a_second_seat_keeps_the_one_line(edition, here, ana):
    opened_at = steps.row(ana).opened_at
    clock.set_for_tests(clock.now() + timedelta(hours=1))
    again = factories.panellist(edition.country_sessions[1], "Ana Rojas", "Red de mujeres")
    assert again.participant_id == ana
    with transaction() as session:
        person = session.get_one(Panellist, again.id).participant
        lines.open(session, person, email="other@red.example", locale="en", edition=person.edition)
    assert (steps.row(ana).opened_at, steps.row(ana).email) == (opened_at, "ana@organisation.example")
    assert steps.mails() == []
    asked = db.select(db.func.count()).where(Job.kind.in_([lines.ASK, lines.ASK_AGAIN]))
    assert db.session.scalar(asked) == 2


def test_where_nobody_travels_nobody_is_asked(app):
    virtual = factories.edition(40, format="virtual")
    person = steps.line(virtual.country_sessions[0])
    assert steps.row(person).home_by is None
    assert db.session.scalars(db.select(Job)).all() == []
    shown = steps.says(steps.holder(app, person), person)
    assert ("I have arrived" in shown, "I am home" in shown) == (False, False)
    assert ("Call me" in shown, "Take me off everything" in shown) == (True, True)


def _handed_over(desk, participant_id: str) -> str:
    """A link that the coordinator made, as a path."""
    reply = pages.submit(desk, steps.DESK, f"{steps.DESK}/{participant_id}/links")
    assert reply.status_code == 200
    (link,) = [part for part in reply.text.split('"') if part.startswith(f"{pages.SITE}/links/")]
    return link.removeprefix(pages.SITE).replace("&amp;", "&")
