"""One value that an edition cannot have is refused with its place and what to write instead."""

import pytest

from tests.editions.files import ONE, TOP
from webapp.editions.file import BadEditionFile, read

pytestmark = pytest.mark.no_database


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
    with pytest.raises(BadEditionFile) as refused:
        read(TOP + addition + ONE)
    assert [(problem.where, problem.message) for problem in refused.value.errors] == [(where, message)]
