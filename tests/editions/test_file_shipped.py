"""The editions that ship are read with all that they say, and nothing else."""

from datetime import date, time

import pytest

from tests.editions import files
from webapp.editions.file import (
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
    read_bytes,
)

pytestmark = pytest.mark.no_database


def shipped(number: int) -> EditionFile:
    return read_bytes(files.shipped(number))


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
