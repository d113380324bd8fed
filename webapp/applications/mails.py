"""The mails to applicants. Their subjects do not say what they are about, because mailboxes are shared and watched."""

from datetime import UTC, timedelta

from sqlalchemy.orm import Session

from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.applications import windows
from webapp.applications.models import Application
from webapp.core import clock, outbox

_MINUTE = timedelta(minutes=1)


def link(session: Session, application: Application) -> None:
    """What somebody asked to have sent to the address that they typed: nothing else that they typed is in it."""
    closes_at, last_minute = windows.closes_at(application), None
    if closes_at and clock.now() < closes_at:
        last_minute = (closes_at - _MINUTE).astimezone(application.edition.zone)
    _send(session, application, "link", last_minute=last_minute)


def receipt(session: Session, application: Application) -> None:
    """It holds no answer, and no word of what was asked."""
    received = application.sent_at
    _send(
        session,
        application,
        "receipt",
        reference=application.reference,
        received=received.astimezone(application.edition.zone),
        received_utc=received.astimezone(UTC),
    )


def lost_link(session: Session, application: Application) -> None:
    _send(session, application, "lost_link")


def late_link(session: Session, application: Application, *, is_begun: bool) -> None:
    """A deadline of its own, by the last minute that still counts."""
    last_minute = (application.late_until - _MINUTE).astimezone(application.edition.zone)
    _send(session, application, "late_link", last_minute=last_minute, is_begun=is_begun)


def _send(session: Session, application: Application, template: str, **context: object) -> None:
    closes_at = application.edition.closes_at
    token = links.mint(session, GrantKind.APPLICATION, application.id, until=closes_at)
    outbox.put(
        session,
        to=application.email,
        locale=application.locale,
        template=f"applications/{template}",
        edition=application.edition,
        link=links.address(token, application.locale),
        **context,
    )
