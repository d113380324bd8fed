"""Delegations, their focal points, and their delegates."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp import states
from webapp.core.refused import Stale
from webapp.core.types import Instant, enumeration, random_id
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.participants.models import NAME_MOST, Participant


class FocalPointStatus(StrEnum):
    """How far a focal point is known to speak for the mission."""

    INVITED = (
        "invited"  # the coordinator wrote to the mission's official address; its link was not opened yet
    )
    UNPROVED = "unproved"  # registered, and has not opened the link that was sent to the address they gave
    CLAIM = "claim"  # the address is theirs; the coordinator has not said yet that they speak for the mission
    CONFIRMED = "confirmed"
    REFUSED = "refused"


# From each status, where it may go.
TRANSITIONS: dict[FocalPointStatus, frozenset[FocalPointStatus]] = {
    FocalPointStatus.INVITED: frozenset({FocalPointStatus.CONFIRMED}),
    FocalPointStatus.UNPROVED: frozenset({FocalPointStatus.CLAIM}),
    FocalPointStatus.CLAIM: frozenset({FocalPointStatus.CONFIRMED, FocalPointStatus.REFUSED}),
    FocalPointStatus.CONFIRMED: frozenset(),
    FocalPointStatus.REFUSED: frozenset(),
}


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

    def name(self, locale: str) -> str:
        """The mission's proper name: "Mission permanente du Chili"."""
        return states.mission(self.mission).names.to(locale)


class FocalPoint(db.Model):
    """Whoever registers for a mission. A claim sees the rows that it typed, a confirmed one the delegation."""

    __tablename__ = "focal_point"

    id: Mapped[str] = random_id()
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegation.id"), index=True)
    # None for one that was invited: the coordinator knows the mission's address, not who reads its mail.
    name: Mapped[str | None] = mapped_column(String(NAME_MOST))
    email: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(8))
    status: Mapped[FocalPointStatus] = mapped_column(enumeration(FocalPointStatus))
    created_at: Mapped[datetime] = mapped_column(Instant)
    proved_at: Mapped[datetime | None] = mapped_column(Instant)

    delegation: Mapped[Delegation] = relationship(back_populates="focal_points")

    @property
    def is_confirmed(self) -> bool:
        return self.status == FocalPointStatus.CONFIRMED

    @property
    def may_register(self) -> bool:
        """Whether it may add and change delegates: a claim too, though its delegates get no passes yet."""
        return self.status in (FocalPointStatus.CLAIM, FocalPointStatus.CONFIRMED)

    def prove(self, at: datetime) -> None:
        """The link that was sent to the address was opened."""
        self._go_to(FocalPointStatus.CLAIM)
        self.proved_at = at

    def accept(self, at: datetime) -> None:
        """The invitation was opened: that it reached the mission's official address is the proof."""
        self._go_to(FocalPointStatus.CONFIRMED)
        self.proved_at = at

    def confirm(self) -> None:
        self._go_to(FocalPointStatus.CONFIRMED)

    def refuse(self) -> None:
        self._go_to(FocalPointStatus.REFUSED)

    def _go_to(self, status: FocalPointStatus) -> None:
        if status not in TRANSITIONS[self.status]:
            raise Stale(_("This was decided meanwhile, so nothing was changed. See how it stands now."))
        self.status = status


class Delegate(db.Model):
    """One person's place in a delegation: a role that points at a participant."""

    __tablename__ = "delegate"

    id: Mapped[str] = random_id()
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegation.id"), index=True)
    focal_point_id: Mapped[str] = mapped_column(ForeignKey("focal_point.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), unique=True)
    position: Mapped[int]
    status: Mapped[DelegateStatus] = mapped_column(enumeration(DelegateStatus))
    # Rises with each change, so that a page that shows an older state cannot overwrite a newer one.
    version: Mapped[int] = mapped_column(default=1)

    delegation: Mapped[Delegation] = relationship()
    focal_point: Mapped[FocalPoint] = relationship()
    participant: Mapped[Participant] = relationship()

    @property
    def is_registered(self) -> bool:
        return self.status == DelegateStatus.REGISTERED

    def check_unchanged(self, version: str) -> None:
        """Raises Stale unless the row still is what a page showed that carries `version`."""
        if not self.is_registered:
            raise Stale(
                _("This delegate was withdrawn or replaced meanwhile. What you typed here was not saved.")
            )
        if str(self.version) != version:
            raise Stale(
                _(
                    "Somebody changed this delegate meanwhile. See how it stands now, and save again if you wish."
                )
            )

    def end(self, status: DelegateStatus) -> None:
        self.status = status
        self.version += 1


class SentForm(db.Model):
    """A form that was sent, under the random number that it carries, with a digest of its answers."""

    __tablename__ = "sent_form"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    answers: Mapped[bytes] = mapped_column(LargeBinary(32))
    sent_at: Mapped[datetime] = mapped_column(Instant)


class LostLink(db.Model):
    """Somebody asked for their delegation's link. Who has this address is looked up later: asking tells nothing."""

    __tablename__ = "lost_link"

    id: Mapped[str] = random_id()
    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"))
    email: Mapped[str] = mapped_column(String(254))
