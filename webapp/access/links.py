"""Links: minted once, shown or mailed, and exchanged for a grant by the button behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from webapp import config
from webapp.access import grants
from webapp.access.models import Grant, Link
from webapp.access.permissions import GrantKind, Role
from webapp.core import audit, clock, tokens
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.extensions import db

SIGN_IN = timedelta(minutes=10)
INVITATION = timedelta(days=7)
STAFF_SESSION = timedelta(hours=14)  # one day of work
UNPROVEN = timedelta(hours=1)  # to find the phone


class LinkStatus(StrEnum):
    LIVE = "live"
    SPENT = "spent"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a feature does with links of its kind: what opening one changes, where it leads, and how to send it anew.

    `lost` is the address of a page where one asks for another, None where the thing itself is gone.
    """

    open: Callable[[Session, str], None]
    address: Callable[[str], str]
    send_again: Callable[[str], bool] | None = None
    lost: Callable[[str], str | None] | None = None


_purposes: dict[GrantKind, Purpose] = {}


def serves(kind: GrantKind, purpose: Purpose) -> None:
    """Registers what links of `kind` are for. Each feature does this for its own."""
    _purposes[kind] = purpose


def purpose_of(link: Link) -> Purpose:
    return _purposes[link.kind]


def mint(
    session: Session,
    kind: GrantKind,
    subject_id: str,
    *,
    until: datetime,
    grants_until: datetime | None = None,
    role: Role | None = None,
    spent_by_use: bool = False,
    token: str | None = None,
) -> str:
    """A new link in the caller's transaction: its token, which nobody can have again. It opens until `until`.

    `token` is one that the caller derived from something shorter, and guards against guessing; else it is random.

    The grant that it gives lives until `grants_until`, or as long as the link where that is left out.
    """
    if not _may_exist(kind):
        raise RuntimeError("a link that needs no second factor is for the demonstration, on loopback alone")
    token = token or tokens.mint()
    session.add(
        Link(
            token_hash=tokens.digest(token),
            kind=kind,
            subject_id=subject_id,
            role=role,
            spent_by_use=spent_by_use,
            created_at=clock.now(),
            expires_at=until,
            grants_until=grants_until or until,
        )
    )
    return token


def _may_exist(kind: GrantKind) -> bool:
    """A link of the kind STAFF signs in by itself, without a second factor: never where others reach the app."""
    return kind != GrantKind.STAFF or not config.current().production


def path(token: str, locale: str) -> str:
    return f"/links/{token}?lang={locale}"


def address(token: str, locale: str) -> str:
    """The whole address of a link, for a mail in `locale`. It comes from BASE_URL, never from a request."""
    return config.current().base_url + path(token, locale)


def find(token: str) -> Link:
    """The link with this token, whatever its status. Raises NotThere."""
    link = db.session.scalar(select(Link).where(Link.token_hash == tokens.digest(token)))
    if link is None:
        raise NotThere
    return link


def status(link: Link) -> LinkStatus:
    if link.revoked_at or not _may_exist(link.kind):
        return LinkStatus.REVOKED
    if link.spent_at:
        return LinkStatus.SPENT
    return LinkStatus.LIVE if clock.now() < link.expires_at else LinkStatus.EXPIRED


def use(token: str, old_browser: str | None, browser: str) -> tuple[LinkStatus, Grant | None]:
    """Exchanges a link for a grant held by `browser`; without one where the link is no longer live.

    `old_browser` is the id that the browser had so far: what it holds already moves along.
    """
    with transaction() as session:
        link = session.scalar(select(Link).where(Link.token_hash == tokens.digest(token)).with_for_update())
        if link is None:
            raise NotThere
        found = status(link)
        if found != LinkStatus.LIVE:
            return found, None
        if link.spent_by_use:
            link.spent_at = clock.now()
        if old_browser:
            grants.move(session, old_browser, browser)
        grant = grants.give(
            session, browser, link.kind, link.subject_id, link.grants_until, role=link.role, link_id=link.id
        )
        purpose_of(link).open(session, link.subject_id)
        audit.record(session, "open", "link", link.id, by=grant.name)
        return found, grant


def revoke_all(session: Session, kind: GrantKind, subject_id: str) -> None:
    """Ends every link of `kind` to one thing, and every grant that they gave."""
    live = update(Link).where(Link.kind == kind, Link.subject_id == subject_id, Link.revoked_at.is_(None))
    session.execute(live.values(revoked_at=clock.now()))
    grants.end_all(session, kind, subject_id)


def erase_all(session: Session, kind: GrantKind, subject_ids: Sequence[str]) -> None:
    """Erases every link of `kind` to these things, and every grant that they gave: the things themselves are erased."""
    about = select(Link.id).where(Link.kind == kind, Link.subject_id.in_(subject_ids))
    given = and_(Grant.kind == kind, Grant.subject_id.in_(subject_ids))
    session.execute(delete(Grant).where(or_(given, Grant.link_id.in_(about))))
    session.execute(delete(Link).where(Link.kind == kind, Link.subject_id.in_(subject_ids)))
