"""`flask retention run`: on its day everything that is due goes; the day before nothing; and nothing else ever."""

import dataclasses
import os
from datetime import UTC, date, datetime, timedelta

import pytest

from tests import factories
from tests.retention import steps
from tests.selection import steps as selection
from webapp import config
from webapp.core import clock, jobs
from webapp.core.audit import AuditEntry
from webapp.extensions import db
from webapp.retention import running
from webapp.safety import lines

SECOND = timedelta(seconds=1)
# The week ends on Friday 1 September 2023; days begin at midnight in Geneva.
TRAVEL = datetime(2023, 9, 30, 22, tzinfo=UTC)  # 1 October
LINES = datetime(2023, 10, 1, 22, tzinfo=UTC)  # 2 October: the links worked for all of the first
APPLICATIONS = datetime(2023, 11, 29, 23, tzinfo=UTC)  # 30 November, after the change of clocks

TRAVEL_LINES = ["journeys with their receipts, and answers about travel: 6", "readings of passes at doors: 1"]
LINE, APPLICATION = "safety lines: 1", "applications without a place on a panel: 5"


@pytest.fixture
def made(edition):
    """A week with one of everything, and one that comes half a year later, with the same."""
    later = factories.edition(
        45, ("FR",), starts_on=date(2024, 2, 5), ends_on=date(2024, 2, 9), timezone="Europe/Zurich"
    )
    steps.week(later.country_sessions[0])
    return steps.week(edition.country_sessions[0])


@pytest.fixture
def run(app):
    def at(instant: datetime, *options: str) -> list[str]:
        clock.set_for_tests(instant)
        result = app.test_cli_runner().invoke(args=["retention", "run", *options])
        assert result.exit_code == 0, result.output
        return [line for line in result.output.splitlines() if "instance/mail" not in line]

    return at


def said(what_becomes: str, *what: str) -> list[str]:
    return [f"Pre-sessions 44: {each} {what_becomes}" for each in what]


@pytest.mark.parametrize("instant", [TRAVEL - SECOND, factories.NOW])
def test_before_its_day_nothing_is_due(made, run, instant):
    before = steps.everything()
    assert (run(instant), steps.changes(before)) == (["Nothing is due."], ({}, {}))


def test_travel_and_scans_go_on_the_thirtieth_day(made, run, instance):
    before, on_disk = steps.everything(), steps.files(instance)
    assert run(TRAVEL) == said("erased", *TRAVEL_LINES)
    gone, new = steps.changes(before)
    # The applications themselves are changed: they say nothing of travel any more.
    assert gone == {"application": 6, "travel": 6, "travel_receipt": 6, "stored_file": 6, "scan": 1}
    assert new == {"application": 6}
    assert steps.files(instance) == on_disk - 6
    for application_id in made.values():
        application = selection.application(application_id)
        for held in (application.answers, application.sent):
            assert {field: held.get(field) for field in steps.TRAVEL} == {
                field: "yes" if field == "grant" else None for field in steps.TRAVEL
            }
            assert (held["work"], held["organisation"]) == ("We watch trials.", application.organisation)


def test_lines_go_once_their_links_have_ended(made, run):
    run(LINES - SECOND)
    before = steps.everything()
    assert run(LINES) == said("erased", LINE)
    assert steps.changes(before) == ({"safety_line": 1, "safety_word": 1, "link": 1, "grant": 1}, {})


def test_applications_without_a_seat_go_on_the_ninetieth_day(made, run, instance):
    run(APPLICATIONS - SECOND)
    before, on_disk = steps.everything(), steps.files(instance)
    assert run(APPLICATIONS) == said("erased", APPLICATION)
    gone, new = steps.changes(before)
    assert gone == {
        "application": 5,
        "stored_file": 5,
        "decision": 3,
        "grant_decision": 5,
        "assignment": 5,
        "assessment": 5,
        "link": 10,
        "grant": 5,
    }
    assert (new, steps.files(instance)) == ({}, on_disk - 5)
    left = db.session.scalars(db.select(selection.Application.id).filter_by(edition_number=44)).all()
    assert left == [made["speaker"]]


