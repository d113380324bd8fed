"""Asking, and what moderators do with a question. Each act is one transaction and tells exactly whom it concerns."""

from contextlib import contextmanager

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.core import audit, clock
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.core.upsert import PerDialect
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.extensions import db
from webapp.participants.models import Participant, Pass, PassStatus
from webapp.questions.audiences import told_of_changes
from webapp.questions.models import WAITING, Question, QuestionStatus, Queue, QueueCountrySession, Reason

_SERVE = PerDialect(lambda insert: insert(QueueCountrySession).on_conflict_do_nothing())


def ask(country_session_id: str, pass_id: str, *, submission: str, text: str, language: str, by: str) -> str:
    """Puts a question into the moderators' inbox; its id. The same `submission` again is the same question.

    Raises NotThere where the pass is dead or of another edition, Refused where its holder may not ask here.
    """
    try:
        return _ask(country_session_id, pass_id, submission, text, language, by)
    except IntegrityError:
        # The same form at the same instant: the other request was quicker, and its question is this one.
        return db.session.scalars(select(Question.id).where(Question.submission == submission)).one()


def _ask(country_session_id: str, pass_id: str, submission: str, text: str, language: str, by: str) -> str:
    with transaction() as session:
        known = session.scalar(select(Question.id).where(Question.submission == submission))
        if known:
            return known
        asker = _asker(session, pass_id, country_session_id)
        queue_id = queue_for(session, country_session_id)
        question = Question(
            submission=submission,
            queue_id=queue_id,
            country_session_id=country_session_id,
            participant_id=asker.id,
            mission=asker.mission,
            language=language,
            text=text,
            status=QuestionStatus.PENDING,
            asked_at=clock.now(),
            changed_at=clock.now(),
        )
        with told_of_changes(session, queue_id):
            session.add(question)
        audit.record(session, "ask", "question", question.id, by=by)
        return question.id


def _asker(session: Session, pass_id: str, country_session_id: str) -> Participant:
    held = session.get(Pass, pass_id)
    country_session = session.get(CountrySession, country_session_id)
    if held is None or country_session is None or held.status != PassStatus.ISSUED:
        raise NotThere
    if held.edition_number != country_session.edition_number:
        raise NotThere
    if country_session.status == CountrySessionStatus.NOT_HELD:
        raise Refused(_("This country session is not held, so no questions are taken."))
    asker = held.participant
    if asker.mission == country_session.state:
        # The State under Review may open with two minutes; asking is for those who will recommend.
        raise Refused(
            _("Questions are for recommending States. The State under Review speaks at the opening.")
        )
    return asker


def queue_for(session: Session, country_session_id: str) -> str:
    """The id of the queue that serves a country session; made when it is first needed."""
    serves = select(QueueCountrySession.queue_id).where(
        QueueCountrySession.country_session_id == country_session_id
    )
    known = session.scalar(serves)
    if known:
        return known
    queue = Queue()
    session.add(queue)
    session.flush()
    session.execute(_SERVE.on(session), {"country_session_id": country_session_id, "queue_id": queue.id})
    return session.scalars(serves).one()


def edit(question_id: str, participant_id: str, *, text: str, language: str, version: int, by: str) -> None:
    """The asker's own change. A question that was approved goes back to the inbox: what was approved were other words."""
    with _asked_by(question_id, participant_id, version) as (session, question):
        if question.status != QuestionStatus.PENDING:
            question.become(QuestionStatus.PENDING, clock.now())
        question.text, question.language = text, language
        question.version += 1
        question.changed_at = clock.now()
        audit.record(session, "edit", "question", question.id, by=by)


def withdraw(question_id: str, participant_id: str, *, by: str) -> None:
    with _asked_by(question_id, participant_id, None) as (session, question):
        question.become(QuestionStatus.WITHDRAWN, clock.now())
        audit.record(session, "withdraw", "question", question.id, by=by)


