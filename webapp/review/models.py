"""How applications are assessed: by published criteria, by whom, and by whom not."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.applications.models import Application
from webapp.core.texts import Texts
from webapp.core.types import Instant, TextsColumn, random_id
from webapp.extensions import db
from webapp.participants.models import ORGANISATION_MOST

SCORES = range(0, 6)  # nought to five for each criterion
WEIGHTS = range(1, 11)


class Criterion(db.Model):
    """One of the criteria of an edition, as the call publishes them."""

    __tablename__ = "criterion"

    id: Mapped[str] = random_id()
    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"), index=True)
    position: Mapped[int]
    text: Mapped[Texts] = mapped_column(TextsColumn)
    weight: Mapped[int] = mapped_column(default=1)


class Assignment(db.Model):
    """One application for one reviewer to read."""

    __tablename__ = "assignment"

    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True, index=True)
    assigned_at: Mapped[datetime] = mapped_column(Instant)


class Recusal(db.Model):
    """What somebody must not judge: a State under Review of an edition, or an organisation by its folded name.
    Whatever it covers is hidden from them everywhere."""

    __tablename__ = "recusal"

    id: Mapped[str] = random_id()
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"))
    country_session_id: Mapped[str | None] = mapped_column(ForeignKey("country_session.id"))
    organisation_folded: Mapped[str | None] = mapped_column(String(2 * ORGANISATION_MOST))
    recused_at: Mapped[datetime] = mapped_column(Instant)


class Assessment(db.Model):
    """What one reviewer makes of one application: a score for each criterion by its id, and a comment."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("application_id", "staff_id"),)

    id: Mapped[str] = random_id()
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    scores: Mapped[dict[str, int]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    assessed_at: Mapped[datetime] = mapped_column(Instant)

    application: Mapped[Application] = relationship()
