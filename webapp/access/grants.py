"""Grants: giving, finding and ending them. The grants table is the only sign-in that there is."""

from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from webapp.access.models import Grant
from webapp.access.permissions import STAFF_KINDS, GrantKind, Role
from webapp.core import clock, tokens
from webapp.core.refused import NotThere
from webapp.extensions import db

# Asked with nearly every request, so it is made once.
_HELD = (
    select(Grant)
    .where(Grant.browser_hash == bindparam("browser_hash"), Grant.ended_at.is_(None))
    .where(Grant.expires_at > bindparam("now"))
    .order_by(Grant.created_at.desc(), Grant.id)
)


def held_by(browser: str | None) -> list[Grant]:
    """The live grants of one browser, the newest first."""
    if not browser:
        return []
    return list(db.session.scalars(_HELD, {"browser_hash": tokens.digest(browser), "now": clock.now()}))


def give(
    session: Session,
    browser: str,
    kind: GrantKind,
    subject_id: str,
    until: datetime,
    role: Role | None = None,
    link_id: str | None = None,
) -> Grant:
    """Gives `browser` a grant, in place of the one that it may hold for the same thing."""
    now, browser_hash = clock.now(), tokens.digest(browser)
    # One member of staff at a browser, however far they have come; delegations, passes and screens beside each other.
    if kind in STAFF_KINDS:
        same = Grant.kind.in_(STAFF_KINDS)
    else:
        same = and_(Grant.kind == kind, Grant.subject_id == subject_id)
    held = update(Grant).where(Grant.browser_hash == browser_hash, Grant.ended_at.is_(None), same)
    session.execute(held.values(ended_at=now))
    grant = Grant(
        browser_hash=browser_hash,
        kind=kind,
        subject_id=subject_id,
        role=role,
        link_id=link_id,
        created_at=now,
        expires_at=until,
    )
    session.add(grant)
    session.flush()
    return grant


def move(session: Session, old_browser: str, new_browser: str) -> None:
    """Moves what a browser holds to the new id that it gets when somebody signs in on it."""
    mine = update(Grant).where(Grant.browser_hash == tokens.digest(old_browser), Grant.ended_at.is_(None))
    session.execute(mine.values(browser_hash=tokens.digest(new_browser)))


def live(session: Session, grant_id: str) -> Grant:
    """A grant that still stands now that the transaction has begun, and is locked. Raises NotThere."""
    grant = session.get(Grant, grant_id, with_for_update=True)
    if grant is None or grant.ended_at or grant.expires_at <= clock.now():
        raise NotThere
    return grant


def end(session: Session, grant_id: str) -> None:
    session.execute(
        update(Grant).where(Grant.id == grant_id, Grant.ended_at.is_(None)).values(ended_at=clock.now())
    )


def end_all(session: Session, kind: GrantKind, subject_id: str) -> None:
    """Ends every grant of `kind` for one thing, on every browser; open streams close within 5 s."""
    about = and_(Grant.kind == kind, Grant.subject_id == subject_id, Grant.ended_at.is_(None))
    session.execute(update(Grant).where(about).values(ended_at=clock.now()))


def ended_since(instant: datetime) -> list[str]:
    """Ids of the grants that were ended, or that ran out, since `instant`."""
    ran_out = and_(Grant.expires_at >= instant, Grant.expires_at <= clock.now())
    return list(db.session.scalars(select(Grant.id).where(or_(Grant.ended_at >= instant, ran_out))))
