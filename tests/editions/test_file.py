"""An edition file is read whole and exactly, or refused with everything that is wrong in it."""

import datetime
from dataclasses import fields
from datetime import UTC, date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webapp.editions.file import (
    BadEditionFile,
    Bound,
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

EDITIONS = Path(__file__).parents[2] / "editions"
ZURICH = ZoneInfo("Europe/Zurich")

TOP = """
number = 44
format = "in_person"
timezone = "Europe/Zurich"
starts_on = 2023-08-28
"""
ONE = """
[[country_sessions]]
state = "TM"
"""


def shipped(number):
    return read_bytes((EDITIONS / f"{number}.toml").read_bytes())


def errors(text):
    read_it = read_bytes if isinstance(text, bytes) else read
    with pytest.raises(BadEditionFile) as refused:
        read_it(text)
    return [(problem.where, problem.message) for problem in refused.value.errors]


def local(*parts, zone=ZURICH):
    return datetime.datetime(*parts, tzinfo=zone)


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=UTC)


# The editions that ship


def test_edition_30_is_provisional_and_tells_what_was_held():
    edition = shipped(30)
    assert (edition.number, edition.format, edition.timezone.key) == (30, Format.IN_PERSON, "Europe/Zurich")
    assert (edition.starts_on, edition.ends_on) == (date(2018, 4, 10), date(2018, 4, 13))
    assert (edition.provisional, edition.city, edition.venue) == (True, "Geneva", "Palais des Nations")
    assert edition.working_group == WorkingGroup(
        number=30, dates={"en": "May 2018", "fr": "mai 2018", "es": "mayo de 2018"}
    )
    assert edition.sessions == Sessions(minutes=60, statement_minutes=(5, 7))
    assert edition.figures == Figures(
        country_sessions=Figure(177),
        missions=Figure(156, Bound.MORE_THAN),
        presentations=Figure(800, Bound.ALMOST),
    )
    states = ["AZ", "BD", "BF", "CM", "CA", "CV", "CO", "CU", "DJ", "DE", "RU", "TM", "TV", "UZ"]
    assert edition.country_sessions == tuple(
        CountrySession(state, status=Status.NOT_HELD if state in ("CV", "TV") else Status.HELD)
        for state in states
    )
    assert (edition.call, edition.grant, edition.dates, edition.languages) == (None, None, None, None)
    assert (edition.speaking_languages, edition.interpretation) == (None, None)


def test_edition_40_is_virtual_in_a_week_without_a_last_day():
    edition = shipped(40)
    assert (edition.number, edition.format, edition.timezone.key) == (40, Format.VIRTUAL, "Europe/Zurich")
    assert (edition.starts_on, edition.ends_on) == (date(2021, 12, 6), None)
    assert edition.dates == {
        "en": "the week of 6 December 2021",
        "fr": "la semaine du 6 décembre 2021",
        "es": "la semana del 6 de diciembre de 2021",
    }
    assert (edition.provisional, edition.city, edition.venue) == (False, None, None)
    assert (edition.languages, edition.interpretation) == (("en", "fr", "es"), None)
    assert edition.working_group == WorkingGroup(
        number=40,
        dates={
            "en": "January-February 2022",
            "fr": "janvier-février 2022",
            "es": "enero-febrero de 2022",
        },
    )
    assert edition.call == Call(
        opens_on=date(2021, 7, 20), closes_at=Deadline(date(2021, 8, 16), time(23, 59))
    )
    states = ["HT", "IS", "LT", "MD", "SS", "SY", "TL", "TG", "UG", "VE", "ZW"]
    assert edition.country_sessions == tuple(CountrySession(state) for state in states)
    assert (edition.sessions, edition.grant, edition.figures) == (Sessions(), None, None)


