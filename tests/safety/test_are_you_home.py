"""After the week they are asked whether they are home: at 09:00 in Geneva, twice at most, whatever the clocks do."""

import os
import signal
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import event

from tests import factories, pages
from tests.safety import steps
from webapp import config, create_app
from webapp.core import clock, jobs
from webapp.core.outbox import Message
from webapp.core.transaction import transaction
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.programme.models import Panellist, Presence
from webapp.safety import asking, lines
from webapp.safety.models import SafetyLine, SafetyWord, Word

# The week ends on Friday 1 September 2023.
FIRST = datetime(2023, 9, 2, 7, tzinfo=UTC)  # Saturday, 09:00 in Geneva
SECOND = datetime(2023, 9, 4, 7, tzinfo=UTC)  # Monday, 09:00
SILENT = datetime(2023, 9, 4, 22, tzinfo=UTC)  # the end of Monday


def at(instant: datetime) -> tuple[int, int]:
    """How many mails there are after the jobs that were due, first and second."""
    clock.set_for_tests(instant)
    for job in (lines.ASK, lines.ASK_AGAIN):
        jobs.work_off(job)
    return len(steps.mails()), len({mail.to for mail in steps.mails()})


def test_the_day_after_the_week_and_two_days_later(ana):
    assert [at(FIRST - timedelta(seconds=1)), at(FIRST)] == [(0, 0), (1, 1)]
    (mail,) = steps.mails()
    assert (mail.to, mail.subject) == ("ana@organisation.example", "Pre-sessions 44: a message for you")
    assert "Are you home?" in mail.text
    for secret in ("Ana", "Rojas", "Red de mujeres", "Turkm", "danger"):
        assert secret not in pages.without_tokens(mail.text.replace("ana@organisation.example", ""))
    assert [at(SECOND - timedelta(seconds=1)), at(SECOND)] == [(1, 1), (2, 1)]
    assert at(SECOND + timedelta(days=20)) == (2, 1)
    assert steps.row(ana).home_by == SILENT


@pytest.mark.parametrize(
    ("last_day", "first", "second", "silent"),
    [
        # The clocks go back on Sunday 29 October 2023, and forward on Sunday 31 March 2024.
        (
            date(2023, 10, 27),
            datetime(2023, 10, 28, 7, tzinfo=UTC),
            datetime(2023, 10, 30, 8, tzinfo=UTC),
            datetime(2023, 10, 30, 23, tzinfo=UTC),
        ),
        (
            date(2024, 3, 29),
            datetime(2024, 3, 30, 8, tzinfo=UTC),
            datetime(2024, 4, 1, 7, tzinfo=UTC),
            datetime(2024, 4, 1, 22, tzinfo=UTC),
        ),
    ],
)
def test_over_the_change_of_clocks(app, last_day, first, second, silent):
    edition = factories.edition(45, starts_on=last_day - timedelta(days=4), ends_on=last_day)
    person = steps.line(edition.country_sessions[0])
    asked = [at(first - timedelta(seconds=1)), at(first), at(second - timedelta(seconds=1)), at(second)]
    assert asked == [(0, 0), (1, 1), (1, 1), (2, 1)]
    assert steps.row(person).home_by == silent


def test_who_said_so_or_was_heard_of_is_not_asked(app, here, ana):
    home, settled = steps.line(here, "Ben Diaz"), steps.line(here, "Cleo Paz")
    with transaction() as session:
        session.add(SafetyWord(participant_id=home, word=Word.HOME, said_at=clock.now()))
        session.get_one(SafetyLine, settled).settled_at = clock.now()
    assert at(FIRST) == (1, 1)
    assert steps.mails()[0].to == "ana@organisation.example"
    phone = steps.holder(app, ana)
    factories.sign_in(phone, "safety_line", ana)
    assert steps.press(phone, ana, "homecoming").status_code == 303
    assert at(SECOND) == (1, 1)


def test_who_does_not_travel_is_asked_only_if_they_came(here, ana):
    other = steps.line(here, "Ben Diaz")
    with transaction() as session:
        for panellist in session.scalars(db.select(Panellist)):
            panellist.presence = Presence.REMOTE
        session.add(SafetyWord(participant_id=other, word=Word.ARRIVED, said_at=clock.now()))
    assert at(FIRST) == (1, 1)
    assert steps.mails()[0].to == "ben@organisation.example"


def test_without_an_address_nobody_is_mailed(here):
    steps.line(here, email=None)
    assert at(SECOND) == (0, 0)


def test_a_week_that_was_moved_moves_the_question(edition, ana):
    with transaction() as session:
        session.get_one(Edition, 44).ends_on = date(2023, 9, 8)
    assert [at(FIRST), at(FIRST + timedelta(days=7, seconds=-1))] == [(0, 0), (0, 0)]
    assert at(FIRST + timedelta(days=7)) == (1, 1)
    assert steps.row(ana).home_by == SILENT + timedelta(days=7)


def test_a_job_that_runs_twice_asks_once(ana):
    clock.set_for_tests(FIRST)
    asking.ask(ana)
    asking.ask(ana)
    clock.set_for_tests(SECOND)
    asking.ask_again(ana)
    asking.ask_again(ana)
    assert len(steps.mails()) == 2


def test_a_line_that_was_erased_is_no_trouble(app):
    asking.ask("0" * 20)
    asking.ask_again("0" * 20)
    assert steps.mails() == []


def _ask(instance: Path, database_url: str, killed: str) -> None:
    """What the loop does, until the system kills it."""
    settings = {"DATABASE_URL": database_url, "SECRET_KEY": "for tests"}
    with create_app(config.read(instance, settings)).app_context():
        clock.set_for_tests(FIRST)

        made = []

        def die(*_args) -> None:
            if made:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Message, "init", lambda *_args: made.append(1))
        event.listen(db.session, f"{killed}_commit", die)
        jobs.work_off(lines.ASK)


@pytest.mark.parametrize(("killed", "mails_then"), [("before", 0), ("after", 1)])
def test_killed_half_way_it_is_asked_once(ana, instance, database_url, killed, mails_then):
    db.session.rollback()
    process = get_context("spawn").Process(target=_ask, args=(instance, database_url, killed))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert len(steps.mails()) == mails_then
    # The lease of the job is over, and another process takes it.
    assert at(FIRST + jobs.LEASE + timedelta(seconds=1)) == (1, 1)
