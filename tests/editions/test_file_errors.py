"""An edition file that is wrong is refused with everything that is wrong in it, and where."""

import pytest

from tests.editions.files import ONE, TOP
from webapp.editions.file import BadEditionFile, read, read_bytes

pytestmark = pytest.mark.no_database


def errors(text: str | bytes) -> list[tuple[str, str]]:
    """What a file is refused with: where, and the sentence."""
    read_it = read_bytes if isinstance(text, bytes) else read
    with pytest.raises(BadEditionFile) as refused:
        read_it(text)
    return [(problem.where, problem.message) for problem in refused.value.errors]


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
