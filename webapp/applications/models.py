"""An organisation's request to speak in one country session: as it is being written, and as it was sent."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.core.refused import Refused
from webapp.core.types import Instant, enumeration, random_id
from webapp.editions.models import CountrySession, Edition
from webapp.extensions import db
from webapp.participants.models import ORGANISATION_MOST, OrganisationKind

Typed = dict[str, str | list[str]]
REFERENCE_MOST = 20


class ApplicationStatus(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


_A = ApplicationStatus
# Until the call closes it can be changed and sent again: what was sent last stands.
TRANSITIONS: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    _A.DRAFT: frozenset({_A.SENT}),
    _A.SENT: frozenset({_A.SENT, _A.WITHDRAWN}),
    _A.WITHDRAWN: frozenset(),
}


class Application(db.Model):
    """One application, from its first field on.

    `answers` holds what was typed, field by field, whatever it is worth. `sent` holds the answers as they were sent,
    clean and complete, and the columns beside it what lists are made from: all of them None until then. `version`
    counts the changes of `answers`, so that nobody sends what they have not seen. `late_until` is a deadline of its
    own that the coordinator gave; as every deadline, the first instant that is too late.
    """

    __tablename__ = "application"

    id: Mapped[str] = random_id()
    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"), index=True)
    status: Mapped[ApplicationStatus] = mapped_column(enumeration(ApplicationStatus))
    version: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str] = mapped_column(String(8))
    answers: Mapped[Typed] = mapped_column(JSON)
    late_until: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    # Where links to it go: the last address in `answers` that is one. Nobody is told whether it is known here.
    email: Mapped[str | None] = mapped_column(String(254), index=True)

    reference: Mapped[str | None] = mapped_column(String(REFERENCE_MOST), unique=True)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    sent: Mapped[Typed | None] = mapped_column(JSON)
    country_session_id: Mapped[str | None] = mapped_column(ForeignKey("country_session.id"), index=True)
    kind: Mapped[OrganisationKind | None] = mapped_column(enumeration(OrganisationKind))
    organisation: Mapped[str | None] = mapped_column(String(ORGANISATION_MOST))
    organisation_folded: Mapped[str | None] = mapped_column(String(2 * ORGANISATION_MOST))

    edition: Mapped[Edition] = relationship()
    country_session: Mapped[CountrySession | None] = relationship()

    def become(self, status: ApplicationStatus) -> None:
        """Raises Refused where the table does not allow it from here."""
        if status not in TRANSITIONS[self.status]:
            raise Refused(_("This application was withdrawn, so it can no longer be changed."))
        self.status = status
