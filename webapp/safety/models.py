"""One line for each panellist, and what was said over it. Erased soon after the week."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.core.types import Instant, enumeration, random_id
from webapp.extensions import db
from webapp.participants.models import Participant


class Word(StrEnum):
    """What a panellist can say with one press."""

    ARRIVED = "arrived"
    CALL_ME = "call_me"
    OFF_EVERYTHING = "off_everything"
    HOME = "home"


class SafetyLine(db.Model):
    """The line of one person, who may sit on several panels. `home_by` is the instant after which silence shows."""

    __tablename__ = "safety_line"

    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    home_by: Mapped[datetime | None] = mapped_column(Instant)
    asked_home_at: Mapped[datetime | None] = mapped_column(Instant)
    # The coordinator heard of them in another way, and watches no longer.
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    participant: Mapped[Participant] = relationship()


class SafetyWord(db.Model):
    """Something said over a line; `number` is where to call. `answered_at` is when somebody saw to it."""

    __tablename__ = "safety_word"

    id: Mapped[str] = random_id()
    participant_id: Mapped[str] = mapped_column(ForeignKey("safety_line.participant_id"), index=True)
    word: Mapped[Word] = mapped_column(enumeration(Word))
    said_at: Mapped[datetime] = mapped_column(Instant)
    number: Mapped[str | None] = mapped_column(String(40))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