def test_edition_44_has_formal_names_and_grants_for_six():
    edition = shipped(44)
    assert (edition.number, edition.format, edition.timezone.key) == (44, Format.IN_PERSON, "Europe/Zurich")
    assert (edition.starts_on, edition.ends_on) == (date(2023, 8, 28), date(2023, 9, 1))
    assert (edition.dates, edition.provisional) == (None, False)
    assert (edition.city, edition.venue, edition.languages) == ("Geneva", None, None)
    assert edition.working_group == WorkingGroup(44, date(2023, 11, 6), date(2023, 11, 17))
    assert edition.call == Call(closes_at=Deadline(date(2023, 5, 31), None))
    assert edition.grant == Grant(
        states=("CM", "DJ", "BD", "CV", "UZ", "TV"),
        covers=(Cover.ACCOMMODATION, Cover.AIRFARE, Cover.PER_DIEM),
        max_days=6,
    )
    assert [(item.state, item.name["en"]) for item in edition.country_sessions] == [
        ("TM", "Turkmenistan"),
        ("BF", "Burkina Faso"),
        ("CV", "Republic of Cabo Verde"),
        ("CO", "Colombia"),
        ("UZ", "Republic of Uzbekistan"),
        ("TV", "Tuvalu"),
        ("DE", "Federal Republic of Germany"),
        ("DJ", "Republic of Djibouti"),
        ("CA", "Canada"),
        ("BD", "People's Republic of Bangladesh"),
        ("RU", "Russian Federation"),
        ("AZ", "Republic of Azerbaijan"),
        ("CM", "Republic of Cameroon"),
        ("CU", "Republic of Cuba"),
    ]
    assert all(
        (item.starts_at, item.room, item.status, item.closes_at) == (None, None, Status.PLANNED, None)
        for item in edition.country_sessions
    )
    assert (edition.sessions, edition.figures) == (Sessions(), None)


@pytest.mark.parametrize("number", [30, 40, 44])
def test_what_ships_is_complete_in_three_languages(number):
    edition = shipped(number)
    texts = [edition.dates, edition.working_group.dates, edition.concept_note]
    texts += [item.name for item in edition.country_sessions]
    assert {tuple(sorted(text)) for text in texts if text} == {("en", "es", "fr")}


# What a file may hold


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
                starts_at=local(2026, 9, 4, 10, 0),
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
    assert read(text).country_sessions[0].starts_at.astimezone(UTC) == utc(2023, 10, 29, 0, 30)


def test_a_week_without_a_last_day_has_no_day_too_late():
    assert read(TOP + ONE + "starts_at = 2023-09-01T09:00:00").country_sessions[0].starts_at == local(
        2023, 9, 1, 9
    )


# What a file may not hold


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            b"number = 44\nformat = in_person",
            ("line 2", "This is not TOML. Invalid value, at column 10."),
            id="syntax",
        ),
        pytest.param(
            b"number = 44\nstarts_on = 2023-02-30",
            ("line 2", "This is not TOML. Invalid date or datetime, at column 13."),
            id="no such day",
        ),
        pytest.param(
            b"number = 44\n\nnumber =",
            ("line 3", "This is not TOML. Invalid value, at the end of the file."),
            id="cut off",
        ),
        pytest.param(
            b'number = 44\ncity = "Gen\xe8ve"',
            ("line 2", "The byte 0xE8 is not UTF-8. Save the file in the encoding UTF-8."),
            id="Latin-1",
        ),
        pytest.param(
            b"a = " + b"[" * 100_000,
            (
                "file",
                "Lists or tables are nested too deeply here. An edition needs three levels at most.",
            ),
            id="nested",
        ),
        pytest.param(
            b"number = " + b"9" * 5000, ("file", "A number in this file is too long to be read."), id="digits"
        ),
        pytest.param(
            b"#" * 1_000_001,
            (
                "file",
                "This file is longer than 1 MB. An edition takes a few kilobytes: check that it is the right file.",
            ),
            id="long",
        ),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(data, expected):
    assert errors(data) == [expected]


def test_an_empty_file_lacks_what_is_required():
    assert errors("") == [
        ("number", "This key is required. Write a whole number from 1 to 999."),
        ("timezone", 'This key is required. Write the name of a time zone (IANA), such as "Europe/Zurich".'),
        ("format", 'This key is required. Write "in_person", "virtual" or "hybrid".'),
        ("starts_on", "This key is required. Write a date alone, such as 2023-08-28."),
        (
            "country_sessions",
            "This key is required. Write one [[country_sessions]] table for each State under Review.",
        ),
    ]


