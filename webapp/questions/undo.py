"""Taking back what a moderator did: each act is remembered with what it changed, and the newest can be undone.

What is remembered holds words of a question only where the act changed words (mend, translate), and is forgotten
with the first act of a later day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import Row, delete, func, select
from sqlalchemy.orm import Session

from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Stale
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.questions.audiences import Held, told_of_changes
from webapp.questions.models import (
    Answer,
    ModerationAct,
    Question,
    QuestionKind,
    QuestionStatus,
    Queue,
    QueueCountrySession,
    Reason,
    Wish,
)

UNDOABLE = timedelta(minutes=10)
REMEMBERED = timedelta(days=1)

_TOO_LATE = _(
    "This can no longer be undone: it was too long ago, or something was changed since. Here is how it stands now."
)

# What JSON holds as text.
_TYPES = {
    "status": QuestionStatus,
    "kind": QuestionKind,
    "reason": Reason,
    "wish": Wish,
    "answer": Answer,
    "changed_at": datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class LastAct:
    """What `undo` takes back next. An act on the whole queue has neither a mission nor a question."""

    id: str
    verb: str
    mission: str | None
    question_id: str | None
    at: datetime


def remember(session: Session, held: Held, verb: str, question_id: str | None, by: str) -> None:
    """Takes down what an act changed; an act that changed nothing leaves nothing to undo."""
    changed = _changed(held.before, held.after)
    if not changed:
        return
    now, of_queue = clock.now(), ModerationAct.queue_id == held.queue.id
    session.execute(delete(ModerationAct).where(of_queue, ModerationAct.at < now - REMEMBERED))
    newest = session.scalar(select(func.max(ModerationAct.at)).where(of_queue))
    version = {question.id: question.version for question in held.after}
    concerned = {*changed, *(was["merged_into_id"] for was in changed.values() if was.get("merged_into_id"))}
    act = ModerationAct(
        id=new_id(),
        queue_id=held.queue.id,
        question_id=question_id,
        verb=verb,
        by=by,
        # Strictly later than the one before, whatever the clock says: this is their order.
        at=max(now, newest + timedelta(microseconds=1)) if newest else now,
        before={"questions": changed, "round": held.round_before},
        after={"questions": {known: version[known] for known in concerned}, "round": held.queue.round},
    )
    session.add(act)


def _changed(before: Sequence[Row], after: Sequence[Row]) -> dict[str, dict[str, object]]:
    """For each question that is another now, the columns that are, as they were."""
    now = {question.id: question for question in after}
    changed = {}
    for question in before:
        if question != now[question.id]:
            was, has_become = question._mapping, now[question.id]._mapping
            changed[question.id] = {
                name: _as_json(was[name]) for name in was if was[name] != has_become[name]
            }
    return changed


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def last_act(country_session_id: str) -> LastAct | None:
    """The newest act of this country session's queue that was not undone, for ten minutes."""
    newest = (
        select(
            ModerationAct.id,
            ModerationAct.verb,
            Question.mission,
            ModerationAct.question_id,
            ModerationAct.at,
        )
        .join(QueueCountrySession, QueueCountrySession.queue_id == ModerationAct.queue_id)
        .outerjoin(Question, Question.id == ModerationAct.question_id)
        .where(QueueCountrySession.country_session_id == country_session_id, *_undoable())
        .order_by(ModerationAct.at.desc())
        .limit(1)
    )
    found = db.session.execute(newest).first()
    return LastAct(*found) if found else None


def _undoable() -> tuple:
    return ModerationAct.undone_at.is_(None), ModerationAct.at > clock.now() - UNDOABLE


def undo(act_id: str, country_session_id: str, *, by: str) -> None:
    """Puts every question that the act changed back as it was; versions rise, so that no page shows one of them twice.

    Raises NotThere for an act of another queue, Stale where it is not the newest, was undone, is older than ten
    minutes, or where somebody has changed one of its questions since.
    """
    here = (
        select(ModerationAct.queue_id)
        .join(QueueCountrySession, QueueCountrySession.queue_id == ModerationAct.queue_id)
        .where(ModerationAct.id == act_id, QueueCountrySession.country_session_id == country_session_id)
    )
    with transaction() as session:
        queue_id = session.scalar(here)
        if queue_id is None:
            raise NotThere
        with told_of_changes(session, queue_id) as held:
            act, *earlier = _newest_first(session, queue_id, act_id)
            _restore(session, act, held.queue, earlier)
            act.undone_at = clock.now()
        about = ("question", act.question_id) if act.question_id else ("queue", queue_id)
        audit.record(session, f"undo-{act.verb}", *about, by=by)


def _newest_first(session: Session, queue_id: str, act_id: str) -> Sequence[ModerationAct]:
    """The acts that can be undone, of which `act_id` must be the newest."""
    of_queue = select(ModerationAct).where(ModerationAct.queue_id == queue_id, *_undoable())
    acts = session.scalars(of_queue.order_by(ModerationAct.at.desc())).all()
    if not acts or acts[0].id != act_id:
        raise Stale(_TOO_LATE)
    return acts


def _restore(session: Session, act: ModerationAct, queue: Queue, earlier: Sequence[ModerationAct]) -> None:
    before, after = act.before["questions"], act.after["questions"]
    questions = session.scalars(select(Question).where(Question.id.in_(after))).all()
    as_it_left_them = all(question.version == after[question.id] for question in questions)
    if not as_it_left_them or queue.round != act.after["round"]:
        raise Stale(_TOO_LATE)
    queue.round = act.before["round"]
    # Off the floor first: the database lets no second question come there, not even for an instant.
    on_floor = [question for question in questions if question.status == QuestionStatus.ON_FLOOR]
    for together in (on_floor, [question for question in questions if question not in on_floor]):
        for question in together:
            _put_back(question, before.get(question.id, {}), earlier)
        session.flush()


def _put_back(question: Question, was: dict[str, object], earlier: Sequence[ModerationAct]) -> None:
    for name, value in was.items():
        if name != "version":
            setattr(question, name, _TYPES[name](value) if value is not None and name in _TYPES else value)
    if "version" in was:
        question.version += 1
        # What was done before this act can be undone next: it left the question just as it is again.
        for act in earlier:
            if act.after["questions"].get(question.id) == was["version"]:
                left = {**act.after["questions"], question.id: question.version}
                act.after = {**act.after, "questions": left}
