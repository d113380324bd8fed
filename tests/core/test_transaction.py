"""A write happens wholly or not at all, and is never refused because somebody read before."""

import threading

import pytest
from sqlalchemy import func, select

from webapp.core import audit
from webapp.core.audit import AuditEntry
from webapp.core.transaction import FairLock, after_commit, transaction
from webapp.extensions import db


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry))


def record(session, verb: str = "try") -> None:
    audit.record(session, verb, "thing", "1", by="test")


def test_what_fails_leaves_nothing_and_runs_no_call(app):
    calls = []

    def fail():
        with transaction() as session:
            record(session)
            after_commit(session, lambda: calls.append("told"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert (entries(), calls) == (0, [])


def test_calls_run_once_it_is_committed(app):
    seen = []
    with transaction() as session:
        record(session)
        after_commit(session, lambda: seen.append(entries()))
    assert seen == [1]


def test_transactions_do_not_nest(app):
    with pytest.raises(RuntimeError), transaction(), transaction():
        pass
    with transaction() as session:
        record(session)
    assert entries() == 1


def test_writers_that_read_before_are_never_refused(app):
    """The case in which SQLite's deferred transactions fail with "locked": eight threads that read and then write."""
    failures = []

    def work():
        with app.app_context():
            for _ in range(25):
                entries()
                try:
                    with transaction() as session:
                        record(session, f"{entries()}")
                except BaseException as failure:
                    failures.append(failure)
                    raise

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (failures, entries()) == ([], 200)


@pytest.mark.no_database
def test_the_turn_goes_to_whoever_asked_first():
    lock, order = FairLock(), []
    lock.acquire()

    def wait(number: int) -> None:
        lock.acquire()
        order.append(number)
        lock.release()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(lock._waiting) <= number:  # until this one stands in the queue
            pass
    lock.release()
    for thread in threads:
        thread.join(5)
    assert order == [0, 1, 2, 3, 4]


@pytest.mark.sqlite
def test_sqlite_keeps_its_promises_on_every_connection(app):
    promised = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    kept = {name: db.session.execute(db.text(f"PRAGMA {name}")).scalar() for name in promised}
    assert kept == promised
