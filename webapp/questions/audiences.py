"""Who is told of what. A live topic rises only when what its audience sees has changed, and this is what decides it.

Topics are named by the country session, not by its queue: a page can follow one before anybody has asked anything,
and where one queue serves several country sessions, each has screens of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.core.live import versions
from webapp.questions import queries
from webapp.questions.models import Queue, QueueCountrySession

MODERATORS = "moderators"
DELEGATES = "delegates"
HALL = "hall"


def moderators(country_session_id: str) -> str:
    """The topic of those who see everything."""
    return f"{MODERATORS}/{country_session_id}"


def delegates(country_session_id: str) -> str:
    """The topic of the phones in the room: what is on the floor, who is next, how many wait."""
    return f"{DELEGATES}/{country_session_id}"


def hall(country_session_id: str) -> str:
    """The topic of the hall screen: the same as the phones', drawn for a wall."""
    return f"{HALL}/{country_session_id}"


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
    for_all, for_missions = queries.for_room(questions), queries.for_missions(questions)
    views: dict[str, object] = {}
    for served in _served(session, queue_id):
        views[moderators(served)] = queries.for_moderators(questions)
        views[delegates(served)] = views[hall(served)] = for_all
        views |= {own(served, mission): view for mission, view in for_missions.items()}
    return views


def _served(session: Session, queue_id: str) -> list[str]:
    served = select(QueueCountrySession.country_session_id).where(QueueCountrySession.queue_id == queue_id)
    return list(session.scalars(served))
