"""How a calendar file tells a zone: the offsets in force around the years of its events."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@cache
def vtimezone(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of `zone`, right from the beginning of one year to the end of another, in UTC.

    Written here because the library's own begins summer time an hour late: RFC 5545 (3.6.5) wants the onset as the
    clock showed it until then, 02:00 in Zurich, and not 03:00.
    """
    begin, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    written = Timezone()
    written.add("tzid", zone.key)
    for onset in [begin, *_changes(zone, begin, end)]:
        written.add_component(_observance(zone, onset))
    return written


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> list[datetime]:
    """The instants at which the clocks of `zone` change."""
    changes, day = [], begin
    while day < end:
        if day.astimezone(zone).utcoffset() != (day + _DAY).astimezone(zone).utcoffset():
            changes.append(_exactly(zone, day, day + _DAY))
        day += _DAY
    return changes


def _exactly(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def _observance(zone: ZoneInfo, onset: datetime) -> TimezoneStandard | TimezoneDaylight:
    until, since = (onset - _SECOND).astimezone(zone), onset.astimezone(zone)
    part = TimezoneDaylight() if since.dst() else TimezoneStandard()
    part.add("dtstart", (onset + until.utcoffset()).replace(tzinfo=None))
    part.add("tzoffsetfrom", until.utcoffset())
    part.add("tzoffsetto", since.utcoffset())
    part.add("tzname", since.tzname())
    return part
