"""How far a focal point is known to speak for its mission: invitation, proof, claim, and the answer to it."""

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.core.upsert import PerDialect
from webapp.delegations import claims, mails, passes, queries, sent_forms
from webapp.delegations.models import DelegateStatus, Delegation, FocalPoint, FocalPointStatus
from webapp.editions import queries as editions
from webapp.editions.models import Edition

_TABLE = Delegation.__table__
_GIVEN = ("id", "edition_number", "mission", "created_at")
# One statement makes the row or finds it, and locks it either way.
_MAKE = PerDialect(
    lambda insert: select(Delegation).from_statement(
        insert(_TABLE)
        .values({column: bindparam(column) for column in _GIVEN})
        .on_conflict_do_update(
            index_elements=["edition_number", "mission"], set_={"mission": _TABLE.c.mission}
        )
        .returning(_TABLE)
    )
)

# ---- What every act on a delegation begins with ----


def delegation_of(session: Session, edition_number: int, mission: str) -> Delegation:
    """The one delegation of a mission to an edition, made if need be, and locked. Raises Refused after the week."""
    edition = editions.edition(edition_number)
    check_open(edition)
    made = {"id": new_id(), "edition_number": edition_number, "mission": mission, "created_at": clock.now()}
    delegation = session.scalars(_MAKE.on(session), made).one()
    set_committed_value(delegation, "edition", edition)
    return delegation


def locked(session: Session, focal_point_id: str) -> FocalPoint:
    """A focal point as it stands now; acts on one delegation take turns. Raises NotThere."""
    focal_point = session.get(FocalPoint, focal_point_id)
    if focal_point is None:
        raise NotThere
    delegation = select(Delegation.id).where(Delegation.id == focal_point.delegation_id)
    session.execute(delegation.with_for_update())
    session.refresh(focal_point)
    return focal_point


def check_open(edition: Edition) -> None:
    if editions.is_over(edition):
        raise Refused(_("This week is over: its delegations can no longer be changed."))


# ---- Links ----


def open_link(session: Session, focal_point_id: str) -> None:
    """What opening an e-mailed link proves; once is enough, and again changes nothing."""
    focal_point = locked(session, focal_point_id)
    by = f"{GrantKind.DELEGATION}:{focal_point.id}"
    if focal_point.status == FocalPointStatus.INVITED:
        focal_point.accept(clock.now())
        _welcome(session, focal_point, by)
    elif focal_point.status == FocalPointStatus.UNPROVED:
        focal_point.prove(clock.now())
        if _has_known_address(focal_point):
            focal_point.confirm()
            _welcome(session, focal_point, by)
        else:
            claims.tell_later(session, focal_point)


def _has_known_address(focal_point: FocalPoint) -> bool:
    """Whether the address, now proved, is one that speaks for this mission already: nobody need be asked again."""
    others = (other for other in focal_point.delegation.focal_points if other is not focal_point)
    known = {other.email.casefold() for other in others if other.is_confirmed}
    return focal_point.email.casefold() in known


def _welcome(session: Session, focal_point: FocalPoint, by: str) -> None:
    """A focal point is confirmed: passes for the delegates that it typed and, apart from these, the managing link."""
    passes.hand_out(session, focal_point, queries.delegates_typed_by(focal_point), by)
    mails.management(session, focal_point)


def send_link_again(focal_point_id: str) -> bool:
    """Mails a fresh link to the address on record; False where there is nothing more to open."""
    with transaction() as session:
        focal_point = locked(session, focal_point_id)
        if editions.is_over(focal_point.delegation.edition):
            return False
        _LETTERS.get(focal_point.status, mails.management)(session, focal_point)
        return True


_LETTERS = {
    FocalPointStatus.INVITED: mails.invitation,
    FocalPointStatus.UNPROVED: mails.proof,
}


# ---- The coordinator's side ----


def invite(edition_number: int, mission: str, email: str, locale: str, *, number: str, by: str) -> None:
    """Invites a mission at its official address. `number` is that of the form: sent twice, it invites once."""
    with transaction() as session:
        if not sent_forms.is_first(session, number, edition_number, mission, email, locale):
            return
        delegation = delegation_of(session, edition_number, mission)
        known = _at_address(delegation, email)
        if known and known.is_confirmed:
            mails.management(session, known)
            return
        mails.invitation(session, known or _invited(session, delegation, email, locale, by))


def _at_address(delegation: Delegation, email: str) -> FocalPoint | None:
    """Who speaks for the mission at an address, or was invited at it."""
    speaks = (FocalPointStatus.CONFIRMED, FocalPointStatus.INVITED)
    at_it = (
        focal_point
        for focal_point in delegation.focal_points
        if focal_point.status in speaks and focal_point.email.casefold() == email.casefold()
    )
    return next(at_it, None)


def _invited(session: Session, delegation: Delegation, email: str, locale: str, by: str) -> FocalPoint:
    focal_point = FocalPoint(
        id=new_id(),
        delegation=delegation,
        email=email,
        locale=locale,
        status=FocalPointStatus.INVITED,
        created_at=clock.now(),
    )
    session.add(focal_point)
    session.flush()
    audit.record(session, "invite", "focal_point", focal_point.id, by=by)
    return focal_point


def withdraw_invitation(focal_point_id: str, by: str) -> None:
    """Takes an invitation back that went to the wrong address. Raises Stale once it was opened."""
    with transaction() as session:
        # The links first, as whoever opens one takes them: two that wait for each other in a circle would both fail.
        links.revoke_all(session, GrantKind.DELEGATION, focal_point_id)
        focal_point = locked(session, focal_point_id)
        if focal_point.status != FocalPointStatus.INVITED:
            raise Stale(_("This invitation was opened meanwhile, so it can no longer be withdrawn."))
        session.delete(focal_point)
        audit.record(session, "withdraw_invitation", "focal_point", focal_point_id, by=by)


def confirm(focal_point_id: str, by: str) -> None:
    """The coordinator's yes to a claim. Raises Stale where it was answered already."""
    with transaction() as session:
        focal_point = locked(session, focal_point_id)
        focal_point.confirm()
        session.flush()
        audit.record(session, "confirm", "focal_point", focal_point.id, by=by)
        _welcome(session, focal_point, by)


def refuse(focal_point_id: str, by: str) -> None:
    """The coordinator's no to a claim; the delegates that it typed go with it. Raises Stale where it was answered."""
    with transaction() as session:
        focal_point = locked(session, focal_point_id)
        focal_point.refuse()
        for delegate in queries.delegates_typed_by(focal_point):
            passes.take_back(session, delegate, DelegateStatus.WITHDRAWN, by)
        audit.record(session, "refuse", "focal_point", focal_point.id, by=by)
        mails.refusal(session, focal_point)
