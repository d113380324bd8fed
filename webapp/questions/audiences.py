"""Who sees what of a queue. A live topic rises only when what its audience sees has changed, and this is what decides it."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.core.live import versions
from webapp.questions.models import WAITING, Question, QuestionStatus, Queue

Views = dict[str, tuple]


def moderators(queue_id: str) -> str:
    """The topic of those who see everything."""
    return f"queue/{queue_id}/moderators"


def room(queue_id: str) -> str:
    """The topic of delegates' phones and the hall: what is on the floor, who is next, how many wait."""
    return f"queue/{queue_id}/room"


def own(queue_id: str, mission: str) -> str:
    """The topic of one delegation's own questions: a nudge to its phones, never a frame that others share."""
    return f"queue/{queue_id}/mission/{mission}"


@contextmanager
def told_of_changes(session: Session, queue_id: str) -> Iterator[None]:
    """Holds the queue against other changes, and afterwards raises the topics of those whose view became another."""
    session.execute(select(Queue.id).where(Queue.id == queue_id).with_for_update())
    before = _views(session, queue_id)
    yield
    session.flush()
    after = _views(session, queue_id)
    for topic in sorted(before.keys() | after.keys()):
        if before.get(topic) != after.get(topic):
            versions.bump(session, topic)


def _views(session: Session, queue_id: str) -> Views:
    columns = (Question.id, Question.mission, Question.status, Question.version)
    in_order = select(*columns).where(Question.queue_id == queue_id).order_by(Question.position, Question.id)
    rows = session.execute(in_order).all()
    waiting = [row for row in rows if row.status in WAITING]
    rank = {row.id: place for place, row in enumerate(waiting, 1)}
    shown = tuple(
        (row.id, row.status) for row in rows if row.status in (QuestionStatus.ON_FLOOR, QuestionStatus.NEXT)
    )
    by_mission = defaultdict(list)
    for row in rows:
        by_mission[row.mission].append((row.id, row.status, row.version, rank.get(row.id)))
    mine = {own(queue_id, mission): tuple(view) for mission, view in by_mission.items()}
    return {moderators(queue_id): tuple(rows), room(queue_id): (shown, len(waiting)), **mine}
