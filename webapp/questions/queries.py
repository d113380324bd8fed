"""Reads of a queue, each for one audience and made of plain values: a screen cannot show what its audience may not see.

The live channel compares these same values (see audiences.py), so a topic rises exactly when what is shown has changed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, bindparam, select

from webapp.extensions import db
from webapp.programme import queries as programme
from webapp.questions.models import (
    IN_ROUND,
    WAITING,
    Answer,
    Question,
    QuestionKind,
    QuestionStatus,
    Queue,
    QueueCountrySession,
    Reason,
    Wish,
)


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put to the panel, as everybody sees it. Without `panellist_id` it is to the whole panel."""

    missions: tuple[str, ...]  # who asks it, the first to ask first
    panellist_id: str | None
    kind: QuestionKind
    language: str
    text: str
    translation: str | None
    translation_language: str | None


@dataclass(frozen=True, slots=True)
class RoomView:
    """What everybody in the room may see of a queue: nothing that waits, but for the missions marked next."""

    on_floor: Put | None
    heard: tuple[Put, ...]  # the earlier ones of this round
    next: tuple[str, ...]  # missions, in the order of the queue, each once
    waiting: int  # questions behind those
    waiting_missions: tuple[str, ...]  # whose those are, only where the country session is set to show it


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question as its own delegation sees it. `place` is where it stands among those that wait, from 1.

    One that is asked together with another stands as that one does. That somebody passed on it is not told.
    """

    id: str
    submission: str  # the number of the form by which it came
    participant_id: str
    panellist_id: str | None
    kind: QuestionKind
    language: str
    text: str
    status: QuestionStatus
    merged: bool
    reason: Reason | None
    wish: Wish | None
    in_writing: bool  # an answer in writing may follow
    mended: bool  # a moderator changed its words
    version: int
    place: int | None


@dataclass(frozen=True, slots=True)
class ModeratorsView:
    """The whole queue, by what a moderator can do next. Rows have the columns of `_SHOWN`.

    `round` holds the questions put in this round in the order of calling, the one on the floor among them; `merged`,
    by question, those that are asked together with it.
    """

    inbox: tuple[Row, ...]
    returned: tuple[Row, ...]
    waiting: tuple[Row, ...]
    round: tuple[Row, ...]
    on_floor: Row | None
    done: tuple[Row, ...]
    merged: dict[str, tuple[Row, ...]]


OwnView = tuple[OwnQuestion, ...]

_SHOWN = (
    Question.id,
    Question.submission,
    Question.participant_id,
    Question.mission,
    Question.panellist_id,
    Question.kind,
    Question.language,
    Question.text,
    Question.text_as_asked,
    Question.translation,
    Question.translation_language,
    Question.status,
    Question.reason,
    Question.wish,
    Question.answer,
    Question.merged_into_id,
    Question.round,
    Question.position,
    Question.version,
    Question.asked_at,
    Question.changed_at,
)


# Made once: the live pages of a whole room ask for it within a second.
_SEEN = (
    select(*_SHOWN)
    .where(Question.status != QuestionStatus.WITHDRAWN)
    .order_by(Question.position, Question.id)
)
_OF_COUNTRY_SESSION = _SEEN.join(
    QueueCountrySession, QueueCountrySession.queue_id == Question.queue_id
).where(QueueCountrySession.country_session_id == bindparam("country_session_id"))


def in_queue(queue_id: str) -> Select:
    """The questions of one queue in its order, but for those that were withdrawn: nobody sees them again."""
    return _SEEN.where(Question.queue_id == queue_id)


def room_view(country_session_id: str) -> RoomView:
    return for_room(
        _questions(country_session_id), shows_waiting=programme.sitting(country_session_id).shows_waiting
    )


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


def for_room(questions: Sequence[Row], *, shows_waiting: bool) -> RoomView:
    merged, on_floor = _merged(questions), _on_floor(questions)
    waiting = [question for question in questions if question.status == QuestionStatus.APPROVED]
    marked = [question for question in questions if question.status == QuestionStatus.NEXT]
    heard = [question for question in _round(questions) if question.status == QuestionStatus.HEARD]
    return RoomView(
        on_floor=_put(on_floor, merged) if on_floor else None,
        heard=tuple(_put(question, merged) for question in heard),
        next=_missions(marked, merged),
        waiting=len(waiting),
        waiting_missions=_missions(waiting, merged) if shows_waiting else (),
    )


def _put(question: Row, merged: dict[str, tuple[Row, ...]]) -> Put:
    return Put(
        missions=_missions([question], merged),
        panellist_id=question.panellist_id,
        kind=question.kind,
        language=question.language,
        text=question.text,
        translation=question.translation,
        translation_language=question.translation_language,
    )


def _missions(questions: Sequence[Row], merged: dict[str, tuple[Row, ...]]) -> tuple[str, ...]:
    """Whose they are, each mission once."""
    askers = (asker for question in questions for asker in (question, *merged.get(question.id, ())))
    return tuple(dict.fromkeys(asker.mission for asker in askers))


def for_missions(questions: Sequence[Row]) -> dict[str, OwnView]:
    """For each mission that asked, what its delegation sees."""
    waiting = [question.id for question in questions if question.status in WAITING]
    place = {question_id: place for place, question_id in enumerate(waiting, 1)}
    by_id = {question.id: question for question in questions}
    mine = defaultdict(list)
    for question in sorted(questions, key=lambda question: (question.asked_at, question.id), reverse=True):
        # Two of one delegation's questions can be asked as one; the first to ask leads, so there is one step at most.
        leading = by_id.get(question.merged_into_id, question)
        mine[question.mission].append(_own(question, leading, place.get(leading.id)))
    return {mission: tuple(own) for mission, own in mine.items()}


def _own(question: Row, leading: Row, place: int | None) -> OwnQuestion:
    return OwnQuestion(
        id=question.id,
        submission=question.submission,
        participant_id=question.participant_id,
        panellist_id=question.panellist_id,
        kind=question.kind,
        language=question.language,
        text=question.text,
        status=leading.status,
        merged=question.status == QuestionStatus.MERGED,
        reason=leading.reason,
        wish=question.wish,
        in_writing=leading.answer == Answer.IN_WRITING,
        mended=question.text_as_asked is not None,
        version=question.version,
        place=place,
    )


def for_moderators(questions: Sequence[Row]) -> ModeratorsView:
    by_change = sorted(questions, key=lambda question: (question.changed_at, question.position, question.id))
    done = (QuestionStatus.ANSWERED, QuestionStatus.NOT_TAKEN_UP)
    return ModeratorsView(
        inbox=tuple(question for question in by_change if question.status == QuestionStatus.PENDING),
        returned=tuple(question for question in by_change if question.status == QuestionStatus.RETURNED),
        waiting=tuple(question for question in questions if question.status in WAITING),
        round=_round(questions),
        on_floor=_on_floor(questions),
        done=tuple(question for question in reversed(by_change) if question.status in done),
        merged=_merged(questions),
    )


def _merged(questions: Sequence[Row]) -> dict[str, tuple[Row, ...]]:
    together = defaultdict(list)
    for question in sorted(questions, key=lambda question: (question.asked_at, question.id)):
        if question.status == QuestionStatus.MERGED:
            together[question.merged_into_id].append(question)
    return {leading: tuple(others) for leading, others in together.items()}


def _round(questions: Sequence[Row]) -> tuple[Row, ...]:
    """Those of the present round as they were called: what was on the floor came there after all that was heard."""
    put = [question for question in questions if question.status in IN_ROUND]
    return tuple(
        sorted(
            put,
            key=lambda question: (
                question.status == QuestionStatus.ON_FLOOR,
                question.changed_at,
                question.id,
            ),
        )
    )


def _on_floor(questions: Sequence[Row]) -> Row | None:
    return next((question for question in questions if question.status == QuestionStatus.ON_FLOOR), None)


def queue_of(country_session_id: str) -> Queue | None:
    """Before anybody asked there is none."""
    serves = QueueCountrySession.country_session_id == country_session_id
    return db.session.scalar(
        select(Queue).join(QueueCountrySession, QueueCountrySession.queue_id == Queue.id).where(serves)
    )


def _questions(country_session_id: str) -> Sequence[Row]:
    """Before anybody asked there is no queue, and so there are none."""
    return db.session.execute(_OF_COUNTRY_SESSION, {"country_session_id": country_session_id}).all()
