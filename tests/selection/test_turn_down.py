"""A place is turned down, or given back after it was confirmed: the next of the waiting list moves up at once."""

from datetime import datetime, timedelta

import pytest

from tests import factories, pages
from tests.selection import steps
from webapp.applications import sending
from webapp.core import clock, jobs
from webapp.core.jobs import Job
from webapp.extensions import db
from webapp.participants.models import Pass, PassStatus
from webapp.programme import panels, sittings
from webapp.programme import queries as programme
from webapp.selection import offers
from webapp.selection.models import Outcome, Reply


@pytest.fixture
def released(desk, here):
    """Accepts the first and puts the others on the waiting list, all released: their ids."""

    def make(*speakers, place=here):
        first, *others = [steps.applied(place, f"Organisation of {name}", speaker=name) for name in speakers]
        steps.accept(desk, first, 6)
        for application_id in others:
            steps.wait(desk, application_id)
        steps.release(desk)
        return first, *others

    return make


def stands(*ids):
    """(outcome, reply, place, minutes) of each."""
    rows = [steps.decision(application_id) for application_id in ids]
    return [(str(row.outcome), row.reply, row.position, row.minutes) for row in rows]


def test_the_next_moves_up(app, released):
    first, second, third = released("Ana", "Ben", "Cleo")
    browser = steps.applicant(app, first)
    assert steps.turn_down(browser, first).status_code == 303
    assert stands(first, second, third) == [
        ("accepted", Reply.TURNED_DOWN, 1, 6),
        ("accepted", Reply.OPEN, 1, 6),
        ("waiting", None, 2, None),
    ]
    assert "You turned the place down" in steps.says(browser, first)
    assert "You turned down the place" in steps.mail_to(first, "If it was not you").text
    mail = steps.mail_to(second, "A place came free")
    assert mail.subject == "Pre-sessions 44: a message for you"
    # The end of the fifth day from now.
    assert "confirm by Saturday 17 June 2023, 23:59, Geneva time" in mail.text
    assert [word for word in ("Ben", "Turkmenistan", "Organisation of") if word in mail.text] == []
    assert len(pages.links_in(mail.text)) == 1
    assert len(steps.mails_to(third)) == 1


def test_who_moved_up_confirms_and_speaks(app, here, released):
    first, second = released("Ana", "Ben")
    steps.turn_down(steps.applicant(app, first), first)
    browser = steps.applicant(app, second)
    assert "kept for you until Saturday 17 June 2023, 23:59" in steps.says(browser, second)
    assert steps.confirm(browser, second).status_code == 303
    assert steps.panel(here) == [(None, 2), ("Ben", 6)]


def test_pressing_twice_moves_one_up(app, released):
    first, second, third = released("Ana", "Ben", "Cleo")
    browser = steps.applicant(app, first)
    assert [steps.turn_down(browser, first).status_code for _ in range(2)] == [303, 303]
    assert [steps.decision(each).outcome for each in (second, third)] == [Outcome.ACCEPTED, Outcome.WAITING]


def test_what_was_turned_down_is_not_confirmed(app, here, released):
    (first,) = released("Ana")
    browser = steps.applicant(app, first)
    steps.turn_down(browser, first)
    reply = steps.confirm(browser, first)
    assert (reply.status_code, "Write to the secretariat" in reply.text) == (422, True)
    assert steps.panel(here) == []


def test_a_place_that_was_confirmed_is_given_back(app, here, released):
    first, second = released("Ana", "Ben")
    browser = steps.applicant(app, first)
    steps.confirm(browser, first)
    assert steps.turn_down(browser, first).status_code == 303
    assert steps.panel(here) == [(None, 2)]
    assert db.session.scalars(db.select(Pass.status)).all() == [PassStatus.REVOKED]
    assert [row[:2] for row in stands(first, second)] == [
        ("accepted", Reply.TURNED_DOWN),
        ("accepted", Reply.OPEN),
    ]
    said = pages.text_of(browser.get(steps.page_of(first)).text)
    assert "You turned the place down" in said


def test_whoever_speaks_stays(app, desk, here, released):
    first, second = released("Ana", "Ben")
    browser = steps.applicant(app, first)
    steps.confirm(browser, first)
    slot = next(slot for slot in programme.slots(here.id) if slot.panellist)
    sittings.start_statement(here.id, slot.id, version=programme.sitting(here.id).version, by="test")
    reply = steps.turn_down(browser, first)
    assert reply.status_code == 422
    assert "your statement has begun" in reply.text
    assert [row[:2] for row in stands(first, second)] == [
        ("accepted", Reply.CONFIRMED),
        ("waiting", None),
    ]
    assert steps.panel(here) == [(None, 2), ("Ana", 6)]


def test_whoever_was_asked_stays(app, edition, here, released):
    first, _second = released("Ana", "Ben")
    browser = steps.applicant(app, first)
    steps.confirm(browser, first)
    slot = next(slot for slot in programme.slots(here.id) if slot.panellist)
    clock.set_for_tests(factories.NOW)
    issued = factories.issued_pass(edition)
    factories.question(issued, here, panellist_id=slot.panellist_id)
    browser = steps.applicant(app, first)
    reply = steps.turn_down(browser, first)
    assert (reply.status_code, "Questions were put to you" in reply.text) == (422, True)
    assert steps.decision(first).reply == Reply.CONFIRMED


