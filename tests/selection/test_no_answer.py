"""Nobody answers: a reminder before the date; at the date the place goes to the next."""

from datetime import timedelta

import pytest

from tests.selection import steps
from webapp.core import clock, jobs
from webapp.selection import offers, silence
from webapp.selection.models import Reply

UNTIL = "2023-06-30T16:01:00+00:00"  # 18:00 in Geneva, and that minute counts


@pytest.fixture
def released(desk, here):
    """Accepts the first and puts the others on the waiting list, all released: their ids."""

    def make(*speakers):
        first, *others = [steps.applied(here, f"Organisation of {name}", speaker=name) for name in speakers]
        steps.accept(desk, first)
        for application_id in others:
            steps.wait(desk, application_id)
        steps.release(desk)
        return first, *others

    return make


def at(instant):
    clock.set_for_tests(instant)
    return jobs.work_off(offers.REMINDER), jobs.work_off(offers.LAPSE)


def test_a_reminder_two_days_before(released):
    (first,) = released("Ana")
    until = steps.decision(first).reply_until
    assert until.isoformat() == UNTIL
    assert at(until - timedelta(days=2, seconds=1)) == (0, 0)
    assert at(until - timedelta(days=2)) == (1, 0)
    mail = steps.mail_to(first, "we have not heard from you yet")
    assert mail.subject == "Pre-sessions 44: a message for you"
    assert "confirm by Friday 30 June 2023, 18:00" in mail.text
    assert steps.decision(first).reminded_at == until - timedelta(days=2)


def test_a_short_time_is_halved(desk, here):
    first = steps.applied(here)
    steps.accept(desk, first)
    assert steps.release(desk, day="2023-06-13", hour="10:29").status_code == 303
    assert at(steps.JUNE + timedelta(hours=11, minutes=59)) == (0, 0)
    assert at(steps.JUNE + timedelta(hours=12)) == (1, 0)


def test_it_comes_once(released):
    (first,) = released("Ana")
    clock.set_for_tests(steps.decision(first).reply_until - timedelta(days=1))
    silence.remind(first)
    silence.remind(first)
    assert len(steps.mails_to(first)) == 2


def test_the_place_lapses_at_the_date_and_the_next_moves_up(app, here, released):
    first, second = released("Ana", "Ben")
    until = steps.decision(first).reply_until
    assert at(until - timedelta(seconds=1)) == (1, 0)
    assert at(until) == (0, 1)
    assert (steps.decision(first).reply, steps.decision(second).reply) == (Reply.LAPSED, Reply.OPEN)
    steps.mail_to(first, "The time to confirm your place is over.")
    # The end of the fifth day from then.
    assert "Wednesday 5 July 2023, 23:59" in steps.mail_to(second, "A place came free").text
    browser = steps.applicant(app, first)
    assert "The place was kept until Friday 30 June 2023, 18:00" in steps.says(browser, first)
    assert steps.confirm(browser, first).status_code == 422
    assert steps.panel(here) == []


def test_the_list_moves_up_until_it_is_empty(released):
    ids = released("Ana", "Ben", "Cleo")
    for each in ids:
        assert at(steps.decision(each).reply_until)[1] == 1
    assert [steps.decision(each).reply for each in ids] == [Reply.LAPSED] * 3
    clock.set_for_tests(clock.now() + timedelta(days=30))
    assert jobs.work_off(offers.LAPSE) == 0


def test_an_answer_that_came_meanwhile_stands(app, here, released):
    """The jobs were taken already when the answer came: each looks again."""
    first, second = released("Ana", "Ben")
    steps.confirm(steps.applicant(app, first), first)
    clock.set_for_tests(steps.decision(first).reply_until + timedelta(days=1))
    silence.remind(first)
    silence.lapse(first)
    assert (steps.decision(first).reply, steps.decision(second).reply) == (Reply.CONFIRMED, None)
    assert steps.panel(here) == [(None, 2), ("Ana", 7)]
    assert len(steps.mails_to(first)) == 3


def test_lapsing_twice_is_once(released):
    first, second, third = released("Ana", "Ben", "Cleo")
    clock.set_for_tests(steps.decision(first).reply_until)
    silence.lapse(first)
    silence.lapse(first)
    assert [steps.decision(each).reply for each in (second, third)] == [Reply.OPEN, None]
    assert len(steps.mails_to(first)) == 2


def test_a_job_that_comes_too_early_does_nothing(released):
    first, second = released("Ana", "Ben")
    silence.lapse(first)
    assert (steps.decision(first).reply, steps.decision(second).reply) == (Reply.OPEN, None)


def test_an_application_that_was_erased_is_no_trouble(app):
    silence.remind("0" * 20)
    silence.lapse("0" * 20)
    assert steps.mails() == []
