"""How many questions more fit into the hour, at the pace of this sitting."""

from datetime import datetime

from sqlalchemy import func, select

from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.questions import queries as questions
from webapp.questions.models import ModerationAct

# Two were put before anything is said: one alone has no pace.
LEAST = 2


def more_fit(country_session: CountrySession, now: datetime) -> int | None:
    """The time that is left, over the time that each question took that was called since the sitting began.

    That time runs from the first call until now, so that the panel's answers count, which come at the end of a round.
    A call that was undone does not count, and a question that was called twice counts once. None where nothing can
    be said: too few were called, no hour is planned, or it is over.
    """
    starts_at, ends_at, queue = (
        country_session.starts_at,
        country_session.ends_at,
        questions.queue_of(country_session.id),
    )
    if queue is None or starts_at is None or ends_at is None or ends_at <= now:
        return None
    calls = select(func.count(ModerationAct.question_id.distinct()), func.min(ModerationAct.at)).where(
        ModerationAct.queue_id == queue.id,
        ModerationAct.verb == "call",
        ModerationAct.undone_at.is_(None),
        ModerationAct.at >= starts_at,
    )
    put, first = db.session.execute(calls).one()
    if put < LEAST or first >= now:
        return None
    return int((ends_at - now) / ((now - first) / put))
