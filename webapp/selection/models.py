"""Who is to speak: decisions that are prepared in silence, released together, and answered by the applicants."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.applications.models import Application
from webapp.core.refused import Refused
from webapp.core.types import Instant, enumeration
from webapp.extensions import db


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    WAITING = "waiting"  # on the waiting list: moves up when somebody else cannot come
    DECLINED = "declined"


class Reply(StrEnum):
    """What an applicant who was accepted says to it, or what became of the place."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    TURNED_DOWN = "turned_down"
    LAPSED = "lapsed"  # nothing was heard until the date
    TAKEN_OFF = "taken_off"  # the coordinator took them off the panel


_R = Reply
REPLIES: dict[Reply, frozenset[Reply]] = {
    _R.OPEN: frozenset({_R.CONFIRMED, _R.TURNED_DOWN, _R.LAPSED}),
    _R.CONFIRMED: frozenset({_R.TURNED_DOWN, _R.TAKEN_OFF}),
    _R.TURNED_DOWN: frozenset(),
    _R.LAPSED: frozenset({_R.OPEN}),
    _R.TAKEN_OFF: frozenset({_R.OPEN}),
}


class Decision(db.Model):
    """What the coordinator decided about one application.

    Nobody hears of it before `released_at`; until then it can be made otherwise or taken back. `position` is the place
    in the panel or on the waiting list, and `minutes` what the statement is given. `reply_until` is the first instant
    that is too late to confirm.
    """

    __tablename__ = "decision"

    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(enumeration(Outcome))
    position: Mapped[int | None]
    minutes: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    decided_at: Mapped[datetime] = mapped_column(Instant)
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    reply: Mapped[Reply | None] = mapped_column(enumeration(Reply))
    reply_until: Mapped[datetime | None] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant)
    replied_at: Mapped[datetime | None] = mapped_column(Instant)

    application: Mapped[Application] = relationship()

    def answer(self, reply: Reply) -> None:
        """Raises Refused where the table does not allow it from here, or where nothing was offered."""
        if self.reply is None or reply not in REPLIES[self.reply]:
            raise Refused(_("This place can no longer be answered for. Write to the secretariat."))
        self.reply = reply
