"""Work that is done later: a table with leases, worked by one loop, in this process or under a service manager."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.core import clock
from webapp.core.transaction import after_commit, transaction
from webapp.core.types import Instant, random_id
from webapp.extensions import db

LEASE = timedelta(minutes=5)
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
IDLE_SECONDS = 1

log = logging.getLogger(__name__)


class Job(db.Model):
    """One thing to do. Whoever takes it leases it: if that process dies, another takes it once the lease is over."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due_at", "due_at", "leased_until"),)

    id: Mapped[str] = random_id()
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)


class NotNow(Exception):
    """What a job needs is not to be had at present; it is tried again later. The message holds no name or address."""


Handler = Callable[[str], None]

_handlers: dict[str, Handler] = {}
_wake = threading.Event()


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Registers the function that does jobs of `kind`; it gets the subject's id, outside any transaction."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def put(session: Session, kind: str, subject_id: str, *, due_at: datetime | None = None) -> None:
    """Adds a job in the caller's transaction; the loop of this process starts on it as soon as that is on disk, or at
    `due_at`."""
    session.add(Job(kind=kind, subject_id=subject_id, due_at=due_at or clock.now()))
    after_commit(session, _wake.set)


def forget(session: Session, kind: str, subject_ids: Sequence[str]) -> None:
    """Takes back jobs in the caller's transaction, where what they were for is done."""
    session.execute(delete(Job).where(Job.kind == kind, Job.subject_id.in_(subject_ids)))


def start_loop(context: Callable[[], AbstractContextManager]) -> None:
    """Works jobs off in a thread of this process for as long as it lives. `context` opens an application context."""
    threading.Thread(target=_supervise, args=(context,), daemon=True, name="jobs").start()


def _supervise(context: Callable[[], AbstractContextManager]) -> None:
    # A surprise ends the inner thread, with its traceback in the log; the end of the job's lease brings the next try.
    while True:
        loop = threading.Thread(target=_loop, args=(context,), daemon=True, name="jobs-loop")
        loop.start()
        loop.join()


def _loop(context: Callable[[], AbstractContextManager]) -> None:
    while True:
        _wake.wait(timeout=IDLE_SECONDS)
        _wake.clear()
        with context():
            work_off()


def work_off(kind: str | None = None) -> int:
    """Does what is due now, one job after another; the number of jobs done."""
    done = 0
    while job := _lease(kind):
        done += _attempt(job)
    return done


def _lease(kind: str | None) -> Job | None:
    now = clock.now()
    due = select(Job).where(Job.due_at <= now, or_(Job.leased_until.is_(None), Job.leased_until < now))
    if kind:
        due = due.where(Job.kind == kind)
    # Looked at first without the writers' turn: the loop asks every second, and mostly nothing is due.
    if db.session.scalar(due.with_only_columns(Job.id).limit(1)) is None:
        db.session.rollback()
        return None
    with transaction() as session:
        job = session.scalar(due.order_by(Job.due_at).limit(1).with_for_update(skip_locked=True))
        if job:
            job.leased_until = now + LEASE
            job.attempts += 1
            session.flush()
            session.expunge(job)
    return job


def _attempt(job: Job) -> bool:
    try:
        _handlers[job.kind](job.subject_id)
    except NotNow as reason:
        log.warning("job %s (%s) is put off: %s", job.id, job.kind, reason)
        wait = min(FIRST_RETRY * 2 ** min(job.attempts - 1, 16), LONGEST_RETRY)
        with transaction() as session:
            again = update(Job).where(Job.id == job.id)
            session.execute(again.values(due_at=clock.now() + wait, leased_until=None))
        return False
    with transaction() as session:
        session.execute(delete(Job).where(Job.id == job.id))
    return True
