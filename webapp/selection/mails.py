"""The mails about decisions. What leads to somebody stands behind their link: no name, no organisation, no State."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webapp import config
from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.applications.models import Application
from webapp.core import letters, outbox
from webapp.core.letters import Letter
from webapp.editions import words
from webapp.editions.file_parts import Deadline
from webapp.editions.models import Edition
from webapp.participants.models import Pass
from webapp.selection.models import Decision, Outcome

ANNOUNCED = {
    Outcome.ACCEPTED: "selection/accepted",
    Outcome.WAITING: "selection/waiting",
    Outcome.DECLINED: "selection/declined",
}


def announcement(session: Session, decision: Decision, at: datetime) -> None:
    """What was decided, on the day of the release; `at` is its instant, which all its mails carry."""
    _send(session, decision, ANNOUNCED[decision.outcome], at=at)


def preview(application: Application, outcome: Outcome, reply_until: datetime) -> Letter:
    """The announcement as it would be sent, without a link that works."""
    link = f"{config.current().base_url}/links/…"
    context = _context(application, reply_until)
    return letters.compose(f"mail/{ANNOUNCED[outcome]}", application.locale, link=link, **context)


def moved_up(session: Session, decision: Decision) -> None:
    """A place came free, and is offered to the next."""
    _send(session, decision, "selection/moved_up")


def offered(session: Session, decision: Decision) -> None:
    """A place that the coordinator offers by hand."""
    _send(session, decision, "selection/offered")


def reminder(session: Session, decision: Decision) -> None:
    _send(session, decision, "selection/reminder")


def lapsed(session: Session, decision: Decision) -> None:
    _send(session, decision, "selection/lapsed")


def turned_down(session: Session, decision: Decision) -> None:
    _send(session, decision, "selection/turned_down")


def taken_off(session: Session, decision: Decision) -> None:
    """The coordinator took them off the panel."""
    _send(session, decision, "selection/taken_off")


def own_pass(session: Session, decision: Decision, held: Pass) -> None:
    """The way to the pass, and no file: what is attached stays in a mailbox, with a name on it."""
    application = decision.application
    token = links.mint(session, GrantKind.PASS, held.id, until=application.edition.closes_at)
    to_pass = links.address(token, application.locale)
    _send(session, decision, "selection/pass", to_pass=to_pass)


def _send(
    session: Session, decision: Decision, template: str, at: datetime | None = None, **context: object
) -> None:
    application = decision.application
    token = links.mint(session, GrantKind.APPLICATION, application.id, until=application.edition.closes_at)
    outbox.put(
        session,
        to=application.email or str(application.sent["email"]),
        locale=application.locale,
        template=template,
        at=at,
        link=links.address(token, application.locale),
        **_context(application, decision.reply_until),
        **context,
    )


def _context(application: Application, reply_until: datetime | None) -> dict[str, object]:
    edition = application.edition
    return {
        "edition": edition,
        "reference": application.reference,
        "deadline": last_minute(reply_until, edition) if reply_until else None,
        "last_minute": words.last_minute,
    }


def last_minute(reply_until: datetime, edition: Edition) -> Deadline:
    """The last minute that counts, on the edition's clocks: `reply_until` is the first instant that is too late."""
    last = (reply_until - timedelta(minutes=1)).astimezone(edition.zone)
    return Deadline(last.date(), last.time())
