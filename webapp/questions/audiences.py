"""Who is told of what. A live topic rises only when what its audience sees has changed, and this is what decides it.

The topics that a queue shares with the sitting are named in programme/audiences.py; a delegation's own stands here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from webapp.core.live import versions
from webapp.programme.audiences import delegates, hall, moderators, podium
from webapp.programme.models import Sitting
from webapp.questions import queries
from webapp.questions.models import Queue, QueueCountrySession


def own(country_session_id: str, mission: str) -> str:
    """The topic of one delegation's own questions: a nudge to its phones, never a frame that others share."""
    return f"own/{country_session_id}/{mission}"


@dataclass
class Held:
    """A queue that is ours alone: how it was when we got hold of it and, once the act is done, how it is."""

    queue: Queue
    round_before: int
    before: Sequence[Row]
    after: Sequence[Row] = ()


@contextmanager
def told_of_changes(session: Session, queue_id: str) -> Iterator[Held]:
    """Holds the queue against other changes, and afterwards raises the topics of those whose view became another."""
    queue = session.get_one(Queue, queue_id, with_for_update=True)
    held = Held(queue, queue.round, _questions(session, queue_id))
    served = _served(session, queue_id)
    before = _views(held.before, served)
    yield held
    session.flush()
    held.after = _questions(session, queue_id)
    after = _views(held.after, served)
    for topic in sorted(before.keys() | after.keys()):
        if before.get(topic) != after.get(topic):
            versions.bump(session, topic)


def _questions(session: Session, queue_id: str) -> Sequence[Row]:
    return session.execute(queries.in_queue(queue_id)).all()


def _served(session: Session, queue_id: str) -> dict[str, bool]:
    """The country sessions of a queue, and of each whether its room is shown who waits."""
    with_sitting = select(QueueCountrySession.country_session_id, Sitting.shows_waiting).outerjoin(
        Sitting, Sitting.country_session_id == QueueCountrySession.country_session_id
    )
    served = session.execute(with_sitting.where(QueueCountrySession.queue_id == queue_id))
    # Without a row nobody has touched its settings, and nothing is shown (programme/queries.py).
    return {country_session_id: bool(shows_waiting) for country_session_id, shows_waiting in served}


def _views(questions: Sequence[Row], served: dict[str, bool]) -> dict[str, object]:
    """What each topic shows."""
    for_missions = queries.for_missions(questions)
    for_moderators = queries.for_moderators(questions)
    views: dict[str, object] = {}
    for country_session_id, shows_waiting in served.items():
        for_all = queries.for_room(questions, shows_waiting=shows_waiting)
        views[moderators(country_session_id)] = for_moderators
        views |= {topic(country_session_id): for_all for topic in (delegates, hall, podium)}
        views |= {own(country_session_id, mission): view for mission, view in for_missions.items()}
    return views
