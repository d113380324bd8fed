"""Who did what to which thing and when. Append-only, by ids alone, so that erasing a person need not rewrite it."""

from datetime import datetime

from sqlalchemy import String, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.core import clock
from webapp.core.types import Instant
from webapp.extensions import db


class AuditEntry(db.Model):
    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(64))
    verb: Mapped[str] = mapped_column(String(64))
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64), index=True)


_INSERT = insert(AuditEntry.__table__)


def record(session: Session, verb: str, object_kind: str, *object_ids: str, by: str) -> None:
    """Writes an entry for each thing in the caller's transaction. `by` names who acts by id, such as "staff:3f…", or
    "command"."""
    entry = {"at": clock.now(), "by": by, "verb": verb, "object_kind": object_kind}
    session.connection().execute(_INSERT, [entry | {"object_id": object_id} for object_id in object_ids])
