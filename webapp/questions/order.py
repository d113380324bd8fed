"""The order of those that wait: moved by hand, as suggested, or drawn by lot. What is marked next stays in front."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from secrets import SystemRandom

from flask_babel import lazy_gettext as _
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from webapp.core.refused import Stale
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.questions import queries
from webapp.questions.acts import CHANGED, on_question, on_queue
from webapp.questions.audiences import Held
from webapp.questions.models import IN_ROUND, WAITING, Question, QuestionStatus, QueueCountrySession
from webapp.questions.queries import ModeratorsView


class Why(StrEnum):
    """Why a question is suggested where it is; in the order in which they go."""

    MARKED_NEXT = "marked_next"
    NOT_HEARD_THIS_WEEK = "not_heard_this_week"
    NOT_HEARD_HERE = "not_heard_here"  # but in another country session of the week
    HEARD_HERE = "heard_here"
    ANOTHER_IN_FRONT = "another_in_front"  # of the same mission, which has its turn with that one


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The place that a question that waits should have, from 1, and the reason."""

    place: int
    why: Why


@dataclass(frozen=True, slots=True)
class _Heard:
    """The missions with a question that was put to the panel."""

    here: frozenset[str]
    this_week: frozenset[str]


def move(
    question_id: str, country_session_id: str, *, place: int, seen_at: int, version: int, by: str
) -> None:
    """Moves a waiting question to `place` (from 1) of the queue.

    Raises Stale where it no longer stands at `seen_at`, the place at which the page showed it.
    """
    with on_question("move", question_id, country_session_id, version, by) as (session, question):
        waits = select(Question).where(Question.queue_id == question.queue_id, Question.status.in_(WAITING))
        order = list(session.scalars(waits.order_by(Question.position, Question.id)))
        if question not in order or order.index(question) + 1 != seen_at:
            raise Stale(CHANGED)
        order.remove(question)
        order.insert(max(place, 1) - 1, question)
        _number(order)


def _number(order: Sequence[Question]) -> None:
    for position, question in enumerate(order, 1):
        question.position = position


def suggestions(country_session_id: str) -> dict[str, Suggestion]:
    """For each question that waits, the place that would be fair to its mission, by its id."""
    return _suggested(queries.moderators_view(country_session_id), _heard(db.session(), country_session_id))


def _heard(session: Session, country_session_id: str) -> _Heard:
    leading = aliased(Question)
    here = select(QueueCountrySession.queue_id).where(
        QueueCountrySession.country_session_id == country_session_id
    )
    week = select(CountrySession.edition_number).where(CountrySession.id == country_session_id)
    put = (
        select(Question.mission, Question.queue_id == here.scalar_subquery())
        .join(CountrySession, CountrySession.id == Question.country_session_id)
        .outerjoin(leading, leading.id == Question.merged_into_id)
        .where(
            CountrySession.edition_number == week.scalar_subquery(),
            # One that was merged was heard with the one that leads it.
            func.coalesce(leading.status, Question.status).in_(IN_ROUND | {QuestionStatus.ANSWERED}),
        )
        .distinct()
    )
    heard = session.execute(put).all()
    return _Heard(
        here=frozenset(mission for mission, is_here in heard if is_here),
        this_week=frozenset(mission for mission, _is_here in heard),
    )


# Those who have had a turn, or have one with another question, come last together.
_TURNS = ({Why.NOT_HEARD_THIS_WEEK}, {Why.NOT_HEARD_HERE}, {Why.HEARD_HERE, Why.ANOTHER_IN_FRONT})


def _suggested(board: ModeratorsView, heard: _Heard) -> dict[str, Suggestion]:
    """First those of missions that were heard least, each time by the time of asking.

    With each that is taken its missions have their turn, so a mission's second question waits for the others' first.
    """
    marked, left = _by_mark(board)
    order = [(question, Why.MARKED_NEXT) for question in marked]
    in_front = {mission for question in marked for mission in _missions(question, board)}
    left.sort(key=lambda question: _asked(question, board))
    for turn in _TURNS:
        later = []
        for question in left:
            why = _why(_missions(question, board), heard, in_front)
            if why in turn:
                order.append((question, why))
                in_front |= _missions(question, board)
            else:
                later.append(question)
        left = later
    return {question.id: Suggestion(place, why) for place, (question, why) in enumerate(order, 1)}


def _why(missions: set[str], heard: _Heard, in_front: set[str]) -> Why:
    """Of several missions the one counts that was heard least."""
    without_turn = missions - in_front
    if without_turn - heard.this_week:
        return Why.NOT_HEARD_THIS_WEEK
    if without_turn - heard.here:
        return Why.NOT_HEARD_HERE
    return Why.HEARD_HERE if missions <= heard.here else Why.ANOTHER_IN_FRONT


def _missions(question: Row, board: ModeratorsView) -> set[str]:
    return {question.mission, *(other.mission for other in board.merged.get(question.id, ()))}


def _asked(question: Row, board: ModeratorsView) -> tuple:
    together = (question, *board.merged.get(question.id, ()))
    return min(other.asked_at for other in together), question.position, question.id


def _by_mark(board: ModeratorsView) -> tuple[list[Row], list[Row]]:
    """Those that are marked next, and the others that wait, each in the present order."""
    marked = [question for question in board.waiting if question.status == QuestionStatus.NEXT]
    return marked, [question for question in board.waiting if question.status != QuestionStatus.NEXT]


def take_suggestion(country_session_id: str, *, seen: list[str], by: str) -> None:
    """Puts those that wait in the suggested order. Raises Stale unless `seen`, their ids, is the present one."""
    with on_queue("take-suggestion", country_session_id, by) as (session, held):
        board = _seen(held, seen)
        suggested = _suggested(board, _heard(session, country_session_id))
        _put_in_order(session, sorted(suggested, key=lambda question_id: suggested[question_id].place))


def draw_lots(country_session_id: str, *, seen: list[str], by: str) -> None:
    """Draws an order of the missions: the first question of each, then the second of each, and so on.

    What several missions ask together goes by the one that leads. Raises Stale unless `seen`, the ids of those that
    wait, is the present order.
    """
    with on_queue("draw-lots", country_session_id, by) as (session, held):
        marked, others = _by_mark(_seen(held, seen))
        of_mission = defaultdict(list)
        for question in others:
            of_mission[question.mission].append(question)
        drawn = list(of_mission)
        SystemRandom().shuffle(drawn)
        turns = zip_longest(*(of_mission[mission] for mission in drawn))
        order = [*marked, *(question for turn in turns for question in turn if question is not None)]
        _put_in_order(session, [question.id for question in order])


def _seen(held: Held, seen: list[str]) -> ModeratorsView:
    board = queries.for_moderators(held.before)
    if [question.id for question in board.waiting] != seen:
        raise Stale(_("The order was changed by somebody else meanwhile. Here is how it stands now."))
    return board


def _put_in_order(session: Session, question_ids: list[str]) -> None:
    by_id = {
        question.id: question
        for question in session.scalars(select(Question).where(Question.id.in_(question_ids)))
    }
    _number([by_id[question_id] for question_id in question_ids])
