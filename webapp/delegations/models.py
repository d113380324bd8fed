"""Delegations, their focal points, and their delegates."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp import states
from webapp.core.types import Instant, enumeration, random_id
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.participants.models import NAME_MOST, Participant


class FocalPointStatus(StrEnum):
    """How far a focal point is known to speak for the mission."""

    INVITED = (
        "invited"  # the coordinator wrote to the mission's official address; the link was not opened yet
    )
    UNPROVED = "unproved"  # registered, and has not opened the link that was sent to the address they gave
    CLAIM = "claim"  # the address is theirs; the coordinator has not said yet that they speak for the mission
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class DelegateStatus(StrEnum):
    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Delegation(db.Model):
    """The people that one mission sends to one edition: one delegation, however many register it."""

    __tablename__ = "delegation"
    __table_args__ = (UniqueConstraint("edition_number", "mission"),)

    id: Mapped[str] = random_id()
    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"))
    mission: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(Instant)

    edition: Mapped[Edition] = relationship()
    focal_points: Mapped[list["FocalPoint"]] = relationship(
        back_populates="delegation", order_by="FocalPoint.created_at"
    )
    delegates: Mapped[list["Delegate"]] = relationship(
        back_populates="delegation", order_by="Delegate.position"
    )

    def name(self, locale: str) -> str:
        """The mission's proper name: "Mission permanente du Chili"."""
        return states.mission(self.mission).names.to(locale)


class FocalPoint(db.Model):
    """Whoever registers for a mission. A claim sees the rows that it typed; a confirmed focal point sees the delegation."""

    __tablename__ = "focal_point"

    id: Mapped[str] = random_id()
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegation.id"), index=True)
    # The random number of the form that was sent: sending it again is the same registration.
    submission: Mapped[str | None] = mapped_column(String(36), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    email: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(8))
    status: Mapped[FocalPointStatus] = mapped_column(enumeration(FocalPointStatus))
    created_at: Mapped[datetime] = mapped_column(Instant)
    proved_at: Mapped[datetime | None] = mapped_column(Instant)

    delegation: Mapped[Delegation] = relationship(back_populates="focal_points")


class Delegate(db.Model):
    """One person's place in a delegation: a role that points at a participant."""

    __tablename__ = "delegate"

    id: Mapped[str] = random_id()
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegation.id"), index=True)
    focal_point_id: Mapped[str] = mapped_column(ForeignKey("focal_point.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), unique=True)
    position: Mapped[int]
    status: Mapped[DelegateStatus] = mapped_column(enumeration(DelegateStatus))
    # Rises with each change, so that a page that shows an older state cannot overwrite a newer one.
    version: Mapped[int] = mapped_column(default=1)

    delegation: Mapped[Delegation] = relationship(back_populates="delegates")
    focal_point: Mapped[FocalPoint] = relationship()
    participant: Mapped[Participant] = relationship()
