"""Travel grants and their budget, and how those who come travel. Money is in whole units of the budget's currency."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp import config
from webapp.applications.models import Application
from webapp.core.refused import Refused
from webapp.core.types import Instant, enumeration
from webapp.editions.models import Edition
from webapp.extensions import db


def erased_on(edition: Edition) -> date:
    """The day on which what was said of journeys to an edition is erased, receipts and letters with it."""
    return edition.last_day + timedelta(days=config.current().travel_kept_days)


class Budget(db.Model):
    """What an edition can spend on grants, and at which rates. `version` rises with each change."""

    __tablename__ = "travel_budget"

    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))  # ISO 4217
    total: Mapped[int]
    night: Mapped[int]  # what a night of accommodation costs
    per_diem: Mapped[int]  # what a day is given
    version: Mapped[int] = mapped_column(default=1)

    edition: Mapped[Edition] = relationship()


class GrantOutcome(StrEnum):
    GIVEN = "given"
    DECLINED = "declined"


class GrantReply(StrEnum):
    """What an applicant to whom a grant is given says to it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    TURNED_DOWN = "turned_down"


_R = GrantReply
REPLIES: dict[GrantReply, frozenset[GrantReply]] = {
    _R.OPEN: frozenset({_R.ACCEPTED, _R.TURNED_DOWN}),
    _R.ACCEPTED: frozenset({_R.TURNED_DOWN}),
    _R.TURNED_DOWN: frozenset(),
}


class GrantDecision(db.Model):
    """What was decided about one request for a travel grant, apart from whether the applicant speaks.

    Nobody hears of it before `released_at`. `airfare` is an estimate; `nights` and `days` (of per diem) are within what
    the edition offers. What it commits is airfare, nights and days at the rates of the budget.
    """

    __tablename__ = "grant_decision"

    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), primary_key=True)
    outcome: Mapped[GrantOutcome] = mapped_column(enumeration(GrantOutcome))
    airfare: Mapped[int] = mapped_column(default=0)
    nights: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    decided_at: Mapped[datetime] = mapped_column(Instant)
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    reply: Mapped[GrantReply | None] = mapped_column(enumeration(GrantReply))
    replied_at: Mapped[datetime | None] = mapped_column(Instant)

    application: Mapped[Application] = relationship()

    def answer(self, reply: GrantReply) -> None:
        """Raises Refused where the table does not allow it from here, or where nothing was given."""
        if self.reply is None or reply not in REPLIES[self.reply]:
            raise Refused(_("This grant can no longer be answered for. Write to the secretariat."))
        self.reply = reply


class Visa(StrEnum):
    UNKNOWN = "unknown"
    NOT_NEEDED = "not_needed"
    TO_APPLY = "to_apply"
    APPLIED = "applied"
    ISSUED = "issued"
    REFUSED = "refused"


class Travel(db.Model):
    """How one speaker travels: seen by the coordinator and by whoever holds the application, erased on its date.

    The name is written as in the passport: the letter and the ticket need it so.
    """

    __tablename__ = "travel"

    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    passport_name: Mapped[str | None] = mapped_column(String(200))
    passport_number: Mapped[str | None] = mapped_column(String(40))
    passport_country: Mapped[str | None] = mapped_column(String(2))
    passport_expires_on: Mapped[date | None]
    born_on: Mapped[date | None]
    arrives_on: Mapped[date | None]
    leaves_on: Mapped[date | None]
    flights: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    visa: Mapped[Visa] = mapped_column(enumeration(Visa), default=Visa.UNKNOWN)
    letter_issued_at: Mapped[datetime | None] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    application: Mapped[Application] = relationship()


class Receipt(db.Model):
    """What one receipt is for. Its file is a StoredFile of the purpose RECEIPT and of the same id."""

    __tablename__ = "travel_receipt"

    file_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    amount: Mapped[str] = mapped_column(String(40))  # as on the paper, with its currency
    added_at: Mapped[datetime] = mapped_column(Instant)


RECEIPT = "travel-receipt"
