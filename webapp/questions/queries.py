"""Reads of a queue, each for one audience."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webapp.extensions import db
from webapp.questions.models import WAITING, Question, QuestionStatus, QueueCountrySession


@dataclass(frozen=True, slots=True)
class RoomView:
    """What everybody in the room may see of a queue: nothing that waits unless the moderator marked it next."""

    on_floor: Question | None
    next: list[Question]
    waiting: int


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question as its own delegation sees it; `place` is where it stands among those that wait, from 1."""

    question: Question
    place: int | None


@dataclass(frozen=True, slots=True)
class ModeratorsView:
    """The whole queue, by what a moderator can do next."""

    inbox: list[Question]
    waiting: list[Question]
    on_floor: Question | None
    done: list[Question]


def queue_of(country_session_id: str) -> str | None:
    """The queue that serves a country session; None before anybody asked."""
    return db.session.scalar(
        select(QueueCountrySession.queue_id).where(
            QueueCountrySession.country_session_id == country_session_id
        )
    )


def room_view(queue_id: str) -> RoomView:
    questions = _questions(queue_id)
    waiting = [question for question in questions if question.status in WAITING]
    return RoomView(
        on_floor=_only(questions, QuestionStatus.ON_FLOOR),
        next=[question for question in waiting if question.status == QuestionStatus.NEXT],
        waiting=sum(question.status == QuestionStatus.APPROVED for question in waiting),
    )


def own_questions(queue_id: str, mission: str) -> list[OwnQuestion]:
    """What one delegation asked, the newest first, each with its place in the queue."""
    questions = _questions(queue_id)
    waiting = [question.id for question in questions if question.status in WAITING]
    place = {question_id: place for place, question_id in enumerate(waiting, 1)}
    mine = [question for question in questions if question.mission == mission]
    mine.sort(key=lambda question: question.asked_at, reverse=True)
    return [OwnQuestion(question, place.get(question.id)) for question in mine]


def moderators_view(queue_id: str) -> ModeratorsView:
    questions = _questions(queue_id)
    inbox = [question for question in questions if question.status == QuestionStatus.PENDING]
    done = [q for q in questions if q.status in (QuestionStatus.ANSWERED, QuestionStatus.NOT_TAKEN_UP)]
    return ModeratorsView(
        inbox=sorted(inbox, key=lambda question: question.changed_at),
        waiting=[question for question in questions if question.status in WAITING],
        on_floor=_only(questions, QuestionStatus.ON_FLOOR),
        done=sorted(done, key=lambda question: question.changed_at, reverse=True),
    )


def asked_by(question_id: str, participant_id: str) -> Question | None:
    return db.session.scalar(
        select(Question).where(Question.id == question_id, Question.participant_id == participant_id)
    )


def _questions(queue_id: str) -> list[Question]:
    in_order = select(Question).where(Question.queue_id == queue_id).order_by(Question.position, Question.id)
    return list(db.session.scalars(in_order.options(joinedload(Question.country_session))))


def _only(questions: list[Question], status: QuestionStatus) -> Question | None:
    return next((question for question in questions if question.status == status), None)
