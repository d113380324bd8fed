"""Participants, passes, and the country sessions that each is expected at."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp import states
from webapp.core import typefaces
from webapp.core.types import Instant, enumeration, random_id
from webapp.editions.models import CountrySession, Edition, in_time_order
from webapp.extensions import db

NAME_MOST = 200
ORGANISATION_MOST = 200


class Category(StrEnum):
    """What a participant comes as; the badge and the door say it in words."""

    DELEGATE = "delegate"
    PANELLIST = "panellist"


class OrganisationKind(StrEnum):
    """A National Human Rights Institution is never filed as a civil society organisation."""

    CSO = "cso"
    COALITION = "coalition"
    NHRI = "nhri"


class Appearance(StrEnum):
    """How a person chose to be shown in public. Until they have chosen, it is as NEITHER."""

    PUBLIC = "public"
    ORGANISATION = "organisation"
    NEITHER = "neither"


class PassStatus(StrEnum):
    ISSUED = "issued"
    REVOKED = "revoked"


class Participant(db.Model):
    """A person in one edition. The name is kept as written, and once more folded for search."""

    __tablename__ = "participant"

    id: Mapped[str] = random_id()
    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"), index=True)
    category: Mapped[Category] = mapped_column(enumeration(Category))
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    name_folded: Mapped[str] = mapped_column(String(2 * NAME_MOST))
    mission: Mapped[str | None] = mapped_column(String(8))
    locale: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(Instant)
    # Agreed to be photographed, and wears a mark. Nobody who did not is singled out.
    photographed: Mapped[bool] = mapped_column(default=False, server_default=false())
    # A spelling for paper, where no font has the letters of the name.
    printed_name: Mapped[str | None] = mapped_column(String(NAME_MOST))

    edition: Mapped[Edition] = relationship()
    expected_at: Mapped[list[CountrySession]] = relationship(
        secondary="expectation", order_by=CountrySession.position
    )
    passes: Mapped[list["Pass"]] = relationship(back_populates="participant", order_by="Pass.issue")

    @property
    def agenda(self) -> list[CountrySession]:
        """Where they are expected, as the week goes."""
        return in_time_order(self.expected_at)

    def affiliation(self, locale: str) -> str:
        """What the person stands for, short: "Chile"."""
        return states.mission(self.mission).short.to(locale) if self.mission else ""

    def mission_name(self, locale: str) -> str:
        """The proper name of the mission: "Permanent Mission of Chile"; empty for those who come for none."""
        return states.mission(self.mission).names.to(locale) if self.mission else ""

    @property
    def letters_missing(self) -> list[str]:
        """What paper lacks of the name, mostly nothing: the letters that no font has."""
        return [self.name] if typefaces.is_blank(self.name) else typefaces.missing(self.name)

    @property
    def live_pass(self) -> "Pass | None":
        return next((issued for issued in self.passes if issued.status == PassStatus.ISSUED), None)


class Expectation(db.Model):
    """A country session that a participant is expected at: a forecast for seating; a bar only in a limited room."""

    __tablename__ = "expectation"

    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    country_session_id: Mapped[str] = mapped_column(ForeignKey("country_session.id"), primary_key=True)


class Pass(db.Model):
    """What a participant shows at the door.

    The code in its QR is not stored: it is derived from the pass's id and issue under PASS_KEY (see codes.py). What is
    stored is `code_id`, which can be made from the code but not turned back into it.
    """

    __tablename__ = "pass"
    __table_args__ = (
        UniqueConstraint("edition_number", "short_code"),
        UniqueConstraint("participant_id", "issue"),
    )

    id: Mapped[str] = random_id()
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"))
    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"))
    issue: Mapped[int]
    code_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    short_code: Mapped[str] = mapped_column(String(8))
    status: Mapped[PassStatus] = mapped_column(enumeration(PassStatus))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    # When its badge was printed as it would be printed now.
    printed_at: Mapped[datetime | None] = mapped_column(Instant)

    participant: Mapped[Participant] = relationship(back_populates="passes")
