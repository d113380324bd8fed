"""Due dates: set at the desk, in the edition's zone, seen by panellists; each change moves the reminders with it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tests import factories, pages
from tests.briefing import handed
from tests.selection import steps
from webapp.access.permissions import Role
from webapp.briefing import dues
from webapp.briefing.models import Part
from webapp.core import clock
from webapp.core.jobs import Job
from webapp.extensions import db

DESK = "/desk/editions/44/statements"
SAVE = f"{DESK}/due-dates"


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def desk(app, edition):
    return handed.staff(app, Role.COORDINATOR)


def due() -> dict[Part, date]:
    db.session.rollback()
    return dues.due_on(44)


def reminders() -> list[str]:
    """When they go out, in UTC."""
    db.session.rollback()
    found = db.session.scalars(select(Job).where(Job.kind == dues.JOB).order_by(Job.due_at))
    return [job.due_at.isoformat() for job in found]


def test_dates_are_set_changed_and_taken_away(desk):
    assert pages.submit(desk, DESK, SAVE, text="2023-08-18", video="2023-08-20").status_code == 303
    assert due() == {Part.TEXT: date(2023, 8, 18), Part.VIDEO: date(2023, 8, 20)}
    assert 'value="2023-08-18"' in desk.get(DESK).text
    assert pages.submit(desk, DESK, SAVE, text="2023-08-19", factsheet="2023-08-19").status_code == 303
    assert due() == {Part.TEXT: date(2023, 8, 19), Part.FACTSHEET: date(2023, 8, 19)}
    assert pages.submit(desk, DESK, SAVE).status_code == 303
    assert (due(), reminders()) == ({}, [])


def test_reminders_go_out_at_nine_in_geneva_three_days_before_and_on_the_day_after(desk):
    pages.submit(desk, DESK, SAVE, text="2023-08-18")
    assert reminders() == ["2023-08-15T07:00:00+00:00", "2023-08-19T07:00:00+00:00"]
    said = pages.text_of(desk.get(f"{DESK}?lang=en").text)
    assert "at 09:00 in Geneva time (Europe/Zurich)" in said
    assert "The next ones: Tuesday 15 August 2023 Saturday 19 August 2023" in said


def test_they_move_with_the_date_and_one_day_is_one_job(desk):
    pages.submit(desk, DESK, SAVE, text="2023-08-18")
    pages.submit(desk, DESK, SAVE, text="2023-08-20", video="2023-08-16")
    days = ["2023-08-13", "2023-08-17", "2023-08-21"]  # one job on the 17th: before the text, after the video
    assert reminders() == [f"{day}T07:00:00+00:00" for day in days]


def test_nobody_is_reminded_of_what_is_optional(desk):
    pages.submit(desk, DESK, SAVE, factsheet="2023-08-18", proposals="2023-08-18")
    assert (len(due()), reminders()) == (2, [])


def test_on_both_sides_of_the_change_of_clocks(app):
    """29 October 2023: summer time ends."""
    factories.edition(50, starts_on=date(2023, 11, 6), ends_on=date(2023, 11, 10))
    dues.keep(50, {Part.TEXT: date(2023, 10, 29)}, seen="", by="test")
    assert reminders() == ["2023-10-26T07:00:00+00:00", "2023-10-30T08:00:00+00:00"]


def test_a_moment_that_has_passed_is_not_made_up_for(desk):
    handed.later(desk, datetime(2023, 8, 15, 7, 0, tzinfo=UTC))
    pages.submit(desk, DESK, SAVE, text="2023-08-18")
    assert reminders() == ["2023-08-19T07:00:00+00:00"]


def test_two_coordinators_at_once(app, desk):
    other = handed.staff(app, Role.COORDINATOR)
    page = other.get(DESK).text
    pages.submit(desk, DESK, SAVE, text="2023-08-18")
    typed = {"csrf_token": pages.token_in(page), "seen": "", "text": "2023-07-01"}
    reply = other.post(SAVE, data=typed)
    assert (reply.status_code, "Somebody else changed the dates meanwhile" in reply.text) == (409, True)
    assert 'value="2023-08-18"' in reply.text
    assert due() == {Part.TEXT: date(2023, 8, 18)}


@pytest.mark.parametrize(
    "typed", ["18.8.2023", "2023-02-30", "2023-09-02", "0001-01-01", "9999-12-31", "\x00"]
)
def test_a_date_that_cannot_be_is_refused_and_stays_in_the_form(desk, typed):
    reply = pages.submit(desk, DESK, SAVE, text=typed, video="2023-08-20")
    assert (reply.status_code, due()) == (422, {})
    assert 'value="2023-08-20"' in reply.text
    assert "error" in reply.text


def test_nothing_is_refused_after_the_date(desk, edition):
    pages.submit(desk, DESK, SAVE, text="2023-06-13")
    handed.later(desk, datetime(2023, 6, 20, tzinfo=UTC))
    late = factories.panellist(edition.country_sessions[0])
    handed.text(late, "It comes late.")
    assert "3 words" in desk.get(f"{DESK}?lang=en").text
