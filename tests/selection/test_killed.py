"""A release that is killed half-way: all of it happened, or nothing did."""

import os
import signal
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.selection import steps
from webapp import config, create_app
from webapp.core import clock, jobs, outbox
from webapp.core.jobs import Job
from webapp.core.outbox import Message
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.selection import queries, releasing
from webapp.selection.models import Decision, Outcome

MANY = 40


@pytest.fixture
def prepared(app, edition) -> None:
    ids = [steps.applied(place) for place in edition.country_sessions for _ in range(MANY // 4)]
    with transaction() as session:
        for position, application_id in enumerate(ids, 1):
            session.add(
                Decision(
                    application_id=application_id,
                    outcome=list(Outcome)[position % 3],
                    position=position,
                    minutes=7,
                    decided_at=clock.now(),
                )
            )


def _release(instance: Path, database_url: str, killed_at: str) -> None:
    """What a server's process does for the button, until the system kills it."""
    settings = {"DATABASE_URL": database_url, "SECRET_KEY": "for tests"}
    with create_app(config.read(instance, settings)).app_context():
        clock.set_for_tests(steps.JUNE)
        what = releasing.seen(queries.prepared(44))
        _die(killed_at)
        releasing.release(44, reply_until=steps.JUNE + timedelta(days=14), what=what, by="test")


def _die(killed_at: str) -> None:
    """At the twentieth mail; or when everything is written, and only the commit is missing."""
    made = []

    def count(*_args) -> None:
        made.append(1)
        if killed_at == "twentieth mail" and len(made) == MANY // 2:
            db.session.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    def end(session) -> None:
        session.flush()
        if made and killed_at == "before the commit":
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Message, "init", count)
    event.listen(db.session, "before_commit", end)


def spawned(instance, database_url, killed_at: str) -> int | None:
    db.session.rollback()
    process = get_context("spawn").Process(target=_release, args=(instance, database_url, killed_at))
    process.start()
    process.join(60)
    return process.exitcode


def state() -> tuple[int, int, int]:
    """Decisions that are announced, mails that are promised, jobs that are to be done."""
    db.session.rollback()
    released = db.select(db.func.count()).select_from(Decision).where(Decision.released_at.is_not(None))
    counts = (released, *(db.select(db.func.count()).select_from(table) for table in (Message, Job)))
    return tuple(db.session.scalar(each) for each in counts)


@pytest.mark.parametrize("killed_at", ["twentieth mail", "before the commit"])
def test_killed_half_way_nothing_happened(prepared, instance, database_url, killed_at):
    assert spawned(instance, database_url, killed_at) == -signal.SIGKILL
    assert state() == (0, 0, 0)
    assert len(queries.prepared(44)) == MANY


def test_afterwards_it_is_done_as_if_nothing_had_been(app, prepared, instance, database_url):
    assert spawned(instance, database_url, "before the commit") == -signal.SIGKILL
    desk = steps.coordinator(app)
    assert steps.release(desk).status_code == 303
    accepted = sum(position % 3 == 0 for position in range(1, MANY + 1))
    assert state() == (MANY, MANY, MANY + 2 * accepted)
    assert jobs.work_off(outbox.JOB) == MANY


def test_one_that_nobody_kills_is_whole(prepared, instance, database_url):
    assert spawned(instance, database_url, "never") == 0
    assert state()[:2] == (MANY, MANY)