@pytest.mark.parametrize(
    ("line", "where", "message"),
    [
        ("number = 0", "number", "Write a whole number from 1 to 999, not 0."),
        ("number = true", "number", "Write a whole number from 1 to 999, not true."),
        ("number = 44.0", "number", "Write a whole number from 1 to 999, not 44.0."),
        ('number = "44"', "number", 'Write a whole number from 1 to 999, not "44".'),
        (
            "number = 0x" + "f" * 5000,
            "number",
            "Write a whole number from 1 to 999, not a number that long.",
        ),
        (
            'format = "in person"',
            "format",
            'Write "in_person", "virtual" or "hybrid", not "in person".',
        ),
        ("format = {}", "format", 'Write "in_person", "virtual" or "hybrid", not a table.'),
        (
            'timezone = "../../etc/passwd"',
            "timezone",
            'Write the name of a time zone (IANA), such as "Europe/Zurich", not "../../etc/passwd".',
        ),
        (
            'timezone = "Europe"',
            "timezone",
            'Write the name of a time zone (IANA), such as "Europe/Zurich", not "Europe".',
        ),
        (
            "starts_on = 2023-08-28T10:00:00",
            "starts_on",
            "Write a date alone, such as 2023-08-28, not 2023-08-28T10:00:00.",
        ),
        (
            'starts_on = "28 August 2023"',
            "starts_on",
            'Write a date alone, such as 2023-08-28, not "28 August 2023".',
        ),
        ("starts_on = 0023-08-28", "starts_on", "Write a year from 2008 to 2099, not 23."),
        ("starts_on = 9999-12-31", "starts_on", "Write a year from 2008 to 2099, not 9999."),
    ],
)
def test_a_required_value_of_the_wrong_kind_is_refused(line, where, message):
    key = line.split(" =")[0]
    kept = [kept for kept in TOP.splitlines() if not kept.startswith(f"{key} =")]
    assert errors("\n".join([*kept, line]) + ONE) == [(where, message)]


