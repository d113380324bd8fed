"""Reads of the secretariat's people, of what they prove themselves with, and of what they hold."""

from dataclasses import dataclass

from sqlalchemy import func, select

from webapp.access.models import Grant
from webapp.access.permissions import STAFF_KINDS, GrantKind, Role
from webapp.accounts.models import AuthenticatorApp, Passkey, RecoveryCode, Staff
from webapp.core import clock
from webapp.core.refused import NotThere
from webapp.extensions import db


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person can prove that it is they with."""

    app: AuthenticatorApp | None
    passkeys: list[Passkey]
    codes_left: int

    @property
    def count(self) -> int:
        """How many of them can be had again and again. Recovery codes cannot."""
        return len(self.passkeys) + (self.app is not None)


def person(staff_id: str) -> Staff:
    """Raises NotThere."""
    found = db.session.get(Staff, staff_id)
    if found is None:
        raise NotThere
    return found


def in_role(role: Role) -> list[Staff]:
    return list(db.session.scalars(select(Staff).where(Staff.role == role).order_by(Staff.email)))


def with_address(email: str) -> Staff | None:
    return db.session.scalar(select(Staff).where(Staff.email == email.lower()))


def factors_of(staff_id: str) -> Factors:
    mine = select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.created_at, Passkey.id)
    unused = select(func.count()).where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    return Factors(
        app=db.session.get(AuthenticatorApp, staff_id),
        passkeys=list(db.session.scalars(mine)),
        codes_left=db.session.scalar(unused),
    )


def passkey_called(credential_id: bytes) -> Passkey | None:
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def open_grants(staff_id: str) -> list[str]:
    """The ids of a person's grants that nobody has ended, on every browser."""
    return list(
        db.session.scalars(
            select(Grant.id).where(
                Grant.kind.in_(STAFF_KINDS), Grant.subject_id == staff_id, Grant.ended_at.is_(None)
            )
        )
    )


def browsers_of(staff_id: str) -> list[Grant]:
    """The browsers on which a person is signed in now, the newest first."""
    mine = select(Grant).where(
        Grant.kind == GrantKind.STAFF,
        Grant.subject_id == staff_id,
        Grant.ended_at.is_(None),
        Grant.expires_at > clock.now(),
    )
    return list(db.session.scalars(mine.order_by(Grant.created_at.desc(), Grant.id)))
