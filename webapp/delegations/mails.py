"""The mails to focal points. Each is promised in the caller's transaction, with a fresh link where it carries one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.core import clock, outbox
from webapp.delegations.models import Delegate, FocalPoint


def proof(session: Session, focal_point: FocalPoint) -> None:
    """To whoever was typed as the focal point: it holds nothing that was typed beside the mission."""
    _send(session, focal_point, "proof", link=_link(session, focal_point))


def invitation(session: Session, focal_point: FocalPoint) -> None:
    until = min(clock.now() + links.INVITATION, focal_point.delegation.edition.closes_at)
    link = _link(session, focal_point, until)
    _send(
        session,
        focal_point,
        "invitation",
        link=link,
        until=until.astimezone(focal_point.delegation.edition.zone),
    )


def management(session: Session, focal_point: FocalPoint) -> None:
    _send(session, focal_point, "management", link=_link(session, focal_point))


def passes(session: Session, focal_point: FocalPoint, delegates: Sequence[Delegate]) -> None:
    """One mail that may be forwarded: it holds the pass of each delegate, and no link that manages anything."""
    until, locale = focal_point.delegation.edition.closes_at, focal_point.locale
    held = [
        (
            delegate.participant.name,
            links.address(links.mint(session, GrantKind.PASS, issued.id, until=until), locale),
        )
        for delegate in delegates
        if (issued := delegate.participant.live_pass)
    ]
    if held:
        _send(session, focal_point, "passes", passes=held)


def refusal(session: Session, focal_point: FocalPoint) -> None:
    _send(session, focal_point, "refusal")


def _link(session: Session, focal_point: FocalPoint, until: datetime | None = None) -> str:
    """A link that manages the delegation; whatever opens it, what it gives lasts until the edition closes."""
    closes_at = focal_point.delegation.edition.closes_at
    token = links.mint(
        session, GrantKind.DELEGATION, focal_point.id, until=until or closes_at, grants_until=closes_at
    )
    return links.address(token, focal_point.locale)


def _send(session: Session, focal_point: FocalPoint, template: str, **context: object) -> None:
    delegation = focal_point.delegation
    outbox.put(
        session,
        to=focal_point.email,
        locale=focal_point.locale,
        template=f"delegations/{template}",
        edition=delegation.edition,
        mission=delegation.name(focal_point.locale),
        **context,
    )