def test_who_speaks_elsewhere_at_this_hour_is_passed_over(app, desk, edition):
    first, second = edition.country_sessions[:2]
    second.starts_at = first.starts_at
    db.session.commit()
    leaves, third = steps.applied(first, speaker="Ana"), steps.applied(first, speaker="Cleo")
    busy, elsewhere = (steps.applied(place, "Red", speaker="Ben") for place in (first, second))
    for accepted in (leaves, elsewhere):
        steps.accept(desk, accepted)
    for waits in (busy, third):
        steps.wait(desk, waits)
    steps.release(desk)
    steps.turn_down(steps.applicant(app, leaves), leaves)
    assert [steps.decision(each).outcome for each in (busy, third)] == [Outcome.WAITING, Outcome.ACCEPTED]


def test_who_withdrew_is_passed_over(app, released):
    first, second, third = released("Ana", "Ben", "Cleo")
    steps.withdraw(second)
    steps.turn_down(steps.applicant(app, first), first)
    assert [steps.decision(each).outcome for each in (second, third)] == [Outcome.WAITING, Outcome.ACCEPTED]


def test_who_was_put_on_the_list_in_silence_is_passed_over(app, desk, here, released):
    (first,) = released("Ana")
    later = steps.applied(here, speaker="Ben")
    steps.wait(desk, later)
    steps.turn_down(steps.applicant(app, first), first)
    assert stands(later) == [("waiting", None, 1, None)]
    assert steps.mails_to(later) == []


def test_the_list_of_another_country_session_waits_on(app, edition, released):
    (first,) = released("Ana")
    _there, elsewhere = released("Ben", "Cleo", place=edition.country_sessions[1])
    steps.turn_down(steps.applicant(app, first), first)
    assert steps.decision(elsewhere).outcome == Outcome.WAITING


@pytest.mark.parametrize(
    ("now", "until"),
    [
        # The country session is on Monday 28 August, 10:00.
        (datetime(2023, 8, 25, 10, tzinfo=steps.UTC), "2023-08-27T22:00:00+00:00"),
        (datetime(2023, 8, 26, 22, tzinfo=steps.UTC), "2023-08-27T22:00:00+00:00"),
        (datetime(2023, 8, 26, 22, 0, 1, tzinfo=steps.UTC), None),
        (datetime(2023, 8, 28, 9, tzinfo=steps.UTC), None),
    ],
)
def test_with_less_than_a_day_to_answer_nobody_moves_up_by_itself(app, here, released, now, until):
    first, second = released("Ana", "Ben")
    steps.confirm(steps.applicant(app, first), first)
    clock.set_for_tests(now)
    steps.turn_down(steps.applicant(app, first), first)
    found = steps.decision(second).reply_until
    assert (found and found.isoformat()) == until


def test_whoever_withdraws_gives_the_place_back(app, here, released):
    first, second = released("Ana", "Ben")
    browser = steps.applicant(app, first)
    steps.confirm(browser, first)
    assert steps.post(browser, steps.page_of(first), f"/applications/{first}/withdrawal").status_code == 303
    assert jobs.work_off(sending.WITHDRAWAL) == 1
    assert steps.panel(here) == [(None, 2)]
    assert (steps.decision(first).reply, steps.decision(second).reply) == (Reply.TURNED_DOWN, Reply.OPEN)


def test_withdrawing_without_a_place_moves_nobody(app, desk, here, released):
    _first, second, third = released("Ana", "Ben", "Cleo")
    undecided = steps.applied(here)
    for each in (second, undecided):
        sending.withdraw(each, by="test")
    assert jobs.work_off(sending.WITHDRAWAL) == 2
    assert [steps.decision(each).outcome for each in (second, third)] == [Outcome.WAITING, Outcome.WAITING]


def test_who_withdraws_while_speaking_stays_and_the_desk_says_so(app, desk, here, released):
    (first,) = released("Ana")
    steps.confirm(steps.applicant(app, first), first)
    slot = next(slot for slot in programme.slots(here.id) if slot.panellist)
    sittings.start_statement(here.id, slot.id, version=programme.sitting(here.id).version, by="test")
    sending.withdraw(first, by="test")
    assert jobs.work_off(sending.WITHDRAWAL) == 1
    assert steps.panel(here) == [(None, 2), ("Ana", 6)]
    assert "The application was withdrawn" in pages.text_of(desk.get(steps.builder(first)).text)


def test_who_was_taken_off_the_panel_meanwhile(app, desk, here, released):
    """The coordinator did it on the page of the panel: the decision stands, and can still be given back."""
    first, second = released("Ana", "Ben")
    browser = steps.applicant(app, first)
    steps.confirm(browser, first)
    slot = next(slot for slot in programme.slots(here.id) if slot.panellist)
    panels.remove(here.id, slot.id, by="test")
    shown = pages.text_of(desk.get(steps.builder(first)).text)
    assert "Confirmed, and taken off the panel since" in shown
    assert "Statements 0 min" in shown
    assert "There is no valid pass at present." in steps.says(browser, first)
    assert steps.turn_down(browser, first).status_code == 303
    assert steps.decision(second).reply == Reply.OPEN


def test_nothing_is_left_to_remind_of(app, released):
    (first,) = released("Ana")
    waiting = db.select(Job.kind).where(Job.subject_id == first).order_by(Job.kind)
    assert db.session.scalars(waiting).all() == [offers.LAPSE, offers.REMINDER]
    steps.turn_down(steps.applicant(app, first), first)
    assert db.session.scalars(waiting).all() == []
    clock.set_for_tests(clock.now() + timedelta(days=60))
    assert jobs.work_off(offers.LAPSE) == 0
