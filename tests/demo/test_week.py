"""Whatever the hour, today is a day of Pre-sessions 54 and one country session is under way."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.demo import week
from webapp.editions.file import Status

pytestmark = pytest.mark.no_database

ZURICH = ZoneInfo("Europe/Zurich")
MINUTES = timedelta(minutes=60)
HARD = [
    datetime(2026, 11, 16, 10, 7, tzinfo=ZURICH),  # a Monday
    datetime(2026, 11, 21, 20, 0, tzinfo=ZURICH),  # a Saturday
    datetime(2026, 11, 22, 23, 59, 59, tzinfo=ZURICH),  # a Sunday, almost over
    datetime(2026, 11, 19, 0, 0, tzinfo=ZURICH),
    datetime(2026, 11, 19, 0, 0, 1, tzinfo=ZURICH),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 02:30 for the first time
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 02:30 for the second time
    datetime(2027, 3, 28, 1, 0, tzinfo=UTC),  # the clocks go from 02:00 to 03:00
    datetime(2026, 12, 31, 23, 59, tzinfo=ZURICH),
]


def check(now: datetime) -> None:
    plan = week.plan(now)
    today = now.astimezone(ZURICH).date()
    assert plan.starts_on <= today <= plan.ends_on
    entries = {entry.state: entry for entry in plan.country_sessions}
    assert tuple(entries) == week.STATES
    timed = sorted(entry.starts_at.astimezone(UTC) for entry in plan.country_sessions if entry.starts_at)
    assert [start for start in timed if start <= now < start + MINUTES] == [
        entries["TG"].starts_at.astimezone(UTC)
    ]
    assert entries["TG"].starts_at.astimezone(ZURICH).date() == today
    assert min(later - sooner for sooner, later in pairwise(timed)) >= MINUTES
    assert entries["SD"].starts_at is None
    assert entries["SD"].closes_at.instant(ZURICH) > now + timedelta(days=6)
    assert plan.call.closes_at.instant(ZURICH) < now
    for entry in plan.country_sessions:
        over = entry.starts_at is not None and entry.starts_at.astimezone(UTC) + MINUTES <= now
        assert entry.status == (Status.HELD if over else Status.PLANNED)


@pytest.mark.parametrize("now", HARD, ids=str)
def test_at_hard_hours(now):
    check(now)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)))
def test_at_any_hour(now):
    check(now)
