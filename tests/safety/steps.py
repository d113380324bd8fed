"""Panellists with a line, and what they and the coordinator press, over HTTP."""

from sqlalchemy import select

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role
from webapp.core import jobs
from webapp.core.audit import AuditEntry
from webapp.core.outbox import Message
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants.models import Participant
from webapp.programme.models import Panellist
from webapp.safety import lines
from webapp.safety.models import SafetyLine, SafetyWord

DESK = "/desk/editions/44/safety"


def line(country_session: CountrySession, name: str = "Ana Rojas", email: str | None = "", **values) -> str:
    """The participant id of a panellist whose line is open; its mail is taken out of the outbox."""
    person = factories.panellist(country_session, name, **values).participant_id
    open_line(person, f"{name.split()[0].lower()}@organisation.example" if email == "" else email)
    return person


def open_line(participant_id: str, email: str | None, locale: str = "en") -> None:
    with transaction() as session:
        person = session.get_one(Participant, participant_id)
        lines.open(session, person, email=email, locale=locale, edition=person.edition)
    with transaction() as session:
        session.execute(db.delete(Message))
        session.execute(db.delete(jobs.Job).where(jobs.Job.kind == "mail"))


def holder(app, participant_id: str):
    """The browser of whoever opened the link."""
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.SAFETY_LINE, participant_id)
    return browser


def coordinator(app):
    return staff(app, Role.COORDINATOR)


def staff(app, role: Role):
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF, "1" * 20, role)
    return browser


def address(participant_id: str) -> str:
    return f"/safety/{participant_id}"


def press(browser, participant_id: str, button: str, **typed):
    own = address(participant_id)
    return pages.submit(browser, own, f"{own}/{button}", **typed)


def says(browser, participant_id: str) -> str:
    return pages.text_of(browser.get(address(participant_id)).text)


def desk_says(desk) -> str:
    return pages.text_of(desk.get(DESK).text).replace(" ,", ",")


def words(participant_id: str) -> list[tuple[str, str | None]]:
    """What was said: (word, number)."""
    return [(str(each.word), each.number) for each in rows(participant_id)]


def rows(participant_id: str) -> list[SafetyWord]:
    db.session.rollback()
    found = select(SafetyWord).where(SafetyWord.participant_id == participant_id)
    return list(db.session.scalars(found.order_by(SafetyWord.said_at, SafetyWord.id)))


def row(participant_id: str) -> SafetyLine:
    db.session.rollback()
    return db.session.get_one(SafetyLine, participant_id)


def hidden(participant_id: str) -> list[bool]:
    """Of each panel of a person, in the order of the programme."""
    db.session.rollback()
    found = select(Panellist).join(CountrySession).where(Panellist.participant_id == participant_id)
    return [
        each.hidden_at is not None for each in db.session.scalars(found.order_by(CountrySession.position))
    ]


def mails(to: str | None = None) -> list[Message]:
    db.session.rollback()
    waiting = db.session.scalars(select(Message).order_by(Message.created_at, Message.id))
    return [mail for mail in waiting if to in (None, mail.to)]


def audited(*object_ids: str) -> list[tuple[str, str]]:
    """(verb, by) of what was written about these things, in its order."""
    db.session.rollback()
    entries = select(AuditEntry).where(AuditEntry.object_id.in_(object_ids)).order_by(AuditEntry.id)
    return [(entry.verb, entry.by) for entry in db.session.scalars(entries)]
