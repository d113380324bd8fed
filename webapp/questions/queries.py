"""Reads of a queue, each for one audience and made of plain values: a screen cannot show what its audience may not see.

The live channel compares these same values (see audiences.py), so a topic rises exactly when what is shown has changed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, select

from webapp.extensions import db
from webapp.questions.models import WAITING, Question, QuestionStatus, QueueCountrySession, Reason


@dataclass(frozen=True, slots=True)
class OnFloor:
    mission: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class RoomView:
    """What everybody in the room may see of a queue: nothing that waits, but for the missions marked next."""

    on_floor: OnFloor | None
    next: tuple[str, ...]  # missions, in the order of the queue, each once
    waiting: int  # questions behind those


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question as its own delegation sees it. `place` is where it stands among those that wait, from 1."""

    id: str
    participant_id: str
    language: str
    text: str
    status: QuestionStatus
    reason: Reason | None
    version: int
    place: int | None


@dataclass(frozen=True, slots=True)
class ModeratorsView:
    """The whole queue, by what a moderator can do next. Rows have the columns of `_SHOWN`."""

    inbox: tuple[Row, ...]
    waiting: tuple[Row, ...]
    on_floor: Row | None
    done: tuple[Row, ...]


OwnView = tuple[OwnQuestion, ...]

_SHOWN = (
    Question.id,
    Question.participant_id,
    Question.mission,
    Question.language,
    Question.text,
    Question.status,
    Question.reason,
    Question.version,
    Question.asked_at,
    Question.changed_at,
)


def in_queue(queue_id: str) -> Select:
    """The questions of one queue in its order, but for those that were withdrawn: nobody sees them again."""
    return _in_order(Question.queue_id == queue_id)


def room_view(country_session_id: str) -> RoomView:
    return for_room(_questions(country_session_id))


def own_view(country_session_id: str, mission: str) -> OwnView:
    """What one delegation asked, the newest first."""
    return for_missions(_questions(country_session_id)).get(mission, ())


def moderators_view(country_session_id: str) -> ModeratorsView:
    return for_moderators(_questions(country_session_id))


def own_question(question_id: str, country_session_id: str, participant_id: str) -> Question | None:
    """A question that this very participant asked."""
    return db.session.scalar(
        select(Question).where(
            Question.id == question_id,
            Question.country_session_id == country_session_id,
            Question.participant_id == participant_id,
        )
    )


def for_room(questions: Sequence[Row]) -> RoomView:
    on_floor = _on_floor(questions)
    marked = [question.mission for question in questions if question.status == QuestionStatus.NEXT]
    return RoomView(
        on_floor=on_floor and OnFloor(on_floor.mission, on_floor.language, on_floor.text),
        next=tuple(dict.fromkeys(marked)),
        waiting=sum(question.status == QuestionStatus.APPROVED for question in questions),
    )


def for_missions(questions: Sequence[Row]) -> dict[str, OwnView]:
    """For each mission that asked, what its delegation sees."""
    waiting = [question.id for question in questions if question.status in WAITING]
    place = {question_id: place for place, question_id in enumerate(waiting, 1)}
    mine = defaultdict(list)
    for question in sorted(questions, key=lambda question: (question.asked_at, question.id), reverse=True):
        mine[question.mission].append(_own(question, place.get(question.id)))
    return {mission: tuple(own) for mission, own in mine.items()}


def _own(question: Row, place: int | None) -> OwnQuestion:
    return OwnQuestion(
        id=question.id,
        participant_id=question.participant_id,
        language=question.language,
        text=question.text,
        status=question.status,
        reason=question.reason,
        version=question.version,
        place=place,
    )


def for_moderators(questions: Sequence[Row]) -> ModeratorsView:
    by_change = sorted(questions, key=lambda question: (question.changed_at, question.id))
    done = (QuestionStatus.ANSWERED, QuestionStatus.NOT_TAKEN_UP)
    return ModeratorsView(
        inbox=tuple(question for question in by_change if question.status == QuestionStatus.PENDING),
        waiting=tuple(question for question in questions if question.status in WAITING),
        on_floor=_on_floor(questions),
        done=tuple(question for question in reversed(by_change) if question.status in done),
    )


def _on_floor(questions: Sequence[Row]) -> Row | None:
    return next((question for question in questions if question.status == QuestionStatus.ON_FLOOR), None)


def _questions(country_session_id: str) -> Sequence[Row]:
    """Before anybody asked there is no queue, and so there are none."""
    serves = select(QueueCountrySession.queue_id).where(
        QueueCountrySession.country_session_id == country_session_id
    )
    return db.session.execute(_in_order(Question.queue_id == serves.scalar_subquery())).all()


def _in_order(of_queue) -> Select:
    seen = select(*_SHOWN).where(of_queue, Question.status != QuestionStatus.WITHDRAWN)
    return seen.order_by(Question.position, Question.id)
