"""Grants and the links that give them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.access.permissions import HOLDERS, GrantKind, Permission, Role
from webapp.core.types import Instant, enumeration, random_id
from webapp.extensions import db


class Link(db.Model):
    """A link that was handed out: by mail, on a screen, or at a terminal. Only the hash of its token is kept."""

    __tablename__ = "link"
    __table_args__ = (Index("ix_link_subject_id", "subject_id", "kind"),)

    id: Mapped[str] = random_id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kind: Mapped[GrantKind] = mapped_column(enumeration(GrantKind))
    subject_id: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role | None] = mapped_column(enumeration(Role))
    spent_by_use: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    grants_until: Mapped[datetime] = mapped_column(Instant)
    spent_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class Grant(db.Model):
    """What one browser may be: this delegation's focal point, this pass's holder, this door, this member of staff.

    A browser holds several. `subject_id` is the id of the thing that the grant is about; `role` is set for staff alone
    and cannot go stale, because a change of role ends every grant of that person.
    """

    __tablename__ = "grant"
    __table_args__ = (
        Index("ix_grant_subject_id", "subject_id", "kind"),
        Index("ix_grant_ended_at", "ended_at"),
    )

    id: Mapped[str] = random_id()
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    kind: Mapped[GrantKind] = mapped_column(enumeration(GrantKind))
    subject_id: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role | None] = mapped_column(enumeration(Role))
    link_id: Mapped[str | None] = mapped_column(ForeignKey("link.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    def gives(self, permission: Permission) -> bool:
        # Whoever has yet to prove a second factor has no role, whatever stands in the row.
        holder = self.role if self.kind == GrantKind.STAFF else self.kind
        return holder in HOLDERS[permission]

    @property
    def name(self) -> str:
        """How the audit calls whoever acts under this grant."""
        return f"{self.kind}:{self.subject_id}"
