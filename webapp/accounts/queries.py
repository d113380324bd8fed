"""Reads of the secretariat's people and of what they hold."""

from sqlalchemy import select

from webapp.access.models import Grant
from webapp.access.permissions import GrantKind
from webapp.accounts.models import Staff
from webapp.core.refused import NotThere
from webapp.extensions import db


def person(staff_id: str) -> Staff:
    """Raises NotThere."""
    found = db.session.get(Staff, staff_id)
    if found is None:
        raise NotThere
    return found


def with_address(email: str) -> Staff | None:
    return db.session.scalar(select(Staff).where(Staff.email == email.lower()))


def open_grants(staff_id: str) -> list[str]:
    """The ids of a person's grants that nobody has ended, on every browser."""
    return list(
        db.session.scalars(
            select(Grant.id).where(
                Grant.kind == GrantKind.STAFF, Grant.subject_id == staff_id, Grant.ended_at.is_(None)
            )
        )
    )
