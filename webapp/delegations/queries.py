"""Reads of delegations. What a focal point may see is decided here, and nowhere else."""

from collections.abc import Collection

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from webapp.core.refused import NotThere
from webapp.delegations.models import Delegate, DelegateStatus, Delegation, FocalPoint, FocalPointStatus
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.participants.models import Participant


def focal_point(focal_point_id: str) -> FocalPoint:
    """With its delegation and edition. Raises NotThere."""
    if not focal_point_id.isalnum():
        raise NotThere  # PostgreSQL fails on a NUL where others find nothing
    return _best([focal_point_id])


def focal_point_of(delegation_id: str, held: Collection[str]) -> FocalPoint:
    """As whom a browser with the focal points `held` acts: one that is confirmed, if any. Raises NotThere."""
    return _best(held, delegation_id)


def _best(ids: Collection[str], delegation_id: str | None = None) -> FocalPoint:
    wanted = (
        select(FocalPoint)
        .where(FocalPoint.id.in_(ids))
        .options(
            joinedload(FocalPoint.delegation)
            .joinedload(Delegation.edition)
            .selectinload(Edition.country_sessions)
        )
    )
    # The address comes from outside: it is compared here, so that whatever stands in it reaches no database.
    fits = [found for found in db.session.scalars(wanted) if delegation_id in (None, found.delegation_id)]
    if not fits:
        raise NotThere
    return max(fits, key=lambda found: (found.is_confirmed, found.created_at))


def claims_of(edition_number: int) -> list[FocalPoint]:
    """The focal points that wait for the coordinator."""
    return _with_status(edition_number, FocalPointStatus.CLAIM)


def confirmed_at(edition_number: int, email: str) -> list[FocalPoint]:
    """The confirmed focal points with this address: the newest of each mission that it speaks for."""
    found = {
        focal_point.delegation_id: focal_point
        for focal_point in _with_status(edition_number, FocalPointStatus.CONFIRMED)
        if focal_point.email.casefold() == email.casefold()
    }
    return list(found.values())


def _with_status(edition_number: int, status: FocalPointStatus) -> list[FocalPoint]:
    wanted = (
        select(FocalPoint)
        .join(FocalPoint.delegation)
        .where(Delegation.edition_number == edition_number, FocalPoint.status == status)
        .order_by(FocalPoint.created_at, FocalPoint.id)
    )
    return list(db.session.scalars(wanted))


def delegates_seen_by(focal_point: FocalPoint) -> list[Delegate]:
    """The delegates that are registered, as far as `focal_point` may know of them."""
    registered = _seen_by(focal_point).where(Delegate.status == DelegateStatus.REGISTERED)
    return list(db.session.scalars(registered.order_by(Delegate.position, Delegate.id)))


def delegates_typed_by(focal_point: FocalPoint) -> list[Delegate]:
    """The delegates that are registered and that `focal_point` typed."""
    return [
        delegate for delegate in delegates_seen_by(focal_point) if delegate.focal_point_id == focal_point.id
    ]


def delegate_seen_by(focal_point: FocalPoint, delegate_id: str) -> Delegate:
    """One of them, or one that was withdrawn or replaced. Raises NotThere."""
    for delegate in db.session.scalars(_seen_by(focal_point)):
        if delegate.id == delegate_id:
            return delegate
    raise NotThere


def _seen_by(focal_point: FocalPoint) -> Select[tuple[Delegate]]:
    """A focal point sees what it typed; once it is confirmed, also what others typed who are."""
    own = Delegate.focal_point_id == focal_point.id
    shared = and_(
        Delegate.delegation_id == focal_point.delegation_id, FocalPoint.status == FocalPointStatus.CONFIRMED
    )
    return (
        select(Delegate)
        .join(FocalPoint, FocalPoint.id == Delegate.focal_point_id)
        .where(or_(own, shared) if focal_point.is_confirmed else own)
        .options(*WHOLE)
    )


# What a page or a mail shows of a delegate, read along with it.
WHOLE = (
    joinedload(Delegate.participant).options(
        selectinload(Participant.expected_at), selectinload(Participant.passes)
    ),
)
