"""The daily run: at 03:30 in Geneva, one job a day however often servers start."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.retention import steps
from webapp.core import clock, jobs
from webapp.core.jobs import Job
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.retention import daily


def put(*instants: datetime) -> list[datetime]:
    """When jobs are due after servers were started at these instants."""
    for instant in instants:
        clock.set_for_tests(instant)
        with transaction() as session:
            daily.put_next(session)
    return due()


def due() -> list[datetime]:
    db.session.rollback()
    return list(db.session.scalars(select(Job.due_at).where(Job.kind == daily.JOB).order_by(Job.due_at)))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2023, 8, 28, 1, 29, 59, tzinfo=UTC), datetime(2023, 8, 28, 1, 30, tzinfo=UTC)),
        (datetime(2023, 8, 28, 1, 30, tzinfo=UTC), datetime(2023, 8, 29, 1, 30, tzinfo=UTC)),
        (datetime(2023, 8, 28, 22, 30, tzinfo=UTC), datetime(2023, 8, 29, 1, 30, tzinfo=UTC)),
        # The nights in which the clocks change.
        (datetime(2023, 10, 28, 12, tzinfo=UTC), datetime(2023, 10, 29, 2, 30, tzinfo=UTC)),
        (datetime(2024, 3, 30, 12, tzinfo=UTC), datetime(2024, 3, 31, 1, 30, tzinfo=UTC)),
    ],
)
def test_the_next_half_past_three(app, now, then):
    assert put(now) == [then]


def test_started_ten_times_it_is_one_job(app):
    noon = datetime(2023, 8, 28, 12, tzinfo=UTC)
    assert put(*(noon + timedelta(minutes=minute) for minute in range(10))) == [
        datetime(2023, 8, 29, 1, 30, tzinfo=UTC)
    ]


def test_it_erases_and_puts_itself_for_the_next_day(app, edition):
    steps.week(edition.country_sessions[0])
    (first,) = put(datetime(2023, 9, 30, 12, tzinfo=UTC))
    clock.set_for_tests(first - timedelta(seconds=1))
    assert jobs.work_off(daily.JOB) == 0
    before = steps.everything()
    clock.set_for_tests(first)
    assert jobs.work_off(daily.JOB) == 1
    gone, _new = steps.changes(before)
    assert (gone["travel"], gone["scan"], due()) == (6, 1, [first + timedelta(days=1)])


def test_a_server_that_was_down_catches_up(app):
    put(datetime(2023, 8, 28, 12, tzinfo=UTC))
    later = datetime(2023, 9, 4, 12, tzinfo=UTC)
    put(later)
    assert jobs.work_off(daily.JOB) == 1
    assert due() == [datetime(2023, 9, 5, 1, 30, tzinfo=UTC)]


def test_a_server_that_starts_puts_it(app):
    daily.begin(app.app_context)
    for thread in daily.threading.enumerate():
        if thread.name == "retention":
            thread.join(30)
    assert len(due()) == 1
