"""A call takes applications from its first instant to the end of its last minute, on the clocks of its edition."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.editions import files
from webapp.applications import windows
from webapp.applications.models import Application, ApplicationStatus
from webapp.applications.windows import CallStatus, Closed
from webapp.core.transaction import transaction
from webapp.demo import week
from webapp.editions import actions, queries
from webapp.editions.models import CountrySession, CountrySessionStatus

STATES = ("TM", "SD")
NIGHT = time(23, 59)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def call(last_day: date | None, last_minute: time | None = NIGHT, opens_on: date | None = None, **values):
    """An edition with such a call, months before its week."""
    return factories.edition(
        44,
        STATES,
        starts_on=date(2024, 4, 8),
        ends_on=date(2024, 4, 12),
        call_opens_on=opens_on,
        call_closes_on=last_day,
        call_closes_time=last_minute if last_day else None,
        **values,
    )


def change(edition, state: str, **values) -> None:
    with transaction() as session:
        country_session = session.scalars(select(CountrySession).filter_by(state=state)).one()
        for name, value in values.items():
            setattr(country_session, name, value)


def application(edition, state: str | None = None, late_until: datetime | None = None) -> Application:
    with transaction() as session:
        made = Application(
            edition_number=edition.number,
            status=ApplicationStatus.DRAFT,
            locale="en",
            answers={"state": state} if state else {},
            late_until=late_until,
            created_at=factories.NOW,
            changed_at=factories.NOW,
        )
        session.add(made)
    return made


def of(edition, state: str) -> CountrySession:
    return queries.country_session(edition.number, state)


def open_states(edition, now: datetime, late_until: datetime | None = None) -> list[str]:
    return [each.state for each in windows.open_country_sessions(edition, late_until, now)]


# In Geneva it is an hour later than in UTC until the last Sunday of March, two hours until that of October.
@pytest.mark.parametrize(
    ("last_day", "at_23_58_59", "at_23_59_59", "at_00_00_00"),
    [
        (date(2021, 8, 16), utc(2021, 8, 16, 21, 58, 59), utc(2021, 8, 16, 21, 59, 59), utc(2021, 8, 16, 22)),
        (date(2023, 3, 25), utc(2023, 3, 25, 22, 58, 59), utc(2023, 3, 25, 22, 59, 59), utc(2023, 3, 25, 23)),
        (date(2023, 3, 26), utc(2023, 3, 26, 21, 58, 59), utc(2023, 3, 26, 21, 59, 59), utc(2023, 3, 26, 22)),
        (
            date(2023, 10, 28),
            utc(2023, 10, 28, 21, 58, 59),
            utc(2023, 10, 28, 21, 59, 59),
            utc(2023, 10, 28, 22),
        ),
        (
            date(2023, 10, 29),
            utc(2023, 10, 29, 22, 58, 59),
            utc(2023, 10, 29, 22, 59, 59),
            utc(2023, 10, 29, 23),
        ),
    ],
)
@pytest.mark.parametrize("last_minute", [NIGHT, None])
def test_the_minute_of_23_59_still_counts_and_midnight_does_not(
    app, last_day, last_minute, at_23_58_59, at_23_59_59, at_00_00_00
):
    """Also where a day has 23 hours or 25, and where the source gives a day without an hour."""
    edition = call(last_day, last_minute)
    found = [windows.call_status(edition, now) for now in (at_23_58_59, at_23_59_59, at_00_00_00)]
    assert found == [CallStatus.OPEN, CallStatus.OPEN, CallStatus.CLOSED]
    assert windows.window(edition).closes_at == at_00_00_00
    typed = application(edition, "TM")
    windows.must_be_open(typed, of(edition, "TM"), at_23_59_59)
    with pytest.raises(Closed, match="Nothing that you wrote is lost"):
        windows.must_be_open(typed, of(edition, "TM"), at_00_00_00)


def test_it_opens_at_the_first_instant_of_its_first_day(app):
    edition = call(date(2023, 11, 30), opens_on=date(2023, 10, 30))
    # The clocks went back the day before: midnight is 23:00 in UTC again.
    first = utc(2023, 10, 29, 23)
    assert windows.window(edition).opens_at == first
    before = first - timedelta(seconds=1)
    assert windows.call_status(edition, before) == CallStatus.BEFORE
    assert windows.call_status(edition, first) == CallStatus.OPEN
    assert (open_states(edition, before), open_states(edition, first)) == ([], ["TM", "SD"])
    with pytest.raises(Closed, match="not open yet"):
        windows.must_be_open(application(edition), None, before)


def test_one_state_may_close_later(app):
    edition = call(date(2023, 10, 29))
    change(edition, "SD", closes_on=date(2023, 11, 5), closes_time=NIGHT)
    edition = queries.edition(44)
    between, last, after = utc(2023, 10, 29, 23), utc(2023, 11, 5, 22, 59, 59), utc(2023, 11, 5, 23)
    assert [windows.call_status(edition, now) for now in (between, last, after)] == [
        CallStatus.OPEN,
        CallStatus.OPEN,
        CallStatus.CLOSED,
    ]
    assert [open_states(edition, now) for now in (between, last, after)] == [["SD"], ["SD"], []]
    typed = application(edition, "SD")
    windows.must_be_open(typed, of(edition, "SD"), last)
    windows.must_be_open(typed, None, last)
    with pytest.raises(Closed):
        windows.must_be_open(typed, of(edition, "TM"), between)
    assert windows.closes_at(typed) == after
    assert windows.closes_at(application(edition, "TM")) == between
    assert windows.closes_at(application(edition)) == after


def test_one_applicant_may_have_longer(app):
    edition = call(date(2023, 10, 29))
    closed, late_until = utc(2023, 10, 29, 23), utc(2023, 11, 1, 23)
    within = late_until - timedelta(seconds=1)
    assert open_states(edition, within, late_until) == ["TM", "SD"]
    assert open_states(edition, late_until, late_until) == []
    typed = application(edition, "TM", late_until)
    windows.must_be_open(typed, of(edition, "TM"), within)
    assert windows.closes_at(typed) == late_until
    with pytest.raises(Closed):
        windows.must_be_open(typed, of(edition, "TM"), late_until)
    with pytest.raises(Closed):
        windows.must_be_open(application(edition, "TM"), of(edition, "TM"), closed)
    # One that is over before everybody's is no deadline of its own.
    earlier = application(edition, "TM", closed - timedelta(days=3))
    assert windows.closes_at(earlier) == closed


def test_a_country_session_that_is_not_held_takes_none(app):
    edition = call(date(2023, 10, 29))
    change(edition, "TM", status=CountrySessionStatus.NOT_HELD)
    edition = queries.edition(44)
    now = utc(2023, 10, 1)
    assert open_states(edition, now) == ["SD"]
    assert open_states(edition, now, late_until=utc(2023, 11, 1)) == ["SD"]
    with pytest.raises(Closed, match="will not be held"):
        windows.must_be_open(application(edition, "TM", utc(2023, 11, 1)), of(edition, "TM"), now)


def test_without_a_last_day_it_is_over_when_the_week_begins(app):
    edition = call(None, opens_on=date(2023, 10, 1))
    begins = utc(2024, 4, 7, 22)
    assert windows.window(edition) == windows.Window(utc(2023, 9, 30, 22), begins, None)
    assert windows.call_status(edition, begins - timedelta(seconds=1)) == CallStatus.OPEN
    assert windows.call_status(edition, begins) == CallStatus.CLOSED


@pytest.mark.parametrize(
    ("number", "moments"),
    [
        # Its source gives neither a first day nor a last.
        (30, {utc(2017, 12, 1): CallStatus.NONE, utc(2018, 6, 1): CallStatus.NONE}),
        (
            40,
            {
                utc(2021, 7, 19, 21, 59, 59): CallStatus.BEFORE,
                utc(2021, 7, 19, 22): CallStatus.OPEN,
                utc(2021, 8, 16, 21, 59, 59): CallStatus.OPEN,
                utc(2021, 8, 16, 22): CallStatus.CLOSED,
            },
        ),
        # No first day: open from always until its last day, which has no hour.
        (
            44,
            {
                utc(2000, 1, 1): CallStatus.OPEN,
                utc(2023, 5, 31, 21, 59, 59): CallStatus.OPEN,
                utc(2023, 5, 31, 22): CallStatus.CLOSED,
            },
        ),
    ],
)
def test_the_editions_that_ship(app, number, moments):
    actions.load_bytes(files.shipped(number), by="test")
    edition = queries.edition(number)
    assert {now: windows.call_status(edition, now) for now in moments} == moments


def test_in_the_demonstration_sudan_alone_is_open(app):
    actions.load(week.plan(factories.NOW), by="test")
    edition = queries.edition(54)
    assert windows.call_status(edition, factories.NOW) == CallStatus.OPEN
    assert open_states(edition, factories.NOW) == ["SD"]
    assert windows.latest_closing(edition) == utc(2023, 9, 4, 22)
