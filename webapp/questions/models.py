"""Queues and questions, and the table of what may become of a question."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core.refused import Stale
from webapp.core.types import Instant, enumeration, random_id
from webapp.extensions import db

TEXT_MOST = 1000


class QuestionStatus(StrEnum):
    PENDING = "pending"
    RETURNED = "returned"  # to its asker, to be made shorter or clearer
    APPROVED = "approved"
    NEXT = "next"
    ON_FLOOR = "on_floor"
    HEARD = "heard"  # put to the panel, which answers when the round is complete
    ANSWERED = "answered"
    NOT_TAKEN_UP = "not_taken_up"
    MERGED = "merged"  # asked together with another that says the same
    WITHDRAWN = "withdrawn"


class QuestionKind(StrEnum):
    """Written out, or asked by word of mouth once the mission is called."""

    WRITTEN = "written"
    SPOKEN = "spoken"


class Reason(StrEnum):
    """Why a question was not taken up: never a judgement on it."""

    TIME = "time"
    ALREADY_ASKED = "already_asked"


class Wish(StrEnum):
    """What a moderator asks of a delegate whose question is returned."""

    SHORTER = "shorter"
    CLEARER = "clearer"


class Answer(StrEnum):
    """What became of a question that was put. That somebody passed is never told outside moderation."""

    SPOKEN = "spoken"
    IN_WRITING = "in_writing"
    PASSED = "passed"


_S = QuestionStatus
# From each status, where a question may go. What a moderator did can be brought back; what its asker took away cannot.
TRANSITIONS: dict[QuestionStatus, frozenset[QuestionStatus]] = {
    _S.PENDING: frozenset({_S.APPROVED, _S.RETURNED, _S.NOT_TAKEN_UP, _S.MERGED, _S.WITHDRAWN}),
    _S.RETURNED: frozenset({_S.PENDING, _S.APPROVED, _S.NOT_TAKEN_UP, _S.WITHDRAWN}),
    _S.APPROVED: frozenset({_S.NEXT, _S.ON_FLOOR, _S.NOT_TAKEN_UP, _S.MERGED, _S.WITHDRAWN, _S.PENDING}),
    _S.NEXT: frozenset({_S.APPROVED, _S.ON_FLOOR, _S.NOT_TAKEN_UP, _S.MERGED, _S.WITHDRAWN, _S.PENDING}),
    _S.ON_FLOOR: frozenset({_S.HEARD, _S.ANSWERED, _S.APPROVED}),
    _S.HEARD: frozenset({_S.ON_FLOOR, _S.ANSWERED, _S.APPROVED}),
    _S.ANSWERED: frozenset({_S.APPROVED}),
    _S.NOT_TAKEN_UP: frozenset({_S.APPROVED}),
    # To pending and next as the successor of the one that led it.
    _S.MERGED: frozenset({_S.PENDING, _S.APPROVED, _S.NEXT, _S.WITHDRAWN}),
    _S.WITHDRAWN: frozenset(),
}
WAITING = frozenset({_S.APPROVED, _S.NEXT})
# Of the round that is being put to the panel.
IN_ROUND = frozenset({_S.ON_FLOOR, _S.HEARD})
# What its asker may still change or take away: everything that has not been dealt with.
OPEN = frozenset({_S.PENDING, _S.RETURNED}) | WAITING


class Queue(db.Model):
    """The questions of one country session, or of several together, as virtual editions had it.

    A round is a handful of questions that are put together before the panel answers; `round` numbers the present one.
    """

    __tablename__ = "queue"

    id: Mapped[str] = random_id()
    round: Mapped[int] = mapped_column(default=1)


class QueueCountrySession(db.Model):
    """Which queue serves a country session: one each."""

    __tablename__ = "queue_country_session"

    country_session_id: Mapped[str] = mapped_column(ForeignKey("country_session.id"), primary_key=True)
    queue_id: Mapped[str] = mapped_column(ForeignKey("queue.id"), index=True)


class Question(db.Model):
    """What a delegate puts to the panel. One question is on the floor at a time: the index below decides races."""

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_queue_id", "queue_id", "status", "position"),
        Index(
            "uq_question_on_floor",
            "queue_id",
            unique=True,
            sqlite_where=text("status = 'on_floor'"),
            postgresql_where=text("status = 'on_floor'"),
        ),
    )

    id: Mapped[str] = random_id()
    # The random number of the form that was sent: sending it again asks nothing again.
    submission: Mapped[str] = mapped_column(String(36), unique=True)
    queue_id: Mapped[str] = mapped_column(ForeignKey("queue.id"))
    country_session_id: Mapped[str] = mapped_column(ForeignKey("country_session.id"))
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    mission: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))
    kind: Mapped[QuestionKind] = mapped_column(enumeration(QuestionKind), default=QuestionKind.WRITTEN)
    # Whom it is put to; None is the whole panel.
    panellist_id: Mapped[str | None] = mapped_column(ForeignKey("panellist.id"))
    text: Mapped[str] = mapped_column(String(TEXT_MOST))
    # As its asker wrote it, where a moderator mended it.
    text_as_asked: Mapped[str | None] = mapped_column(String(TEXT_MOST))
    # Shown beside the text, in the language that a moderator translated it into.
    translation: Mapped[str | None] = mapped_column(String(TEXT_MOST))
    translation_language: Mapped[str | None] = mapped_column(String(8))
    status: Mapped[QuestionStatus] = mapped_column(enumeration(QuestionStatus))
    reason: Mapped[Reason | None] = mapped_column(enumeration(Reason))
    wish: Mapped[Wish | None] = mapped_column(enumeration(Wish))
    answer: Mapped[Answer | None] = mapped_column(enumeration(Answer))
    # The question with which this one is asked.
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("question.id"), index=True)
    # Of its queue, once it was called.
    round: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    # Rises with each change of words or status, so that nobody decides about words that they have not seen.
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    def become(self, status: QuestionStatus, at: datetime) -> None:
        """Moves the question on. Raises Stale where the table does not allow it from here: somebody was quicker."""
        if status not in TRANSITIONS[self.status]:
            raise Stale(_("This question was changed by somebody else meanwhile. Here is how it stands now."))
        self.status = status
        self.has_changed(at)

    def has_changed(self, at: datetime) -> None:
        self.version += 1
        self.changed_at = at


class ModerationAct(db.Model):
    """An act of a moderator that can be undone.

    `before` holds, for each question that the act changed, the columns that it changed as they were: words only
    where it changed words. `after` holds the versions once it was done, of those that are to lead one of them again
    as well. Undoing is refused as soon as one of them has changed again.
    """

    __tablename__ = "moderation_act"

    id: Mapped[str] = random_id()
    queue_id: Mapped[str] = mapped_column(ForeignKey("queue.id"), index=True)
    question_id: Mapped[str | None] = mapped_column(ForeignKey("question.id"))
    verb: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[dict] = mapped_column(JSON)
    after: Mapped[dict] = mapped_column(JSON)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
