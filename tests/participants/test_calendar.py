"""The calendar of a pass: what its holder is expected at, in the edition's zone, and nobody's name."""

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from tests import factories
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


def test_what_has_no_hour_or_is_not_held_is_left_out(holder, edition, change):
    change(edition.country_sessions[0], starts_at=None)
    change(edition.country_sessions[1], status=CountrySessionStatus.NOT_HELD)

    reply = holder.get(".ics")
    assert (reply.status_code, events(reply)) == (200, [])


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
