"""What every act of a moderator has in common: it holds the queue, checks what the page showed, and is remembered."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.core import audit
from webapp.core.refused import NotThere, Stale
from webapp.core.transaction import transaction
from webapp.questions import undo
from webapp.questions.audiences import Held, told_of_changes
from webapp.questions.models import WAITING, Question, QuestionStatus, QueueCountrySession

CHANGED = _("This question was changed by somebody else meanwhile. Here is how it stands now.")


@contextmanager
def on_question(
    verb: str, question_id: str, country_session_id: str, version: int, by: str
) -> Iterator[tuple[Session, Question]]:
    """One act on one question: one transaction, in the audit, to be undone, and told to those whose view changed.

    Raises NotThere where the queue of the country session has no such question, Stale where its version is another.
    """
    here = (
        select(Question.queue_id)
        .join(QueueCountrySession, QueueCountrySession.queue_id == Question.queue_id)
        .where(Question.id == question_id, QueueCountrySession.country_session_id == country_session_id)
    )
    with transaction() as session, _held(session, session.scalar(here), verb, question_id, by):
        question = session.get_one(Question, question_id)
        must_be_current(question, version)
        yield session, question
        audit.record(session, verb, "question", question_id, by=by)


@contextmanager
def on_queue(verb: str, country_session_id: str, by: str) -> Iterator[tuple[Session, Held]]:
    """The same for an act on the queue as a whole. Raises NotThere before anybody asked."""
    here = select(QueueCountrySession.queue_id).where(
        QueueCountrySession.country_session_id == country_session_id
    )
    with transaction() as session, _held(session, session.scalar(here), verb, None, by) as held:
        yield session, held
        audit.record(session, verb, "queue", held.queue.id, by=by)


@contextmanager
def _held(
    session: Session, queue_id: str | None, verb: str, question_id: str | None, by: str
) -> Iterator[Held]:
    if queue_id is None:
        raise NotThere
    with told_of_changes(session, queue_id) as held:
        yield held
    undo.remember(session, held, verb, question_id, by)


def must_be_current(question: Question, version: int) -> None:
    if question.version != version:
        raise Stale(CHANGED)


def must_be_in(question: Question, statuses: frozenset[QuestionStatus] | set[QuestionStatus]) -> None:
    if question.status not in statuses:
        raise Stale(CHANGED)


def to_the_end(session: Session, question: Question) -> None:
    """Gives the question the last place of those that wait."""
    waits = (Question.queue_id == question.queue_id, Question.status.in_(WAITING))
    last = session.scalar(select(func.max(Question.position)).where(*waits, Question.id != question.id))
    question.position = (last or 0) + 1
