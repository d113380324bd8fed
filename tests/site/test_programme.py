"""The programme, on its page and as a calendar file: hours where they are known, and never others."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tests import factories
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus

ZURICH = ZoneInfo("Europe/Zurich")


def change(country_session: CountrySession, **values) -> None:
    with transaction() as session:
        found = session.get(CountrySession, country_session.id)
        for name, value in values.items():
            setattr(found, name, value)


def calendar(client, number: int = 44, language: str = "en") -> icalendar.Calendar:
    reply = client.get(f"/editions/{number}/programme.ics?lang={language}")
    assert reply.status_code == 200
    assert reply.mimetype == "text/calendar"
    return icalendar.Calendar.from_ical(reply.data)


def test_by_days_with_hours_rooms_and_the_name_of_the_zone(main, week):
    change(week.country_sessions[3], starts_at=datetime(2023, 8, 29, 7, 30, tzinfo=UTC), room=None)
    text = main("/editions/44/programme?lang=en")
    assert "All hours are local: Geneva, Europe/Zurich." in text
    monday, tuesday = text.split("29 August 2023 ")
    assert "10:00 – 11:00 Turkmenistan Room XXV Under way 11:00 – 12:00 Burkina Faso Room XXV" in monday
    assert tuesday == "09:30 – 10:30 Colombia"


def test_what_became_of_a_country_session_is_a_word(main, week):
    change(week.country_sessions[1], status=CountrySessionStatus.NOT_HELD)
    change(week.country_sessions[2], status=CountrySessionStatus.HELD)
    text = main("/editions/44/programme?lang=en")
    assert "Burkina Faso Room XXV Not held" in text
    assert "Cabo Verde Room XXV Held" in text
    assert "ancelled" not in text


def test_one_without_an_hour_stands_apart(main, week):
    change(week.country_sessions[0], starts_at=None)
    text = main("/editions/44/programme?lang=en")
    assert text.endswith("Without an hour yet Turkmenistan")


def test_without_any_hours_it_is_the_list_in_the_edition_s_order(main, client, shipped):
    text = main("/editions/30/programme?lang=en")
    assert (
        "Hours and rooms are not known. The country sessions, in the order of the edition: Azerbaijan" in text
    )
    assert "Cabo Verde Not held" in text
    assert "local" not in text
    assert "programme.ics" not in client.get("/editions/30/programme").text


def test_the_end_is_not_made_up(main, app):
    factories.edition(session_minutes=None)
    assert "10:00 Turkmenistan" in main("/editions/44/programme?lang=en")


def test_the_calendar_has_an_event_for_each_known_hour_in_the_zone(client, week):
    change(week.country_sessions[1], starts_at=None)
    events = calendar(client).walk("VEVENT")
    assert [(str(event["SUMMARY"]), event.decoded("DTSTART")) for event in events] == [
        ("Pre-sessions 44: Turkmenistan", datetime(2023, 8, 28, 10, tzinfo=ZURICH)),
        ("Pre-sessions 44: Cabo Verde", datetime(2023, 8, 28, 12, tzinfo=ZURICH)),
        ("Pre-sessions 44: Colombia", datetime(2023, 8, 28, 13, tzinfo=ZURICH)),
    ]
    first = events[0]
    assert first.decoded("DTEND") == datetime(2023, 8, 28, 11, tzinfo=ZURICH)
    assert (first["LOCATION"], first["DTSTART"].params["TZID"]) == ("Room XXV, Geneva", "Europe/Zurich")
    assert first["URL"] == "http://localhost:8000/editions/44/programme?lang=en"
    assert str(calendar(client).walk("VTIMEZONE")[0]["TZID"]) == "Europe/Zurich"


def test_an_event_keeps_its_identity_in_every_language_and_when_it_moves(client, week):
    before = [event["UID"] for event in calendar(client).walk("VEVENT")]
    change(week.country_sessions[0], starts_at=datetime(2023, 8, 30, 8, tzinfo=UTC))
    assert [event["UID"] for event in calendar(client, language="fr").walk("VEVENT")] == before


def test_what_is_not_held_says_so_in_the_calendar(client, week):
    change(week.country_sessions[0], status=CountrySessionStatus.NOT_HELD)
    first, second, *_others = calendar(client).walk("VEVENT")
    assert (first["SUMMARY"], first["STATUS"]) == ("Pre-sessions 44: Turkmenistan (not held)", "CANCELLED")
    assert (second["SUMMARY"], "STATUS" in second) == ("Pre-sessions 44: Burkina Faso", False)


@pytest.mark.parametrize("number", [30, 40, 44])
def test_a_calendar_without_hours_is_empty(client, shipped, number):
    assert calendar(client, number).walk("VEVENT") == []
