"""What panellists hand in for their statements, each part with its versions, its readers and its due date."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.core.types import Instant, enumeration, random_id
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.programme.models import Panellist


class Part(StrEnum):
    """What may be handed in. The value is also the purpose under which its files are stored."""

    TEXT = "statement-text"
    FACTSHEET = "factsheet"
    PROPOSALS = "proposals"
    VIDEO = "video"


class Readers(StrEnum):
    """Who may see a part, and from when. The panellist chooses; until then it is PANEL."""

    PANEL = "panel"  # the panel, the moderators and the secretariat
    MISSIONS = "missions"  # all missions as well, that of the State under Review too
    MISSIONS_AFTER = "missions_after"  # the same, once the statement was given
    PUBLIC = "public"  # everybody, once the statement was given


class ProposalKind(StrEnum):
    QUESTION = "question"
    RECOMMENDATION = "recommendation"


class HandedIn(db.Model):
    """One part as it stands: who may read it, and the number of its newest version (0: nothing yet)."""

    __tablename__ = "handed_in"

    panellist_id: Mapped[str] = mapped_column(
        ForeignKey("panellist.id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[Part] = mapped_column(enumeration(Part), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None] = mapped_column(Instant)
    readers: Mapped[Readers | None] = mapped_column(enumeration(Readers))

    panellist: Mapped[Panellist] = relationship()


class StatementText(db.Model):
    """One version of a statement's text. Versions are added, never changed."""

    __tablename__ = "statement_text"
    __table_args__ = (UniqueConstraint("panellist_id", "version"),)

    id: Mapped[str] = random_id()
    panellist_id: Mapped[str] = mapped_column(ForeignKey("panellist.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Instant)


class Proposal(db.Model):
    """A question or a recommendation that a panellist suggests to missions."""

    __tablename__ = "proposal"

    id: Mapped[str] = random_id()
    panellist_id: Mapped[str] = mapped_column(ForeignKey("panellist.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ProposalKind] = mapped_column(enumeration(ProposalKind))
    theme: Mapped[str] = mapped_column(String(40))  # a code of applications.answers.THEMES
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int]

    panellist: Mapped[Panellist] = relationship()


class DueDate(db.Model):
    """The day, in the edition's zone, by whose end a part is asked for; nothing is refused after it."""

    __tablename__ = "due_date"

    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"), primary_key=True)
    part: Mapped[Part] = mapped_column(enumeration(Part), primary_key=True)
    due_on: Mapped[date]

    edition: Mapped[Edition] = relationship()
