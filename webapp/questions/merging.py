"""Questions that are asked as one: one of them leads, and what becomes of it becomes of the others."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.core import clock
from webapp.questions.models import Question, QuestionStatus


def led_by(session: Session, question: Question) -> Sequence[Question]:
    """Those that are asked together with `question`, the first to ask first."""
    merged = select(Question).where(
        Question.merged_into_id == question.id, Question.status == QuestionStatus.MERGED
    )
    return session.scalars(merged.order_by(Question.asked_at, Question.id)).all()


def standing(session: Session, question: Question) -> QuestionStatus:
    """How the question stands: one that was merged, as the one that leads it."""
    if question.status != QuestionStatus.MERGED:
        return question.status
    return session.get_one(Question, question.merged_into_id).status


def lead(session: Session, question: Question, others: Sequence[Question]) -> None:
    """Has `question` lead the others, whichever led them."""
    for other in others:
        other.merged_into_id = question.id
        other.has_changed(clock.now())


def hand_over(session: Session, question: Question) -> None:
    """Before a question goes its own way: the first of those it leads takes its place, and leads the rest.

    So no mission loses its turn because another one changed its mind.
    """
    successor, *rest = led_by(session, question) or [None]
    if successor is None:
        return
    successor.become(question.status, clock.now())
    successor.merged_into_id = None
    successor.position = question.position
    lead(session, successor, rest)