@pytest.mark.parametrize(
    ("addition", "where", "message"),
    [
        ("start_on = 2023-08-28", "start_on", 'There is no such key. Did you mean "starts_on"?'),
        ('colour = "blue"', "colour", "There is no such key."),
        ('"\\u001b[2J" = 1', '"\\u001b[2J"', "There is no such key."),
        ("provisional = 1", "provisional", "Write true or false, not 1."),
        (
            "city = 1",
            "city",
            "Write a text in quotation marks, on one line, of at most 100 characters, not 1.",
        ),
        ('city = " "', "city", "This text is empty. Write it, or leave the key out."),
        (f'city = "{"x" * 101}"', "city", "This text has 101 characters. Use at most 100."),
        ('city = "Gen\\neva"', "city", "Write this text on one line."),
        (
            'venue = "\\u202Esnoitan"',
            "venue",
            "This text holds the character U+202E (RIGHT-TO-LEFT OVERRIDE), which no text may hold. Take it out.",
        ),
        (
            'concept_note.fr = "a\\u0000"',
            "concept_note.fr",
            "This text holds the character U+0000, which no text may hold. Take it out.",
        ),
        (
            f'concept_note.en = "{"x" * 20_001}"',
            "concept_note.en",
            "This text has 20001 characters. Use at most 20000.",
        ),
        (
            'concept_note = "text"',
            "concept_note",
            'Write a text by language, such as { en = "…", fr = "…" }, not "text".',
        ),
        (
            'concept_note.english = "text"',
            "concept_note.english",
            'Write the code of a language (ISO 639), such as "fr", not "english".',
        ),
        (
            "dates = {}",
            "dates",
            "This is empty. Write it in at least one language, or leave the key out.",
        ),
        (
            "dates = { en = 5 }",
            "dates.en",
            "Write a text in quotation marks, on one line, of at most 200 characters, not 5.",
        ),
        ('languages = "en"', "languages", 'Write a list in square brackets, not "en".'),
        (
            "languages = []",
            "languages",
            "This list is empty. Name at least one, or leave the key out.",
        ),
        (
            'languages = ["en", "xx"]',
            "languages[2]",
            'Write the code of a language (ISO 639), such as "fr", not "xx".',
        ),
        (
            'interpretation = ["en", "fr", "en"]',
            "interpretation[3]",
            '"en" stands in this list already. Take one of them out.',
        ),
        ("ends_on = 2023-08-27", "ends_on", "2023-08-27 is before the edition starts, on 2023-08-28."),
        ("call = 2023-05-31", "call", "Write a table, [call], not 2023-05-31."),
        (
            "call = [{}]",
            "call",
            "Write a table, [call], not a list.",
        ),
        (
            "working_group = { number = 1000 }",
            "working_group.number",
            "Write a whole number from 1 to 999, not 1000.",
        ),
        (
            "working_group = { starts_on = 2023-11-17, ends_on = 2023-11-06 }",
            "working_group.ends_on",
            "2023-11-06 is before the session starts, on 2023-11-17.",
        ),
        (
            "call = { opens_on = 2023-06-01, closes_at = 2023-05-31 }",
            "call.closes_at",
            "2023-05-31 is before the call opens, on 2023-06-01.",
        ),
        (
            "call = { closes_at = 2023-05-31T23:59:00+02:00 }",
            "call.closes_at",
            "Write 2023-05-31T23:59:00, without an offset: the time is local, in the edition's timezone.",
        ),
        (
            "call = { closes_at = 2023-05-31T23:59:59 }",
            "call.closes_at",
            "Write whole minutes, such as 2023-05-31T23:59:00, not 2023-05-31T23:59:59.",
        ),
        (
            "call = { closes_at = 2023-03-26T02:30:00 }",
            "call.closes_at",
            "2023-03-26T02:30:00 does not exist in Europe/Zurich: the clocks go forward past it. Change the hour.",
        ),
        (
            "call = { closes_at = 23:59:00 }",
            "call.closes_at",
            "Write a local date and time, such as 2023-05-31T23:59:00, or a date alone, not 23:59:00.",
        ),
        ("sessions = { minutes = 0 }", "sessions.minutes", "Write a whole number from 1 to 480, not 0."),
        (
            "sessions = { statement_minutes = [7, 5] }",
            "sessions.statement_minutes",
            "Write the shortest and the longest, in minutes, such as [5, 7], not [7, 5].",
        ),
        (
            "sessions = { statement_minutes = 5 }",
            "sessions.statement_minutes",
            "Write the shortest and the longest, in minutes, such as [5, 7], not 5.",
        ),
        (
            "sessions = { statement_minutes = [5, 481] }",
            "sessions.statement_minutes",
            "Write a whole number from 1 to 480, not 481.",
        ),
        (
            'grant = { states = ["TM", "CM"] }',
            "grant.states[2]",
            '"CM" has no country session in this edition. Add one, or take the State out here.',
        ),
        (
            'grant = { states = ["TM", "TM"] }',
            "grant.states[2]",
            '"TM" stands in this list already. Take one of them out.',
        ),
        (
            'grant = { covers = ["visa"] }',
            "grant.covers[1]",
            'Write "accommodation", "airfare" or "per_diem", not "visa".',
        ),
        ("grant = { max_days = 0 }", "grant.max_days", "Write a whole number from 1 to 60, not 0."),
        (
            "figures = { missions = -1 }",
            "figures.missions",
            "Write a whole number, { more_than = 156 } or { almost = 800 }, not -1.",
        ),
        (
            "figures = { missions = { about = 156 } }",
            "figures.missions",
            "Write a whole number, { more_than = 156 } or { almost = 800 }, not a table.",
        ),
        (
            "figures = { missions = { almost = 156.5 } }",
            "figures.missions",
            "Write a whole number from 0 to 999999999, not 156.5.",
        ),
    ],
)
def test_one_bad_addition_is_refused(addition, where, message):
    assert errors(TOP + addition + ONE) == [(where, message)]


