"""The calendar of a pass: what its holder is expected at, in the edition's zone, and nobody's name."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests import factories
from webapp.core import zones
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySessionStatus, Edition


@pytest.fixture
def holder(holder_of, edition):
    return holder_of(edition, expected_at=edition.country_sessions[:2])


def events(reply) -> list[dict]:
    return [
        {name: component[name] for name in component} for component in Calendar.from_ical(reply.data).events
    ]


def test_what_it_holds(holder, edition):
    reply = holder.get(".ics?lang=en")

    assert (reply.status_code, reply.mimetype) == (200, "text/calendar")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="pre-sessions-44.ics"'
    assert reply.headers["Cache-Control"] == "no-store"
    first, second = events(reply)
    start = datetime(2023, 8, 28, 10, tzinfo=edition.zone)
    assert {name: str(first[name]) for name in ("UID", "SUMMARY", "LOCATION")} == {
        "UID": f"{edition.country_sessions[0].id}@localhost",
        "SUMMARY": "Pre-sessions 44: Turkmenistan",
        "LOCATION": "Room XXV, Geneva",
    }
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (start, start + timedelta(hours=1))
    assert first["DTSTART"].params["TZID"] == "Europe/Zurich"
    assert second["SUMMARY"] == "Pre-sessions 44: Burkina Faso"
    assert [zone.tz_name for zone in Calendar.from_ical(reply.data).timezones] == ["Europe/Zurich"]


def test_it_names_nobody(holder):
    text = holder.get(".ics").text
    for told in ("Rojas", "Chile", holder.code, holder.short_code, holder.id):
        assert told not in text


def test_the_same_event_keeps_its_identity(holder, edition, change):
    before = [event["UID"] for event in events(holder.get(".ics"))]
    change(edition.country_sessions[0], starts_at=factories.NOW + timedelta(days=1), room="Room XX")

    assert [event["UID"] for event in events(holder.get(".ics?lang=fr"))] == before


def test_a_calendar_that_has_the_event_takes_a_change_over(holder, edition, change):
    def told() -> list[tuple]:
        return [(event["SEQUENCE"], "LAST-MODIFIED" in event) for event in events(holder.get(".ics"))]

    first, _second = edition.country_sessions[:2]
    assert told() == [(0, False), (0, False)]
    change(first, starts_at=first.starts_at + timedelta(hours=1))
    assert told() == [(1, True), (0, False)]
    change(first, room="Room XX", capacity=40)
    change(first, capacity=41, limited=True)  # nothing of which a calendar shows
    assert told() == [(2, True), (0, False)]
    change(first, status=CountrySessionStatus.NOT_HELD)
    change(first, status=CountrySessionStatus.HELD)
    assert told() == [(4, True), (0, False)]


def test_what_has_no_hour_is_left_out(holder, edition, change):
    change(edition.country_sessions[0], starts_at=None)
    change(edition.country_sessions[1], starts_at=None)

    reply = holder.get(".ics")
    assert (reply.status_code, events(reply)) == (200, [])


def test_what_is_not_held_says_so_in_its_title(holder, edition, change):
    change(edition.country_sessions[1], status=CountrySessionStatus.NOT_HELD)

    first, second = events(holder.get(".ics"))
    assert ("STATUS" in first, first["SUMMARY"]) == (False, "Pre-sessions 44: Turkmenistan")
    assert (second["STATUS"], second["SUMMARY"]) == ("CANCELLED", "Pre-sessions 44: Burkina Faso (not held)")


def test_no_end_and_no_place_are_made_up(holder, edition, change):
    change(edition.country_sessions[0], room=None)
    with transaction() as session:
        found = session.get(Edition, 44)
        found.session_minutes = found.city = None

    first = events(holder.get(".ics"))[0]
    assert ("DTEND" in first, "DURATION" in first, "LOCATION" in first) == (False, False, False)


def test_a_formal_name_is_used_where_the_edition_has_one(holder, edition, change):
    change(edition.country_sessions[0], formal_name={"en": "Republic of Turkmenistan; a, b"})
    assert events(holder.get(".ics"))[0]["SUMMARY"] == "Pre-sessions 44: Republic of Turkmenistan; a, b"


def test_long_names_of_many_bytes_are_folded_between_characters(holder, edition, change):
    name = "ጠቅላላ ስም " * 12 + "République démocratique populaire — الجمهورية"
    change(edition.country_sessions[0], formal_name={"en": name})

    body = holder.get(".ics").data
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert "\ufffd" not in "".join(line.decode("utf-8", "replace") for line in body.split(b"\r\n"))
    assert Calendar.from_ical(body).events[0]["SUMMARY"] == f"Pre-sessions 44: {name}"


ZURICH = ZoneInfo("Europe/Zurich")
# UTC; in Zurich the clocks went from 02:00 to 03:00 and from 03:00 to 02:00 at 01:00 UTC of the two days.
HOURS = [
    datetime(2026, 7, 1, 8, 0, tzinfo=UTC),
    datetime(2026, 12, 1, 8, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 8, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # the hour that comes twice: the second time
    datetime(2026, 10, 25, 2, 0, tzinfo=UTC),
]


def _read(local: datetime, zone) -> datetime:
    """The first instant at which the zone's clocks show `local`."""
    onsets = sorted(
        (part["DTSTART"].dt - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td) for part in zone.subcomponents
    )
    ends = [onset for onset, _offset in onsets[1:]] + [datetime.max]
    fits = [
        local - offset
        for (onset, offset), end in zip(onsets, ends, strict=True)
        if onset <= local - offset < end
    ]
    return min(fits).replace(tzinfo=UTC)


@pytest.mark.parametrize("starts_at", HOURS, ids=lambda instant: f"{instant:%m-%dT%H:%M}")
def test_the_zone_in_the_file_alone_gives_the_right_instant(holder, edition, change, starts_at):
    """Read as a calendar does that knows no zones: by the rules that the file itself brings."""
    change(edition.country_sessions[0], starts_at=starts_at)

    calendar = Calendar.from_ical(holder.get(".ics").data)
    start = calendar.events[0]["DTSTART"]
    if "TZID" in start.params:
        assert _read(start.dt.replace(tzinfo=None), calendar.timezones[0]) == starts_at
    assert start.dt.astimezone(UTC) == starts_at


@pytest.mark.parametrize("zone", ["Europe/Zurich", "Asia/Kathmandu", "America/New_York", "Pacific/Chatham"])
def test_the_onsets_are_those_of_the_zone(zone):
    """RFC 5545, 3.6.5: the onset is the local time that the clock showed until then."""
    found = zones.vtimezone(ZoneInfo(zone), 2025, 2027)
    for part in found.subcomponents:
        instant = (part["DTSTART"].dt - part["TZOFFSETFROM"].td).replace(tzinfo=UTC)
        second = timedelta(seconds=1)
        before, after = ((instant - second).astimezone(ZoneInfo(zone)), instant.astimezone(ZoneInfo(zone)))
        told = (part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td, part["TZNAME"])
        assert told == (before.utcoffset(), after.utcoffset(), after.tzname())
    changes = {"Europe/Zurich": 6, "Asia/Kathmandu": 0, "America/New_York": 6, "Pacific/Chatham": 6}
    assert len(found.subcomponents) == 1 + changes[zone]