def test_all_that_is_late_goes_at_once_and_twice_is_once(made, run):
    assert run(APPLICATIONS) == said("erased", TRAVEL_LINES[0], LINE, TRAVEL_LINES[1], APPLICATION)
    before = steps.everything()
    assert (run(APPLICATIONS), steps.changes(before)) == (["Nothing is due."], ({}, {}))


def test_a_dry_run_says_the_same_and_changes_nothing(made, run, instance):
    before, on_disk = steps.everything(), steps.files(instance)
    audited = db.session.scalar(db.select(db.func.count()).select_from(AuditEntry))
    expected = said("would be erased", TRAVEL_LINES[0], LINE, TRAVEL_LINES[1], APPLICATION)
    assert run(APPLICATIONS, "--dry-run") == expected
    assert (steps.changes(before), steps.files(instance)) == (({}, {}), on_disk)
    assert db.session.scalar(db.select(db.func.count()).select_from(AuditEntry)) == audited


def test_it_is_audited_by_ids_alone(made, run):
    run(APPLICATIONS)
    found = db.select(AuditEntry).where(AuditEntry.by == "command", AuditEntry.object_kind == "application")
    entries = db.session.scalars(found).all()
    unseated = {application_id for kind, application_id in made.items() if kind != "speaker"}
    assert {(entry.verb, entry.object_id) for entry in entries} == {("erase", each) for each in unseated}


def keep(**days: int) -> None:
    """Other periods than the usual ones."""
    settings = config.current()
    config.use(dataclasses.replace(settings, **days))


def test_the_periods_can_be_set(made, run):
    keep(travel_kept_days=7, applications_kept_days=14)
    assert run(datetime(2023, 9, 7, 21, 59, 59, tzinfo=UTC)) == ["Nothing is due."]
    assert run(datetime(2023, 9, 7, 22, tzinfo=UTC)) == said("erased", *TRAVEL_LINES)
    assert run(datetime(2023, 9, 14, 22, tzinfo=UTC)) == said("erased", LINE, APPLICATION)


def test_applications_may_go_before_travel(made, run):
    keep(applications_kept_days=14)
    before = steps.everything()
    assert run(datetime(2023, 9, 14, 22, tzinfo=UTC)) == said("erased", APPLICATION)
    gone, _new = steps.changes(before)
    assert (gone["application"], gone["travel"], gone["travel_receipt"], gone["stored_file"]) == (5, 5, 5, 10)


def test_a_failure_in_the_middle_leaves_each_duty_whole(made, run, monkeypatch):
    """The lines were erased; the applications could not be, and all of them are still there."""
    clock.set_for_tests(APPLICATIONS)
    erase = running.DUTIES[-1].erase

    def fail(session, number, by):
        erase(session, number, by)
        raise ZeroDivisionError

    broken = [
        *running.DUTIES[:-1],
        type(running.DUTIES[-1])("x", running.DUTIES[-1].due_at, running.DUTIES[-1].count, fail),
    ]
    monkeypatch.setattr(running, "DUTIES", broken)
    with pytest.raises(ZeroDivisionError):
        running.run(by="test")
    monkeypatch.undo()
    assert run(APPLICATIONS) == said("erased", APPLICATION)


def test_mails_that_were_written_to_files_go_after_a_month(app, instance):
    folder = instance / "mail"
    folder.mkdir(parents=True)
    for name, age in (("old", 30), ("new", 29)):
        (folder / f"{name}.eml").write_text("x")
        then = (factories.NOW - timedelta(days=age)).timestamp()
        os.utime(folder / f"{name}.eml", (then, then))
    result = app.test_cli_runner().invoke(args=["retention", "run"])
    assert result.output == "mails in instance/mail: 1 erased\n"
    assert [file.name for file in folder.iterdir()] == ["new.eml"]


def test_who_was_erased_is_no_trouble_for_what_comes_later(app, made, run):
    """The pages of those that stay, and the jobs that were put for those who are gone."""
    run(APPLICATIONS)
    desk = selection.coordinator(app)
    assert desk.get(f"/desk/editions/44/applications/{made['speaker']}").status_code == 200
    assert desk.get("/desk/editions/44/applications").status_code == 200
    assert desk.get("/desk/editions/44/safety").status_code == 200
    assert desk.get(f"/desk/editions/44/applications/{made['declined']}").status_code == 404
    assert [jobs.work_off(job) for job in (lines.ASK, lines.ASK_AGAIN)] == [1, 1]
