"""Transactions: how SQLite is opened, and the one way in which anything is written."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from webapp.extensions import db

BUSY_SECONDS = 30

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a reply that says "saved" is on disk
    "foreign_keys=ON",
    f"busy_timeout={BUSY_SECONDS * 1000}",
    "secure_delete=ON",  # what retention erases is gone from the file too
    "cache_size=-16000",
    "temp_store=MEMORY",
)


@contextmanager
def transaction() -> Iterator[Session]:
    """A write transaction: all of it happens, or nothing does; its after-commit calls run once it is on disk.

    Whatever was read before is forgotten: load again by id inside, because the lock was not held until now.
    Functions that take a `session` run inside their caller's transaction; transactions do not nest.
    """
    session = db.session()
    if "after_commit" in session.info:
        raise RuntimeError("a transaction is under way already: pass its session on instead")
    session.rollback()
    session.info["after_commit"] = calls = []
    try:
        with _writers_turn(session):
            session.connection(execution_options={"writes": True})
            yield session
            session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info["after_commit"]
    for call in calls:
        call()


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Runs `call` once the transaction of `session` is on disk, and never when it fails."""
    session.info["after_commit"].append(call)


@contextmanager
def _writers_turn(session: Session) -> Iterator[None]:
    """Writers of this process queue here in order, ahead of SQLite's own handler, which sleeps and is unfair."""
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    _turn.acquire()
    try:
        yield
    finally:
        _turn.release()


class FairLock:
    """A lock that is had in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()  # until release() hands the turn over

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


_turn = FairLock()


def prepare_sqlite(engine: Engine) -> None:
    """Makes SQLAlchemy, not the driver, say BEGIN, and sets what each connection needs."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection, _record) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    # A read that later writes fails with "locked" as soon as another writer was quicker; hence the two kinds.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
