"""The live topics of a country session, by audience, and who is told when its sitting changes.

They stand here because statements and questions share the same screens. Topics are named by the country session, not
by its queue: a page can follow one before anybody has asked anything, and where one queue serves several country
sessions, each has screens of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from webapp.core.live import versions
from webapp.programme import queries

MODERATORS = "moderators"
DELEGATES = "delegates"
HALL = "hall"
PODIUM = "podium"


def moderators(country_session_id: str) -> str:
    """The topic of those who see everything."""
    return f"{MODERATORS}/{country_session_id}"


def delegates(country_session_id: str) -> str:
    """The topic of the phones in the room: who speaks, what is on the floor, who is next, how many wait."""
    return f"{DELEGATES}/{country_session_id}"


def hall(country_session_id: str) -> str:
    """The topic of the hall screen: the same as the phones', drawn for a wall."""
    return f"{HALL}/{country_session_id}"


def podium(country_session_id: str) -> str:
    """The topic of the screen before the panel and the chair: the same, with what comes next."""
    return f"{PODIUM}/{country_session_id}"


@contextmanager
def told_of_sitting(session: Session, country_session_id: str) -> Iterator[None]:
    """Afterwards raises every topic of the country session if what the room sees of its sitting became another; that of
    the podium alone if only the way in which somebody gives their statement did.

    The moderators' rises in any case: what they press carries the sitting's number, which rises with each act.
    """
    before = queries.sitting_view(country_session_id, session)
    elsewhere = queries.elsewhere(country_session_id, session)
    yield
    session.flush()
    told = [moderators]
    if queries.sitting_view(country_session_id, session) != before:
        told += [delegates, hall, podium]
    elif queries.elsewhere(country_session_id, session) != elsewhere:
        told += [podium]
    # In the order in which questions raise them too: two acts at once then never wait for each other in a circle.
    for topic in sorted(topic(country_session_id) for topic in told):
        versions.bump(session, topic)
