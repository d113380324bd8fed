"""Calling the desk from a door, whole: the call, who answers it, and who hears of it. It names no participant."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from webapp.checkin.models import Door, Verdict
from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.live import versions
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.core.types import Instant, enumeration, random_id
from webapp.core.upsert import PerDialect
from webapp.extensions import db

# What the desk sees: the calls that nobody has answered.
DESK = "desk_calls"
OPEN_CALLS = f"{DESK}/open"
# What each door sees of its own.
AT_DOOR = "door_call"
COMING_FOR = timedelta(minutes=10)


class DeskCall(db.Model):
    """A door asks somebody of the desk to come. `why` is the verdict that it called upon, where there was one.

    One is open for a door at a time, however often and from however many devices its stewards call.
    """

    __tablename__ = "desk_call"
    __table_args__ = (
        Index(
            "uq_desk_call_open",
            "door_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[str] = random_id()
    door_id: Mapped[str] = mapped_column(ForeignKey("door.id"), index=True)
    why: Mapped[Verdict | None] = mapped_column(enumeration(Verdict))
    called_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by: Mapped[str | None] = mapped_column(String(64))

    door: Mapped[Door] = relationship()


class Standing(StrEnum):
    """What a door may say of its call."""

    NONE = "none"
    CALLED = "called"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class CallAtDoor:
    """How a door's newest call stands, and since when; `seen` is the live version that this was read at or after."""

    standing: Standing
    since: datetime | None
    seen: int


def _call(insert):
    table = DeskCall.__table__
    return insert(table).on_conflict_do_nothing(
        index_elements=["door_id"], index_where=table.c.answered_at.is_(None)
    )


_CALL = PerDialect(_call)


def call(door_id: str, device_id: str, why: Verdict | None = None) -> None:
    """Calls the desk to a door; while a call of that door is open, nothing more happens."""
    with transaction() as session:
        made = {
            "id": new_id(),
            "door_id": door_id,
            "why": why,
            "called_at": clock.now(),
            "answered_at": None,
            "answered_by": None,
        }
        if session.execute(_CALL.on(session), made).rowcount:
            audit.record(session, "call", "desk_call", made["id"], by=f"device:{device_id}")
            _tell(session, door_id)


def answer(call_id: str, by: str) -> None:
    """Somebody is on their way; a second one who says so changes nothing. Raises NotThere."""
    with transaction() as session:
        known = session.get(DeskCall, call_id, with_for_update=True)
        if known is None:
            raise NotThere
        if known.answered_at is not None:
            return
        known.answered_at, known.answered_by = clock.now(), by
        audit.record(session, "answer", "desk_call", call_id, by=by)
        _tell(session, known.door_id)


def _tell(session: Session, door_id: str) -> None:
    # The same order everywhere: two that change calls at once then never wait for each other in a circle.
    versions.bump(session, OPEN_CALLS)
    versions.bump(session, topic_at(door_id))


def topic_at(door_id: str) -> str:
    return f"{AT_DOOR}/{door_id}"


def open_calls() -> list[DeskCall]:
    """The calls that nobody has answered, the oldest first, with their doors."""
    waiting = select(DeskCall).where(DeskCall.answered_at.is_(None))
    with_place = joinedload(DeskCall.door).joinedload(Door.edition)
    with_room = joinedload(DeskCall.door).joinedload(Door.country_session)
    ordered = waiting.order_by(DeskCall.called_at, DeskCall.id)
    return list(db.session.scalars(ordered.options(with_place, with_room)))


def at_door(door_id: str) -> CallAtDoor:
    """What this door's stewards are told of their newest call."""
    topic = topic_at(door_id)
    seen = versions.read([topic])[topic]  # before the rest: what is shown may be newer than it, never older
    newest = db.session.scalar(
        select(DeskCall).where(DeskCall.door_id == door_id).order_by(DeskCall.called_at.desc()).limit(1)
    )
    if newest is None:
        return CallAtDoor(Standing.NONE, None, seen)
    if newest.answered_at is None:
        return CallAtDoor(Standing.CALLED, newest.called_at, seen)
    is_recent = clock.now() - newest.answered_at < COMING_FOR
    return CallAtDoor(Standing.COMING if is_recent else Standing.NONE, newest.answered_at, seen)
