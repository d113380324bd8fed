"""An edition file is read whole and exactly."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.editions.files import ONE, TOP
from webapp.editions.file import (
    Call,
    CountrySession,
    Cover,
    Deadline,
    EditionFile,
    Figure,
    Figures,
    Format,
    Grant,
    Sessions,
    Status,
    WorkingGroup,
    read,
    read_bytes,
)

pytestmark = pytest.mark.no_database

ZURICH = ZoneInfo("Europe/Zurich")


def test_every_key_is_read():
    text = """
        number = 54
        format = "hybrid"
        starts_on = 2026-08-31
        ends_on = 2026-09-04
        dates = { en = "the first week of September" }
        provisional = true
        city = "Geneva"
        venue = "Palais des Nations"
        timezone = "Europe/Zurich"
        languages = ["en", "fr", "es"]
        speaking_languages = ["en", "fr"]
        interpretation = []
        [working_group]
        starts_on = 2027-01-18
        [call]
        opens_on = 2026-04-01
        closes_at = 2026-05-31T23:59:00
        [sessions]
        minutes = 60
        statement_minutes = [5, 5]
        [grant]
        states = ["SD"]
        covers = ["airfare"]
        max_days = 6
        [[country_sessions]]
        state = "SD"
        name = { en = "Republic of the Sudan", ar = "جمهورية السودان" }
        starts_at = 2026-09-04T10:00:00
        room = "Room XXV"
        status = "held"
        limited = true
        closes_at = 2026-06-07
        [[country_sessions]]
        state = "IS"
        [figures]
        country_sessions = 0
        [concept_note]
        en = "One.\\r\\n\\r\\nTwo.  "
    """
    assert read(text) == EditionFile(
        number=54,
        format=Format.HYBRID,
        timezone=ZURICH,
        starts_on=date(2026, 8, 31),
        ends_on=date(2026, 9, 4),
        dates={"en": "the first week of September"},
        provisional=True,
        city="Geneva",
        venue="Palais des Nations",
        languages=("en", "fr", "es"),
        speaking_languages=("en", "fr"),
        interpretation=(),
        working_group=WorkingGroup(number=54, starts_on=date(2027, 1, 18)),
        call=Call(opens_on=date(2026, 4, 1), closes_at=Deadline(date(2026, 5, 31), time(23, 59))),
        sessions=Sessions(minutes=60, statement_minutes=(5, 5)),
        grant=Grant(states=("SD",), covers=(Cover.AIRFARE,), max_days=6),
        country_sessions=(
            CountrySession(
                state="SD",
                name={"en": "Republic of the Sudan", "ar": "جمهورية السودان"},
                starts_at=datetime(2026, 9, 4, 10, tzinfo=ZURICH),
                room="Room XXV",
                status=Status.HELD,
                limited=True,
                closes_at=Deadline(date(2026, 6, 7), None),
            ),
            CountrySession(state="IS"),
        ),
        figures=Figures(country_sessions=Figure(0)),
        concept_note={"en": "One.\n\nTwo."},
    )


def test_the_least_that_a_file_must_say():
    assert read(TOP + ONE) == EditionFile(
        44, Format.IN_PERSON, ZURICH, date(2023, 8, 28), (CountrySession("TM"),)
    )


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    assert read_bytes(b"\xef\xbb\xbf" + (TOP + ONE).replace("\n", "\r\n").encode()) == read(TOP + ONE)


def test_an_hour_that_clocks_show_twice_is_the_first_of_the_two():
    text = TOP.replace("2023-08-28", "2023-10-29") + ONE + "starts_at = 2023-10-29T02:30:00"
    assert read(text).country_sessions[0].starts_at.astimezone(UTC) == datetime(
        2023, 10, 29, 0, 30, tzinfo=UTC
    )


def test_a_week_without_a_last_day_has_no_day_too_late():
    text = TOP + ONE + "starts_at = 2023-09-01T09:00:00"
    assert read(text).country_sessions[0].starts_at == datetime(2023, 9, 1, 9, tzinfo=ZURICH)