@contextmanager
def _asked_by(question_id: str, participant_id: str, version: int | None):
    with transaction() as session:
        queue_id = session.scalar(
            select(Question.queue_id).where(
                Question.id == question_id, Question.participant_id == participant_id
            )
        )
        if queue_id is None:
            raise NotThere
        with told_of_changes(session, queue_id):
            yield session, _current(session, question_id, version)


def approve(question_id: str, queue_id: str, *, by: str) -> None:
    """Into the queue, at its end."""
    with _moderated(question_id, queue_id) as (session, question):
        question.become(QuestionStatus.APPROVED, clock.now())
        question.reason = None
        question.position = _last_position(session, queue_id) + 1
        audit.record(session, "approve", "question", question.id, by=by)


def _last_position(session: Session, queue_id: str) -> int:
    last = select(func.max(Question.position)).where(
        Question.queue_id == queue_id, Question.status.in_(WAITING)
    )
    return session.scalar(last) or 0


def leave_out(question_id: str, queue_id: str, reason: Reason, *, by: str) -> None:
    """Not taken up, for a reason that judges nobody. It can be brought back."""
    with _moderated(question_id, queue_id) as (session, question):
        question.become(QuestionStatus.NOT_TAKEN_UP, clock.now())
        question.reason = reason
        audit.record(session, "leave-out", "question", question.id, by=by)


def mark_next(question_id: str, queue_id: str, *, by: str) -> None:
    """Tells the room that this mission is next. Several may be."""
    _pass_on(question_id, queue_id, QuestionStatus.NEXT, "mark-next", by)


def call_to_floor(question_id: str, queue_id: str, *, by: str) -> None:
    """Puts the question on every screen. Raises Stale while another one is there: one at a time."""
    try:
        _pass_on(question_id, queue_id, QuestionStatus.ON_FLOOR, "call", by)
    except IntegrityError:
        raise Stale(_("Another question is on the floor. Mark it answered first.")) from None


def mark_answered(question_id: str, queue_id: str, *, by: str) -> None:
    _pass_on(question_id, queue_id, QuestionStatus.ANSWERED, "answer", by)


def bring_back(question_id: str, queue_id: str, *, by: str) -> None:
    """Back among those that wait, at the end: from the floor, from next, from answered, from not taken up."""
    approve(question_id, queue_id, by=by)


def _pass_on(question_id: str, queue_id: str, status: QuestionStatus, verb: str, by: str) -> None:
    with _moderated(question_id, queue_id) as (session, question):
        question.become(status, clock.now())
        audit.record(session, verb, "question", question.id, by=by)


def move(question_id: str, queue_id: str, *, to: int, version: int, by: str) -> None:
    """Moves a waiting question to place `to` (from 1) of the queue. Raises Stale where the page showed another state."""
    with _moderated(question_id, queue_id, version) as (session, question):
        waits = select(Question).where(Question.queue_id == queue_id, Question.status.in_(WAITING))
        order = list(session.scalars(waits.order_by(Question.position, Question.id)))
        if question not in order:
            raise Stale(_("This question no longer waits. Here is how it stands now."))
        order.remove(question)
        order.insert(min(max(to, 1), len(order) + 1) - 1, question)
        for place, waiting in enumerate(order, 1):
            waiting.position = place
        audit.record(session, "move", "question", question.id, by=by)


@contextmanager
def _moderated(question_id: str, queue_id: str, version: int | None = None):
    with transaction() as session, told_of_changes(session, queue_id):
        question = _current(session, question_id, version)
        if question.queue_id != queue_id:
            raise NotThere
        yield session, question


def _current(session: Session, question_id: str, version: int | None) -> Question:
    question = session.get(Question, question_id)
    if question is None:
        raise NotThere
    if version is not None and question.version != version:
        raise Stale(_("This question was changed by somebody else meanwhile. Here is how it stands now."))
    return question
