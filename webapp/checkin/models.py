"""Doors, the devices at them, scans, and admissions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.core.types import Instant, enumeration, random_id
from webapp.editions.models import CountrySession, Edition
from webapp.extensions import db


class Verdict(StrEnum):
    """What a door says to a scan (the contract's words)."""

    ADMITTED = "admitted"
    ALREADY_IN = "already_in"
    WRONG_DAY = "wrong_day"
    WRONG_SESSION = "wrong_session"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    OTHER_EDITION = "other_edition"
    FULL = "full"


class Door(db.Model):
    """A place where passes are scanned: an entrance to the venue, or the room of one country session."""

    __tablename__ = "door"

    id: Mapped[str] = random_id()
    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"), index=True)
    country_session_id: Mapped[str | None] = mapped_column(ForeignKey("country_session.id"))
    name: Mapped[str] = mapped_column(String(80))

    edition: Mapped[Edition] = relationship()
    country_session: Mapped[CountrySession | None] = relationship()


class Device(db.Model):
    """A phone or laptop at a door. Its key is derived (devices.py), so that a stolen database opens no door."""

    __tablename__ = "device"

    id: Mapped[str] = random_id()
    door_id: Mapped[str] = mapped_column(ForeignKey("door.id"), index=True)
    enrolled_by: Mapped[str] = mapped_column(String(64))
    enrolled_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class Scan(db.Model):
    """One reading of a pass at a door. Written once and never changed; `answer` is what was replied, word for word."""

    __tablename__ = "scan"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    door_id: Mapped[str] = mapped_column(ForeignKey("door.id"))
    pass_id: Mapped[str | None] = mapped_column(ForeignKey("pass.id"), index=True)
    code_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    verdict: Mapped[Verdict] = mapped_column(enumeration(Verdict))
    shown: Mapped[Verdict | None] = mapped_column(enumeration(Verdict))
    offline: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(Text)


class Admission(db.Model):
    """A participant is in, at one place: the venue on a day, or a country session. Undoing marks the row.

    `first_at` and `first_scan_id` are the least of all scans that admitted here, in whatever order they arrived.
    """

    __tablename__ = "admission"
    __table_args__ = (
        Index(
            "uq_admission_live",
            "place",
            "participant_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[str] = random_id()
    place: Mapped[str] = mapped_column(String(32))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"))
    door_id: Mapped[str] = mapped_column(ForeignKey("door.id"))
    first_at: Mapped[datetime] = mapped_column(Instant)
    first_scan_id: Mapped[str] = mapped_column(String(36))
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
