"""A place that the coordinator offers by hand: to those who wait, or who let the date pass, when the week is near."""

from datetime import datetime

import pytest

from tests import pages
from tests.selection import steps
from webapp.core import clock, jobs
from webapp.selection import offers
from webapp.selection.models import Reply

LATE = datetime(2023, 8, 27, 10, 0, 30, tzinfo=steps.UTC)  # the Sunday before, noon in Geneva


@pytest.fixture
def released(desk, here):
    """One with a place, one who waits, one declined: their ids."""
    ids = [steps.applied(here, speaker=name) for name in ("Ana", "Ben", "Cleo")]
    for verb, application_id in zip((steps.accept, steps.wait, steps.decline), ids, strict=True):
        verb(desk, application_id)
    steps.release(desk)
    return ids


@pytest.fixture
def late(app, released):
    """A coordinator on the day before; the place has lapsed, and nobody moved up any more."""
    clock.set_for_tests(LATE)
    jobs.work_off(offers.LAPSE)
    return steps.coordinator(app)


def offer(desk, application_id, minutes: object = 5, **typed):
    return steps.act(desk, application_id, "offer", minutes=minutes, **typed)


def test_to_somebody_who_waits(app, here, released, late):
    _ana, ben, _cleo = released
    assert steps.decision(ben).reply is None
    assert offer(late, ben).status_code == 303
    # A day would end after they would have spoken: until it begins.
    assert steps.decision(ben).reply_until.isoformat() == "2023-08-28T08:00:00+00:00"
    assert "confirm by Monday 28 August 2023, 09:59" in steps.mail_to(ben, "A place is free").text
    assert steps.confirm(steps.applicant(app, ben), ben).status_code == 303
    assert steps.panel(here) == [(None, 2), ("Ben", 5)]


def test_to_somebody_who_let_the_date_pass(app, here, released, late):
    ana, _ben, _cleo = released
    assert steps.decision(ana).reply == Reply.LAPSED
    assert offer(late, ana).status_code == 303
    assert "You are invited to speak" in steps.says(steps.applicant(app, ana), ana)
    assert steps.confirm(steps.applicant(app, ana), ana).status_code == 303
    assert steps.panel(here) == [(None, 2), ("Ana", 5)]


def test_a_day_where_there_is_one(app, edition, desk):
    one = steps.applied(edition.country_sessions[3])
    steps.wait(desk, one)
    steps.release(desk)
    clock.set_for_tests(LATE)
    assert offer(steps.coordinator(app), one).status_code == 303
    assert steps.decision(one).reply_until.isoformat() == "2023-08-28T10:00:00+00:00"


def test_long_before_it_is_kept_as_for_those_who_move_up(desk, released):
    _ana, ben, _cleo = released
    assert offer(desk, ben).status_code == 303
    assert steps.decision(ben).reply_until.isoformat() == "2023-06-17T22:00:00+00:00"


def test_not_to_others(desk, here, released):
    ana, _ben, cleo = released
    undecided, prepared = steps.applied(here), steps.applied(here)
    steps.wait(desk, prepared)
    for application_id in (ana, cleo, undecided, prepared):
        reply = offer(desk, application_id)
        assert (reply.status_code, "A place can be offered to" in reply.text) == (422, True)
    assert len(steps.mails()) == 3


def test_pressing_twice_offers_once(late, released):
    _ana, ben, _cleo = released
    seen = steps.mark_in(late, ben, "offer")
    assert [offer(late, ben, seen=seen).status_code for _ in range(2)] == [303, 409]
    assert len(steps.mails_to(ben)) == 2


def test_not_once_it_has_begun(app, released):
    _ana, ben, _cleo = released
    clock.set_for_tests(datetime(2023, 8, 28, 8, tzinfo=steps.UTC))
    reply = offer(steps.coordinator(app), ben)
    assert (reply.status_code, "This country session has begun" in pages.text_of(reply.text)) == (422, True)


def test_minutes_that_cannot_be(late, released):
    _ana, ben, _cleo = released
    reply = offer(late, ben, "31")
    assert (reply.status_code, 'value="31"' in reply.text) == (422, True)
    assert steps.decision(ben).reply is None
