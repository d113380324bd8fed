"""The daily run, as a job of the serving process: at 03:30 in Geneva, once however many processes there are."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from webapp.core import clock, jobs
from webapp.core.jobs import Job
from webapp.core.transaction import transaction
from webapp.core.upsert import PerDialect
from webapp.retention import running

JOB = "retention"
AT = time(3, 30)
OFFICE = ZoneInfo("Europe/Zurich")
PAUSE = 60  # seconds between two tries of a database that cannot be had

log = logging.getLogger(__name__)

# One row for each day, by its own name: whoever comes second changes nothing.
_PUT_ONCE = PerDialect(lambda insert: insert(Job).on_conflict_do_nothing(index_elements=[Job.id]))


@jobs.handles(JOB)
def run(_day: str) -> None:
    """Puts the next day's job first: whatever becomes of this run, there is another tomorrow."""
    with transaction() as session:
        put_next(session)
    for done in running.run(by="job"):
        log.info("erased %s: %s of edition %s", done.many, done.what, done.edition_number)


def put_next(session: Session) -> None:
    """The job of the next morning, unless it is there already."""
    due_at = _next()
    day = f"{due_at.astimezone(OFFICE):%Y-%m-%d}"
    row = {"id": f"{JOB}-{day}", "kind": JOB, "subject_id": day, "due_at": due_at, "attempts": 0}
    session.execute(_PUT_ONCE.on(session), row)


def _next() -> datetime:
    """The next half past three after now."""
    now = clock.now()
    today = now.astimezone(OFFICE).date()
    mornings = (datetime.combine(today + timedelta(days=later), AT, OFFICE) for later in (0, 1))
    return next(morning for morning in (each.astimezone(UTC) for each in mornings) if morning > now)


def begin(context: Callable[[], AbstractContextManager]) -> None:
    """Puts the first job when a server starts. In a thread of its own: a database that is away keeps no server down."""
    threading.Thread(target=_begin, args=(context,), daemon=True, name="retention").start()


def _begin(context: Callable[[], AbstractContextManager]) -> None:
    waiting = threading.Event()
    while True:
        try:
            with context(), transaction() as session:
                put_next(session)
        except SQLAlchemyError as failure:
            log.warning("the daily erasure could not be planned yet: %s", type(failure).__name__)
            waiting.wait(PAUSE)
        else:
            return
