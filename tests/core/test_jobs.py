"""A job is done once, put off when it cannot be done, and taken over when its worker dies."""

from datetime import timedelta

import pytest

from webapp.core import clock, jobs
from webapp.core.transaction import transaction

done = []


class Broken(Exception):
    pass


@jobs.handles("test")
def note(subject_id: str) -> None:
    if subject_id == "not now":
        raise jobs.NotNow("nothing to be had")
    if subject_id == "broken":
        raise Broken
    done.append(subject_id)


@pytest.fixture(autouse=True)
def nothing_done(app):
    done.clear()


def put(subject_id: str) -> None:
    with transaction() as session:
        jobs.put(session, "test", subject_id)


def later(**wait) -> None:
    clock.set_for_tests(clock.now() + timedelta(**wait))


def test_each_job_is_done_once_in_the_order_in_which_it_came():
    for subject in ("a", "b"):
        put(subject)
        later(seconds=1)
    assert (jobs.work_off(), jobs.work_off(), done) == (2, 0, ["a", "b"])


def test_a_job_of_a_transaction_that_failed_is_never_done():
    def fail():
        with transaction() as session:
            jobs.put(session, "test", "a")
            raise Broken

    with pytest.raises(Broken):
        fail()
    assert (jobs.work_off(), done) == (0, [])


def test_what_cannot_be_done_now_waits_longer_each_time_and_stops_no_other():
    put("not now")
    put("a")
    assert (jobs.work_off(), done) == (1, ["a"])
    waits = []
    for _ in range(3):
        start = clock.now()
        while (job := db_job()).due_at > clock.now():
            later(seconds=30)
        waits.append((clock.now() - start).seconds)
        assert jobs.work_off() == 0
        assert job
    assert waits == [30, 60, 120]


def db_job() -> jobs.Job:
    jobs.db.session.remove()
    return jobs.db.session.scalars(jobs.db.select(jobs.Job)).one()


def test_a_job_whose_worker_died_is_taken_over_when_its_lease_is_over():
    put("broken")
    with pytest.raises(Broken):
        jobs.work_off()
    assert jobs.work_off() == 0
    later(minutes=5, seconds=1)
    with pytest.raises(Broken):
        jobs.work_off()
