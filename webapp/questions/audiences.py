"""Who is told of what. A live topic rises only when what its audience sees has changed, and this is what decides it.

The topics that a queue shares with the sitting are named in programme/audiences.py; a delegation's own stands here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.core.live import versions
from webapp.programme import queries as programme
from webapp.programme.audiences import delegates, hall, moderators, podium
from webapp.questions import queries
from webapp.questions.models import Queue, QueueCountrySession


def own(country_session_id: str, mission: str) -> str:
    """The topic of one delegation's own questions: a nudge to its phones, never a frame that others share."""
    return f"own/{country_session_id}/{mission}"


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


def _views(session: Session, queue_id: str) -> dict[str, object]:
    """What each topic shows at present."""
    questions = session.execute(queries.in_queue(queue_id)).all()
    for_missions = queries.for_missions(questions)
    views: dict[str, object] = {}
    for served in _served(session, queue_id):
        shows_waiting = programme.sitting(served, session).shows_waiting
        for_all = queries.for_room(questions, shows_waiting=shows_waiting)
        views[moderators(served)] = queries.for_moderators(questions)
        views |= {topic(served): for_all for topic in (delegates, hall, podium)}
        views |= {own(served, mission): view for mission, view in for_missions.items()}
    return views


def _served(session: Session, queue_id: str) -> list[str]:
    served = select(QueueCountrySession.country_session_id).where(QueueCountrySession.queue_id == queue_id)
    return list(session.scalars(served))
