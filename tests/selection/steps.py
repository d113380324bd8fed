"""Applications that were sent, decisions on them, and what coordinators and applicants do with these, over HTTP."""

import re
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import select

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock
from webapp.core.outbox import Message
from webapp.core.text import fold
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants.models import OrganisationKind
from webapp.programme import queries as programme
from webapp.selection import queries
from webapp.selection.models import Decision

# Ten weeks before the week: 12 June 2023, 10:30 in Geneva.
JUNE = datetime(2023, 6, 12, 8, 30, tzinfo=UTC)
OVERVIEW = "/desk/editions/44/decisions"
RELEASE = f"{OVERVIEW}/release"
UNTIL = {"day": "2023-06-30", "hour": "18:00"}

_numbers = count(1)


def applied(country_session: CountrySession, organisation: str = "", **answers) -> str:
    """The id of an application that was sent for a country session."""
    number = next(_numbers)
    organisation = organisation or f"Organisation {number}"
    status = answers.pop("status", ApplicationStatus.SENT)
    locale = answers.pop("locale", "en")
    sent = {
        "state": country_session.state,
        "language": "en",
        "kind": "cso",
        "organisation": organisation,
        "scope": "national",
        "contact_name": "Contact Person",
        "email": f"contact{number}@organisation.example",
        "safely": "By this address alone",
        "work": "We watch trials.",
        "themes": ["justice", "women"],
        "issues": "Fair trial",
        "speaker": f"Speaker {number}",
        "appearance": "organisation",
        "photographs": "no",
        **answers,
    }
    with transaction() as session:
        made = Application(
            edition_number=country_session.edition_number,
            status=status,
            locale=locale,
            answers=sent,
            created_at=clock.now(),
            changed_at=clock.now(),
            email=sent["email"],
            reference=f"{country_session.edition_number}-T{number:05}",
            sent_at=clock.now(),
            sent=sent,
            country_session_id=country_session.id,
            kind=OrganisationKind(sent["kind"]),
            organisation=organisation,
            organisation_folded=fold(organisation),
        )
        session.add(made)
        session.flush()
        return made.id


def application(application_id: str) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, application_id)


def decision(application_id: str) -> Decision | None:
    db.session.rollback()
    return db.session.get(Decision, application_id)


def withdraw(application_id: str) -> None:
    with transaction() as session:
        session.get_one(Application, application_id).become(ApplicationStatus.WITHDRAWN)


# ---- The coordinator ----


def coordinator(app):
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF, "1" * 20, Role.COORDINATOR)
    return browser


def builder(application_id: str) -> str:
    return f"{OVERVIEW}/{application(application_id).country_session_id}"


def act(desk, application_id: str, noun: str, **typed):
    """Presses a button of the builder, with what its page shows of the application now."""
    page = builder(application_id)
    typed.setdefault("seen", queries.mark(decision(application_id)))
    return post(desk, page, f"{page}/applications/{application_id}/{noun}", **typed)


def accept(desk, application_id: str, minutes: object = 7, **typed):
    return act(desk, application_id, "acceptance", minutes=minutes, **typed)


def wait(desk, application_id: str, **typed):
    return act(desk, application_id, "waiting-place", **typed)


def decline(desk, application_id: str, **typed):
    return act(desk, application_id, "omission", **typed)


def take_back(desk, application_id: str, **typed):
    return act(desk, application_id, "retraction", **typed)


def move(desk, application_id: str, place: int, seen: int):
    return act(desk, application_id, "position", place=place, seen=seen)


def mark_in(desk, application_id: str, noun: str = "acceptance") -> str:
    """What the builder's page carries of one decision."""
    form = desk.get(builder(application_id)).text.partition(f"/applications/{application_id}/{noun}")[2]
    return re.findall(r'name="seen" value="([^"]*)"', form)[0]


def post(browser, page: str, to: str, **typed):
    token = pages.token_in(browser.get(page).text)
    reply = browser.post(to, data={"csrf_token": token, **typed})
    db.session.rollback()
    return reply


def seen_in(html: str) -> str:
    """What the preview's form carries of what it shows."""
    (found,) = re.findall(r'name="seen" value="([0-9a-f]+)"', html)
    return found


def release(desk, **typed):
    """Opens the preview and presses its button."""
    shown = desk.get(RELEASE, query_string=UNTIL).text
    seen = typed.pop("seen", None) or seen_in(shown)
    return post(desk, RELEASE, RELEASE, **{**UNTIL, "seen": seen, **typed})


# ---- The applicant ----


def applicant(app, application_id: str):
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.APPLICATION, application_id)
    return browser


def page_of(application_id: str) -> str:
    return f"/applications/{application_id}/decision"


def says(browser, application_id: str) -> str:
    return pages.text_of(browser.get(page_of(application_id)).text)


def reply(browser, application_id: str, noun: str):
    return post(browser, page_of(application_id), f"/applications/{application_id}/{noun}")


def confirm(browser, application_id: str):
    return reply(browser, application_id, "confirmation")


def turn_down(browser, application_id: str):
    return reply(browser, application_id, "refusal")


# ---- What came of it ----


def mails(to: str | None = None) -> list[Message]:
    """What waits in the outbox, in the order in which it was promised to each."""
    db.session.rollback()
    waiting = db.session.scalars(select(Message).order_by(Message.created_at, Message.id))
    return [mail for mail in waiting if to in (None, mail.to)]


def mails_to(application_id: str) -> list[Message]:
    return mails(application(application_id).email)


def mail_to(application_id: str, words: str) -> Message:
    """The one mail to somebody that says this."""
    (found,) = (mail for mail in mails_to(application_id) if words in mail.text)
    return found


def panel(country_session: CountrySession) -> list[tuple[str | None, int]]:
    """The slots as they stand: (speaker, minutes); None is the State under Review."""
    db.session.rollback()
    slots = programme.slots(country_session.id)
    return [(slot.panellist and slot.panellist.participant.name, slot.minutes) for slot in slots]
