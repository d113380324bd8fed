"""Panellists, the statements that they give, and the sitting in which they give them."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.applications.models import Application
from webapp.core.refused import Refused
from webapp.core.types import Instant, enumeration, random_id
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants.models import ORGANISATION_MOST, Appearance, OrganisationKind, Participant

MINUTES = range(1, 31)  # what a statement may be given


class Presence(StrEnum):
    """How a panellist's statement is given. Whoever cannot be in the room keeps the slot."""

    IN_ROOM = "in_room"
    REMOTE = "remote"
    VIDEO = "video"
    READ_OUT = "read_out"  # by the moderator


class AbsenceNote(StrEnum):
    """What everybody is told of why somebody is not in the room. They choose it; until then it is NOTHING."""

    NOTHING = "nothing"
    UNABLE = "unable"
    PREVENTED = "prevented"


class Panellist(db.Model):
    """A speaker who was selected for a country session and confirmed; a role of a participant.

    `absence_note` says what is told of an absence, and is None for whoever is in the room. `hidden_at` is when they
    asked to be taken off everything: from then on they are shown as NEITHER, whatever `appearance` says.
    """

    __tablename__ = "panellist"

    id: Mapped[str] = random_id()
    country_session_id: Mapped[str] = mapped_column(ForeignKey("country_session.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    kind: Mapped[OrganisationKind] = mapped_column(enumeration(OrganisationKind))
    organisation: Mapped[str] = mapped_column(String(ORGANISATION_MOST))
    appearance: Mapped[Appearance | None] = mapped_column(enumeration(Appearance))
    # None for one whom the secretariat invited without an application.
    application_id: Mapped[str | None] = mapped_column(ForeignKey(Application.id), index=True)
    presence: Mapped[Presence] = mapped_column(
        enumeration(Presence), default=Presence.IN_ROOM, server_default=Presence.IN_ROOM
    )
    absence_note: Mapped[AbsenceNote | None] = mapped_column(enumeration(AbsenceNote))
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)

    country_session: Mapped[CountrySession] = relationship()
    participant: Mapped[Participant] = relationship()


class StatementStatus(StrEnum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    GIVEN = "given"


_S = StatementStatus
STATEMENT_TRANSITIONS: dict[StatementStatus, frozenset[StatementStatus]] = {
    _S.WAITING: frozenset({_S.SPEAKING}),
    _S.SPEAKING: frozenset({_S.GIVEN, _S.WAITING}),
    _S.GIVEN: frozenset({_S.WAITING, _S.SPEAKING}),
}


class Statement(db.Model):
    """A slot in the order of speaking: a panellist's, or the State under Review's own where there is no panellist.

    One is being given at a time: the index below decides races.
    """

    __tablename__ = "statement"
    __table_args__ = (
        Index(
            "uq_statement_speaking",
            "country_session_id",
            unique=True,
            sqlite_where=text("status = 'speaking'"),
            postgresql_where=text("status = 'speaking'"),
        ),
    )

    id: Mapped[str] = random_id()
    country_session_id: Mapped[str] = mapped_column(ForeignKey("country_session.id"), index=True)
    panellist_id: Mapped[str | None] = mapped_column(ForeignKey("panellist.id"), unique=True)
    position: Mapped[int]
    minutes: Mapped[int]
    status: Mapped[StatementStatus] = mapped_column(
        enumeration(StatementStatus), default=StatementStatus.WAITING
    )

    panellist: Mapped[Panellist | None] = relationship()

    def become(self, status: StatementStatus) -> None:
        """Moves the statement on. Raises Refused where the table does not allow it from here."""
        if status not in STATEMENT_TRANSITIONS[self.status]:
            raise Refused(_("That cannot be done with this statement as it stands now."))
        self.status = status


class Phase(StrEnum):
    """How far a country session is. Suspending it is no phase: afterwards it goes on where it was."""

    BEFORE = "before"
    STATEMENTS = "statements"
    FLOOR = "floor"
    CLOSED = "closed"


_P = Phase
# A moderator can go back from each: what was pressed too early is undone by pressing the other way.
PHASE_TRANSITIONS: dict[Phase, frozenset[Phase]] = {
    _P.BEFORE: frozenset({_P.STATEMENTS, _P.FLOOR}),
    _P.STATEMENTS: frozenset({_P.BEFORE, _P.FLOOR, _P.CLOSED}),
    _P.FLOOR: frozenset({_P.STATEMENTS, _P.CLOSED}),
    _P.CLOSED: frozenset({_P.FLOOR}),
}


class Sitting(db.Model):
    """One country session as it goes: its phase, its timer, whether its screens are blank, and what it allows.

    The timer is stored as the instant at which it ends while it runs, or as the seconds that are left while it stands;
    without either there is none. With both it stands because the sitting is suspended, and will run on with it.
    `timer_total` is what it was set to, in seconds. `version` rises with each act.
    """

    __tablename__ = "sitting"

    country_session_id: Mapped[str] = mapped_column(ForeignKey("country_session.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    phase: Mapped[Phase] = mapped_column(enumeration(Phase), default=Phase.BEFORE)
    suspended: Mapped[bool] = mapped_column(default=False)
    blank: Mapped[bool] = mapped_column(default=False)
    timer_total: Mapped[int | None]
    timer_ends_at: Mapped[datetime | None] = mapped_column(Instant)
    timer_left: Mapped[int | None]
    # What the State under Review may do here beside opening (product: three settings, the opening alone by default).
    under_review_opens: Mapped[bool] = mapped_column(default=True)
    under_review_replies: Mapped[bool] = mapped_column(default=False)
    under_review_asks: Mapped[bool] = mapped_column(default=False)
    # Whether everybody sees which missions wait, not only those marked next.
    shows_waiting: Mapped[bool] = mapped_column(default=False)

    def enter(self, phase: Phase) -> None:
        """Raises Refused where the table does not allow it from here."""
        if phase not in PHASE_TRANSITIONS[self.phase]:
            raise Refused(_("The country session cannot go there from where it stands now."))
        self.phase = phase
