"""Asking, and what moderators do with a question. Each act is one transaction and tells exactly whom it concerns."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.participants.models import Participant, Pass, PassStatus
from webapp.questions.audiences import told_of_changes
from webapp.questions.models import (
    OPEN,
    WAITING,
    Question,
    QuestionStatus,
    Queue,
    QueueCountrySession,
    Reason,
)

_CHANGED = _("This question was changed by somebody else meanwhile. Here is how it stands now.")


def ask(country_session_id: str, pass_id: str, *, submission: str, text: str, language: str, by: str) -> str:
    """Puts a question into the moderators' inbox; its id. The same `submission` again is the same question.

    Raises NotThere where the pass is dead or of another edition, Refused where its holder may not ask here, and Stale
    where the submission came before with other words: the first question stands, and these words are not lost.
    """
    try:
        return _ask(country_session_id, pass_id, submission, text, language, by)
    except IntegrityError:
        # The same form at the same instant: the other request was quicker, and now its question is found.
        return _ask(country_session_id, pass_id, submission, text, language, by)


def _ask(country_session_id: str, pass_id: str, submission: str, text: str, language: str, by: str) -> str:
    with transaction() as session:
        asker, country_session = _asker(session, pass_id, country_session_id)
        asked = session.scalar(select(Question).where(Question.submission == submission))
        if asked:
            return _asked_before(asked, asker, text, language)
        bar = bar_to_asking(asker, country_session)
        if bar:
            raise Refused(bar)
        queue_id = _queue_for(session, country_session_id)
        question = Question(
            id=new_id(),
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


def _asker(session: Session, pass_id: str, country_session_id: str) -> tuple[Participant, CountrySession]:
    held = session.get(Pass, pass_id)
    country_session = session.get(CountrySession, country_session_id)
    if held is None or country_session is None or held.status != PassStatus.ISSUED:
        raise NotThere
    if held.edition_number != country_session.edition_number:
        raise NotThere
    return held.participant, country_session


def _asked_before(question: Question, asker: Participant, text: str, language: str) -> str:
    if question.participant_id != asker.id or (question.text, question.language) != (text, language):
        raise Stale(
            _("This form was sent before, with other words. Send it once more to ask this question as well.")
        )
    return question.id


def bar_to_asking(asker: Participant, country_session: CountrySession) -> object | None:
    """Why this participant cannot ask in this country session, as a sentence (lazy); None where nothing bars them."""
    if country_session.status == CountrySessionStatus.NOT_HELD:
        return _("This country session is not held, so no questions are taken.")
    if country_session.status == CountrySessionStatus.HELD:
        return _("This country session is over, so no more questions are taken.")
    if asker.mission is None:
        return _("Questions are for the delegates of missions.")
    if asker.mission == country_session.state:
        # By default the State under Review may open with two minutes; asking is for those who will recommend.
        return _("Questions are for recommending States. The State under Review speaks at the opening.")
    return None


def _queue_for(session: Session, country_session_id: str) -> str:
    """The id of the queue that serves a country session; made with the first question."""
    of_session = CountrySession.id == country_session_id
    # Two first questions at once: the second waits here, and finds the queue that the first made.
    session.execute(select(CountrySession.id).where(of_session).with_for_update(key_share=True))
    known = session.scalar(
        select(QueueCountrySession.queue_id).where(
            QueueCountrySession.country_session_id == country_session_id
        )
    )
    if known:
        return known
    queue_id = new_id()
    session.execute(insert(Queue).values(id=queue_id))
    serves = {"country_session_id": country_session_id, "queue_id": queue_id}
    session.execute(insert(QueueCountrySession).values(serves))
    return queue_id


def edit(question_id: str, participant_id: str, *, text: str, language: str, version: int, by: str) -> None:
    """The asker's own change. A question that was approved goes back to the inbox: what was approved were other words.

    Raises Stale where the page showed an older state, or where the question has been dealt with.
    """
    with _asked_by(question_id, participant_id) as (session, question):
        _must_be_current(question, version)
        if question.status not in OPEN:
            raise Stale(_("This question can no longer be changed. Here is how it stands now."))
        if question.status == QuestionStatus.PENDING:
            question.has_changed(clock.now())
        else:
            question.become(QuestionStatus.PENDING, clock.now())
        question.text, question.language = text, language
        audit.record(session, "edit", "question", question.id, by=by)


def withdraw(question_id: str, participant_id: str, *, by: str) -> None:
    """The asker takes a question away, whatever became of it meanwhile, until it is called to the floor."""
    with _asked_by(question_id, participant_id) as (session, question):
        if question.status == QuestionStatus.WITHDRAWN:
            return  # the same button twice
        question.become(QuestionStatus.WITHDRAWN, clock.now())
        audit.record(session, "withdraw", "question", question.id, by=by)


@contextmanager
def _asked_by(question_id: str, participant_id: str) -> Iterator[tuple[Session, Question]]:
    mine = select(Question.queue_id).where(
        Question.id == question_id, Question.participant_id == participant_id
    )
    with transaction() as session, _held(session, session.scalar(mine), question_id) as question:
        yield session, question


def approve(question_id: str, country_session_id: str, *, version: int, by: str) -> None:
    """From the inbox into the queue, at its end."""
    with _moderated(question_id, country_session_id, version) as (session, question):
        _must_be_in(question, {QuestionStatus.PENDING})
        question.become(QuestionStatus.APPROVED, clock.now())
        question.position = _last_position(session, question.queue_id) + 1
        audit.record(session, "approve", "question", question.id, by=by)


def leave_out(question_id: str, country_session_id: str, reason: Reason, *, version: int, by: str) -> None:
    """Not taken up, for a reason that judges nobody. It can be brought back."""
    with _moderated(question_id, country_session_id, version) as (session, question):
        question.become(QuestionStatus.NOT_TAKEN_UP, clock.now())
        question.reason = reason
        audit.record(session, "leave-out", "question", question.id, by=by)


def mark_next(question_id: str, country_session_id: str, *, version: int, by: str) -> None:
    """Tells the room that this mission is next. Several may be."""
    _pass_on(question_id, country_session_id, QuestionStatus.NEXT, "mark-next", version, by)


def call_to_floor(question_id: str, country_session_id: str, *, version: int, by: str) -> None:
    """Puts the question on every screen. Raises Stale while another one is there: one at a time."""
    try:
        _pass_on(question_id, country_session_id, QuestionStatus.ON_FLOOR, "call", version, by)
    except IntegrityError:
        raise Stale(_("Another question is on the floor. Mark it answered first.")) from None


def mark_answered(question_id: str, country_session_id: str, *, version: int, by: str) -> None:
    _pass_on(question_id, country_session_id, QuestionStatus.ANSWERED, "answer", version, by)


def _pass_on(question_id, country_session_id, status: QuestionStatus, verb: str, version: int, by: str):
    with _moderated(question_id, country_session_id, version) as (session, question):
        question.become(status, clock.now())
        audit.record(session, verb, "question", question.id, by=by)


def bring_back(question_id: str, country_session_id: str, *, version: int, by: str) -> None:
    """Back among those that wait: from next and from the floor to the place that it had, else to the end."""
    had_a_place = {QuestionStatus.NEXT, QuestionStatus.ON_FLOOR}
    with _moderated(question_id, country_session_id, version) as (session, question):
        _must_be_in(question, had_a_place | {QuestionStatus.ANSWERED, QuestionStatus.NOT_TAKEN_UP})
        if question.status not in had_a_place:
            question.position = _last_position(session, question.queue_id) + 1
        question.become(QuestionStatus.APPROVED, clock.now())
        question.reason = None
        audit.record(session, "bring-back", "question", question.id, by=by)


def _last_position(session: Session, queue_id: str) -> int:
    last = select(func.max(Question.position)).where(
        Question.queue_id == queue_id, Question.status.in_(WAITING)
    )
    return session.scalar(last) or 0


def move(
    question_id: str, country_session_id: str, *, place: int, seen_at: int, version: int, by: str
) -> None:
    """Moves a waiting question to `place` (from 1) of the queue.

    Raises Stale where it no longer stands at `seen_at`, the place at which the page showed it.
    """
    with _moderated(question_id, country_session_id, version) as (session, question):
        waits = select(Question).where(Question.queue_id == question.queue_id, Question.status.in_(WAITING))
        order = list(session.scalars(waits.order_by(Question.position, Question.id)))
        if question not in order or order.index(question) + 1 != seen_at:
            raise Stale(_CHANGED)
        order.remove(question)
        order.insert(max(place, 1) - 1, question)
        for position, waiting in enumerate(order, 1):
            waiting.position = position
        audit.record(session, "move", "question", question.id, by=by)


@contextmanager
def _moderated(question_id: str, country_session_id: str, version: int) -> Iterator[tuple[Session, Question]]:
    here = (
        select(Question.queue_id)
        .join(QueueCountrySession, QueueCountrySession.queue_id == Question.queue_id)
        .where(Question.id == question_id, QueueCountrySession.country_session_id == country_session_id)
    )
    with transaction() as session, _held(session, session.scalar(here), question_id) as question:
        _must_be_current(question, version)
        yield session, question


@contextmanager
def _held(session: Session, queue_id: str | None, question_id: str) -> Iterator[Question]:
    """The question as it is once its queue is ours alone. Raises NotThere without a queue."""
    if queue_id is None:
        raise NotThere
    with told_of_changes(session, queue_id):
        yield session.get_one(Question, question_id)


def _must_be_current(question: Question, version: int) -> None:
    if question.version != version:
        raise Stale(_CHANGED)


def _must_be_in(question: Question, statuses: set[QuestionStatus]) -> None:
    if question.status not in statuses:
        raise Stale(_CHANGED)
