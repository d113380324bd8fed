"""The mails about delegations. Each is promised in the caller's transaction, with a fresh link where it carries one."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp import config
from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.accounts.models import Staff
from webapp.core import clock, outbox, typesetting
from webapp.delegations.models import Delegate, FocalPoint
from webapp.editions.models import Edition
from webapp.participants import badges
from webapp.participants import queries as participants
from webapp.participants.models import Pass

PRINTED = "passes"

log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class PassInMail:
    """One delegate's line in the mail with the passes; `attends` names country sessions."""

    person: str
    link: str
    attends: list[str]
    attends_all: bool


def passes(session: Session, focal_point: FocalPoint, delegates: Sequence[Delegate]) -> None:
    """One mail that may be forwarded: it holds the pass of each delegate, and no link that manages anything."""
    issued = [held for delegate in delegates if (held := delegate.participant.live_pass)]
    if issued:
        shown = [_pass_in_mail(session, held, focal_point.locale) for held in issued]
        ids = [held.id for held in issued]
        _send(session, focal_point, "passes", attachment=PRINTED, attached_ids=ids, passes=shown)


def _pass_in_mail(session: Session, held: Pass, locale: str) -> PassInMail:
    participant = held.participant
    edition, expected_at = participant.edition, participant.expected_at
    token = links.mint(session, GrantKind.PASS, held.id, until=edition.closes_at)
    return PassInMail(
        person=participant.name,
        link=links.address(token, locale),
        attends=[country_session.name(locale) for country_session in expected_at],
        attends_all=len(expected_at) == len(edition.country_sessions) > 0,
    )


@outbox.attaches(PRINTED)
def _printed(pass_ids: Sequence[str], locale: str) -> outbox.Attachment | None:
    """The passes to print, as they are when the mail goes out: one that was revoked meanwhile is not among them."""
    held = participants.live_passes(pass_ids)
    if not held:
        return None
    try:
        body = badges.passes_pdf(held, locale)
    except typesetting.Unset:
        log.error("passes could not be printed for a mail")
        return None  # the links, which matter more, must not wait for it
    return outbox.Attachment(f"passes-{held[0].edition_number}.pdf", "application/pdf", body)


def refusal(session: Session, focal_point: FocalPoint) -> None:
    _send(session, focal_point, "refusal")


def claims(session: Session, coordinator: Staff, edition: Edition, waiting: int) -> None:
    """To a coordinator: so many claims wait. Whose they are, the desk shows to whoever is signed in."""
    base, locale = config.current().base_url, coordinator.locale
    outbox.put(
        session,
        to=coordinator.email,
        locale=locale,
        template="delegations/claims",
        edition=edition,
        waiting=waiting,
        link=f"{base}/desk/editions/{edition.number}/missions?lang={locale}",
    )


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
