"""`edition load`: adds or updates an edition; a file with mistakes changes nothing."""

from uuid import uuid4

import pytest

from tests import factories
from tests.editions.files import SHIPPED
from webapp.applications import call
from webapp.core.transaction import transaction
from webapp.editions import queries
from webapp.editions.file import Bound, Figure
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.questions import asking

WEEK = """\
number = 44
format = "in_person"
timezone = "Europe/Zurich"
starts_on = 2023-08-28
ends_on = 2023-09-01
city = "Geneva"
[sessions]
minutes = 60
"""


@pytest.fixture
def load(app, tmp_path):
    """Loads a text as a file, with what the command answers."""

    def run(text: str):
        file = tmp_path / "edition.toml"
        file.write_text(text, "utf-8")
        result = app.test_cli_runner().invoke(args=["edition", "load", str(file)])
        db.session.rollback()
        return result

    return run


def week(*states: str, more: str = "") -> str:
    return WEEK + "".join(f'[[country_sessions]]\nstate = "{state}"\n{more}' for state in states)


def states_of(number: int) -> list[str]:
    return [entry.state for entry in queries.edition(number).country_sessions]


@pytest.mark.parametrize(("number", "planned"), [(30, 14), (40, 11), (44, 14)])
def test_an_edition_that_ships_loads(app, number, planned):
    result = app.test_cli_runner().invoke(args=["edition", "load", str(SHIPPED / f"{number}.toml")])
    assert (result.exit_code, result.output) == (0, f"Pre-sessions {number} is loaded.\n")
    assert queries.tally(queries.edition(number)).planned == planned


def test_a_grant_for_a_state_without_a_country_session_is_worth_a_remark(load):
    text = week("TM", "CM") + '[grant]\nstates = ["CM", "DJ"]\n'
    result = load(text)
    assert (result.exit_code, result.stdout) == (0, "Pre-sessions 44 is loaded.\n")
    assert result.stderr == (
        'grant.states[2]: "DJ" has no country session here, so nobody is offered a grant for it.\n'
    )
    assert [each.state for each in call.with_grants(queries.edition(44))] == ["CM"]


def test_what_a_source_says_is_kept_as_it_says_it(app):
    for number in (30, 40, 44):
        app.test_cli_runner().invoke(args=["edition", "load", str(SHIPPED / f"{number}.toml")])
    thirty, forty, forty_four = (queries.edition(number) for number in (30, 40, 44))

    assert (thirty.provisional, thirty.working_group_dates.to("fr")) == (True, "mai 2018")
    assert (thirty.working_group_starts_on, thirty.working_group_ends_on) == (None, None)
    figures = thirty.earlier_years
    assert figures.country_sessions == Figure(177)
    assert figures.missions == Figure(156, Bound.MORE_THAN)
    assert figures.presentations == Figure(800, Bound.ALMOST)
    assert (forty.ends_on, forty.when("en")) == (None, "the week of 6 December 2021")
    assert forty.deadline.time.isoformat() == "23:59:00"
    assert (forty_four.deadline.day.isoformat(), forty_four.deadline.time) == ("2023-05-31", None)
    assert forty_four.grant_states == ["CM", "DJ", "BD", "CV", "UZ", "TV"]
    assert forty_four.country_sessions[2].name("en") == "Republic of Cabo Verde"
    assert all(entry.starts_at is None and entry.room is None for entry in forty_four.country_sessions)


def test_loading_again_updates_and_keeps_what_the_office_set(load):
    assert load(week("TM", "BF", "CV")).exit_code == 0
    before = {entry.state: entry.id for entry in queries.edition(44).country_sessions}
    with transaction() as session:
        session.get(CountrySession, before["BF"]).capacity = 80

    result = load(week("CO", "BF", "TM", more='room = "Room XX"\n').replace('"Geneva"', '"Nyon"'))

    assert (result.exit_code, result.stderr) == (0, "")
    edition = queries.edition(44)
    assert (edition.city, states_of(44)) == ("Nyon", ["CO", "BF", "TM"])
    after = {entry.state: entry for entry in edition.country_sessions}
    assert (after["BF"].id, after["TM"].id) == (before["BF"], before["TM"])
    assert (after["BF"].capacity, after["BF"].room) == (80, "Room XX")
    assert after["CO"].id not in before.values()


def test_what_a_new_file_no_longer_says_goes(load):
    load(
        week("TM") + '[figures]\nmissions = 70\n[call]\ncloses_at = 2023-05-31\n[concept_note]\nen = "Text"\n'
    )
    load(week("TM").replace('city = "Geneva"\n', ""))
    edition = queries.edition(44)
    assert (edition.city, edition.earlier_years, edition.deadline, edition.concept_note) == (None,) * 4


def with_a_door(edition, country_session):
    factories.door(edition, country_session=country_session)


def with_a_delegate(edition, country_session):
    factories.participant(edition, expected_at=[country_session])


def with_a_question(edition, country_session):
    held = factories.issued_pass(edition)
    asking.ask(
        country_session.id, held.id, submission=str(uuid4()), text="What next?", language="en", by="test"
    )


@pytest.mark.parametrize("attach", [with_a_door, with_a_delegate, with_a_question])
def test_a_country_session_that_something_hangs_on_is_not_taken_out(load, attach):
    load(week("TM", "BF", "CV"))
    edition = queries.edition(44)
    attach(edition, edition.country_sessions[1])

    result = load(week("TM").replace('"Geneva"', '"Nyon"'))

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "edition.toml was not loaded:\n"
        'country_sessions: "BF" is missing, and its country session has people, doors or questions already. '
        'Put it back; where it does not take place, with status = "not_held".\n'
    )
    assert (queries.edition(44).city, states_of(44)) == ("Geneva", ["TM", "BF", "CV"])


def test_a_bad_file_is_refused_with_all_its_errors_and_changes_nothing(load):
    load(week("TM"))
    bad = WEEK.replace("2023-09-01", "2023-08-01").replace('"in_person"', '"on_site"')
    bad += '[[country_sessions]]\nstate = "XX"\n[[country_sessions]]\nstate = "BF"\nhour = 10\n'

    result = load(bad)

    assert (result.exit_code, result.stdout) == (1, "")
    heading, *lines = result.stderr.splitlines()
    assert heading == "edition.toml was not loaded:"
    assert [line.partition(":")[0] for line in lines] == [
        "format",
        "country_sessions[2].hour",
        "country_sessions[1].state",
        "ends_on",
        "(Numbers in square brackets count from 1.)",
    ]
    edition = queries.edition(44)
    assert (edition.format, edition.ends_on.isoformat(), states_of(44)) == ("in_person", "2023-09-01", ["TM"])


@pytest.mark.parametrize("text", ["number = ", "\x00", "", '{"number": 44}', "number = 44\nnumber = 45"])
def test_what_is_no_edition_file_is_refused(load, text):
    result = load(text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("edition.toml was not loaded:\n")
    assert queries.editions() == []


def test_a_file_that_is_not_there_is_said(app):
    result = app.test_cli_runner().invoke(args=["edition", "load", "nowhere.toml"])
    assert (result.exit_code, "nowhere.toml" in result.stderr) == (2, True)