@pytest.mark.parametrize(
    ("addition", "where", "message"),
    [
        (
            '[[country_sessions]]\nstate = "TM"',
            "country_sessions[2].state",
            '"TM" is country_sessions[1] already. Take one of them out.',
        ),
        (
            '[[country_sessions]]\nstate = "UK"',
            "country_sessions[2].state",
            'Write the two capital letters of a Member State (ISO 3166-1), such as "TM", not "UK".',
        ),
        (
            '[[country_sessions]]\nroom = "XX"',
            "country_sessions[2].state",
            'This key is required. Write the two capital letters of a Member State (ISO 3166-1), such as "TM".',
        ),
        ('rooms = "XX"', "country_sessions[1].rooms", 'There is no such key. Did you mean "room"?'),
        (
            'status = "cancelled"',
            "country_sessions[1].status",
            'Write "planned", "held" or "not_held", not "cancelled".',
        ),
        (
            "starts_at = 2023-08-28",
            "country_sessions[1].starts_at",
            "Write a local date and time, such as 2023-08-28T10:00:00, not 2023-08-28.",
        ),
        (
            "starts_at = 2023-08-27T23:59:00",
            "country_sessions[1].starts_at",
            "2023-08-27 is before the edition starts, on 2023-08-28.",
        ),
        (
            "starts_at = 2023-09-02T00:00:00",
            "country_sessions[1].starts_at",
            "2023-09-02 is after the edition ends, on 2023-09-01.",
        ),
        (
            "closes_at = 2023-05-31T23:58:00",
            "country_sessions[1].closes_at",
            "This is before the call closes for all States. A State's own deadline can only be later.",
        ),
        (
            'name = { en = "Turkmenistan", fr = "" }',
            "country_sessions[1].name.fr",
            "This text is empty. Write it, or leave the key out.",
        ),
    ],
)
def test_one_bad_country_session_is_refused(addition, where, message):
    top = TOP + "ends_on = 2023-09-01\ncall = { closes_at = 2023-05-31 }"
    assert errors(top + ONE + addition) == [(where, message)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "[]",
            (
                "country_sessions",
                "This is empty. Write one [[country_sessions]] table for each State under Review.",
            ),
        ),
        (
            '{ state = "TM" }',
            (
                "country_sessions",
                "Write one [[country_sessions]] table for each State under Review, not a table.",
            ),
        ),
        (
            '["BF", { state = "TM" }]',
            ("country_sessions[1]", 'Write a table, [[country_sessions]], not "BF".'),
        ),
    ],
)
def test_country_sessions_are_tables(value, expected):
    # The grant's State may be the one that could not be read: nothing is said about it.
    assert errors(TOP + f'country_sessions = {value}\ngrant = {{ states = ["BF"] }}') == [expected]


def test_all_that_is_wrong_is_said_at_once():
    text = """
        number = 0
        format = "virtual"
        timezone = "Europe/Zürich"
        starts_on = 2021-12-06
        ends_on = 2021-12-05
        citty = "Geneva"
        [call]
        closes_at = 2021-08-16T23:59:00Z
        [[country_sessions]]
        state = "HT"
        [[country_sessions]]
        state = "ht"
        [[country_sessions]]
        state = "HT"
        starts_at = 2021-11-06T10:00:00
    """
    with pytest.raises(BadEditionFile) as refused:
        read(text)
    assert str(refused.value).splitlines() == [
        'citty: There is no such key. Did you mean "city"?',
        "number: Write a whole number from 1 to 999, not 0.",
        'timezone: Write the name of a time zone (IANA), such as "Europe/Zurich", not "Europe/Zürich".',
        "call.closes_at: Write 2021-08-16T23:59:00, without an offset: the time is local, in the edition's timezone.",
        'country_sessions[2].state: Write the two capital letters of a Member State (ISO 3166-1), such as "TM", '
        'not "ht".',
        "ends_on: 2021-12-05 is before the edition starts, on 2021-12-06.",
        'country_sessions[3].state: "HT" is country_sessions[1] already. Take one of them out.',
        "country_sessions[3].starts_at: 2021-11-06 is before the edition starts, on 2021-12-06.",
        "(Numbers in square brackets count from 1.)",
    ]


# Deadlines


@pytest.mark.parametrize(
    ("deadline", "zone", "too_late"),
    [
        # 23:59 itself still counts, and so does the last minute of a day without an hour.
        (Deadline(date(2021, 8, 16), time(23, 59)), "Europe/Zurich", utc(2021, 8, 16, 22)),
        (Deadline(date(2023, 5, 31), None), "Europe/Zurich", utc(2023, 5, 31, 22)),
        # Clocks forward, from 02:00 to 03:00: 01:59 is followed by 03:00, and the day is 23 hours long.
        (Deadline(date(2023, 3, 25), None), "Europe/Zurich", utc(2023, 3, 25, 23)),
        (Deadline(date(2023, 3, 26), time(1, 59)), "Europe/Zurich", utc(2023, 3, 26, 1)),
        (Deadline(date(2023, 3, 26), time(3, 0)), "Europe/Zurich", utc(2023, 3, 26, 1, 1)),
        (Deadline(date(2023, 3, 26), time(23, 59)), "Europe/Zurich", utc(2023, 3, 26, 22)),
        (Deadline(date(2023, 3, 26), None), "Europe/Zurich", utc(2023, 3, 26, 22)),
        # Clocks back, from 03:00 to 02:00: 02:30 comes twice, the first counts; the day is 25 hours long.
        (Deadline(date(2023, 10, 28), None), "Europe/Zurich", utc(2023, 10, 28, 22)),
        (Deadline(date(2023, 10, 29), time(1, 59)), "Europe/Zurich", utc(2023, 10, 29)),
        (Deadline(date(2023, 10, 29), time(2, 30)), "Europe/Zurich", utc(2023, 10, 29, 0, 31)),
        (Deadline(date(2023, 10, 29), time(3, 0)), "Europe/Zurich", utc(2023, 10, 29, 2, 1)),
        (Deadline(date(2023, 10, 29), time(23, 59)), "Europe/Zurich", utc(2023, 10, 29, 23)),
        (Deadline(date(2023, 10, 29), None), "Europe/Zurich", utc(2023, 10, 29, 23)),
        # Where clocks change at midnight: Beirut's next day begins at 01:00, Havana's has 00:00 twice.
        (Deadline(date(2022, 3, 26), None), "Asia/Beirut", utc(2022, 3, 26, 22)),
        (Deadline(date(2022, 11, 5), None), "America/Havana", utc(2022, 11, 6, 4)),
    ],
)
def test_a_deadline_is_the_first_instant_that_is_too_late(deadline, zone, too_late):
    assert deadline.instant(ZoneInfo(zone)) == too_late


# Whatever the bytes are


def refusal(data):
    """What the file is refused with; None where it is read. Any other exception fails the test."""
    try:
        read_bytes(data)
    except BadEditionFile as refused:
        return refused
    return None


def holds(data):
    refused = refusal(data)
    if refused is not None:
        assert refused.errors != []
        # Safe on a terminal, whatever the file holds.
        assert [line for line in str(refused).split("\n") if not line.isprintable()] == []


@given(st.binary(max_size=300))
@example(b"\xff")
@example(b"\x00")
@example(b"a = {" * 5000)
@example(b'"\xc2\x9b" = 1')
def test_bytes_are_read_or_refused(data):
    holds(data)


@given(st.text(max_size=300))
def test_text_is_read_or_refused(text):
    holds(text.encode(errors="surrogatepass"))


@given(st.sampled_from([30, 40, 44]), st.data())
def test_a_damaged_edition_is_read_or_refused(number, data):
    good = (EDITIONS / f"{number}.toml").read_bytes()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 200)))
    holds(good[:start] + data.draw(st.binary(max_size=20)) + good[end:])


TABLES = (EditionFile, WorkingGroup, Call, Sessions, Grant, CountrySession, Figures)
KEYS = sorted(
    {field.name for table in TABLES for field in fields(table)} | {"more_than", "almost", "en", "fr"}
)
SCALARS = [
    *["44", "-1", "0", "1e999", "nan", "-inf", "true", "99999999999999999999", "0x" + "f" * 5000],
    *['""', '"en"', '"TM"', '"in_person"', '"Europe/Zurich"', '"held"', '"\\u0000"', '"\\U0010FFFF"'],
    *["2023-08-28", "2023-03-26T02:30:00", "0001-01-01T00:00:00", "9999-12-31T23:59:00", "9999-12-31"],
    *["2023-08-28T10:00:00Z", "0001-01-01T00:00:00+23:59", "10:00:00", "2023-10-29T02:30:00"],
]
VALUES = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=4).map(
            lambda items: "{ " + ", ".join(f"{key} = {value}" for key, value in items.items()) + " }"
        ),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12))
def test_any_value_under_any_key_is_read_or_refused(entries):
    holds("\n".join(f"{key} = {value}" for key, value in entries.items()).encode())
