"""The builder of one country session: the hour fills up, decisions are prepared, and nobody is in two rooms at once."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.selection import steps
from webapp.access.permissions import Role
from webapp.accounts.models import Staff
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.review.models import Assessment, Criterion
from webapp.selection.models import Outcome

RED = "Red de mujeres"


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def desk(app, edition):
    return steps.coordinator(app)


@pytest.fixture
def said(desk, here):
    """What the builder of the first country session says."""
    return lambda: pages.text_of(desk.get(f"{steps.OVERVIEW}/{here.id}").text)


def decided(*ids):
    """(outcome, place, minutes) of each; None where nothing is decided."""
    rows = [steps.decision(application_id) for application_id in ids]
    return [row and (str(row.outcome), row.position, row.minutes) for row in rows]


def test_without_applications_there_is_nothing_to_decide(said):
    assert "Panel 0 Nobody has a place yet. Undecided 0 No application waits for a decision." in said()


def test_an_application_that_was_sent_waits_for_a_decision(here, said):
    steps.applied(here, RED, speaker="Ana Rojas", scope="regional")
    steps.applied(here, "Never sent", status=ApplicationStatus.DRAFT)
    steps.applied(here, "Withdrawn", status=ApplicationStatus.WITHDRAWN)
    shown = said()
    assert "Undecided 1 Red de mujeres Undecided 44-T" in shown
    assert "Civil society organisation · In a region Speaker: Ana Rojas" in shown
    assert "Access to justice and fair trial; Women and girls" in shown
    assert ("Never sent" in shown, "Withdrawn" in shown) == (False, False)


def test_the_verbs(desk, here, said):
    one, two, three = (steps.applied(here, f"Organisation {letter}") for letter in "ABC")
    assert steps.accept(desk, one, 5).status_code == 303
    assert steps.wait(desk, two).status_code == 303
    assert steps.decline(desk, three).status_code == 303
    assert decided(one, two, three) == [("accepted", 1, 5), ("waiting", 1, None), ("declined", None, None)]
    shown = said()
    assert "Panel 1 1. Organisation A Prepared" in shown
    assert "Waiting list 1" in shown
    assert "1. Organisation B Prepared" in shown
    assert "Declined 1 Organisation C Prepared" in shown

    steps.accept(desk, two, 6)
    steps.wait(desk, three)
    steps.take_back(desk, one)
    assert decided(one, two, three) == [None, ("accepted", 2, 6), ("waiting", 1, None)]
    said = db.select(AuditEntry.verb).where(AuditEntry.object_id == one).order_by(AuditEntry.id)
    verbs = db.session.scalars(said).all()
    assert verbs == ["decide", "take-back"]


def test_other_minutes_keep_the_place(desk, here):
    ids = [steps.applied(here) for _ in range(2)]
    for application_id in ids:
        steps.accept(desk, application_id)
    steps.accept(desk, ids[0], 9)
    assert decided(*ids) == [("accepted", 1, 9), ("accepted", 2, 7)]


@pytest.mark.parametrize("typed", ["", "0", "31", "٧", "7.5", "-1", "9" * 30])
def test_minutes_that_cannot_be_are_refused_and_stay(desk, here, typed):
    one = steps.applied(here)
    reply = steps.accept(desk, one, typed)
    assert reply.status_code == 422
    assert "Write the minutes as a number from 1 to 30." in reply.text
    assert f'name="minutes" inputmode="numeric" autocomplete="off" value="{typed}"' in reply.text
    assert decided(one) == [None]


def test_the_hour_fills_up(desk, here, said):
    ids = [steps.applied(here) for _ in range(3)]
    assert "State under Review 2 min Statements 0 min Left for questions 58 min" in said()
    for application_id in ids:
        steps.accept(desk, application_id, 9)
    assert "Statements 27 min Left for questions 31 min" in said()
    for application_id in ids:
        steps.accept(desk, application_id, 30)
    assert "Statements 90 min Left for questions 32 min more than there are" in said()
    steps.wait(desk, ids[0])
    steps.decline(desk, ids[1])
    assert "Statements 30 min Left for questions 28 min" in said()


def test_who_was_invited_without_applying_takes_time_too(desk, here, said):
    factories.panellist(here, organisation="National Commission", kind="nhri", minutes=8)
    shown = said()
    assert "Panel 1 National Commission" in shown
    assert "8 min · invited without an application" in shown
    assert "Statements 8 min Left for questions 50 min" in shown
    assert "Civil society 0 National Human Rights Institutions 1" in shown


def test_the_balance_of_the_panel(desk, here, said):
    steps.accept(desk, steps.applied(here, kind="nhri", scope="national", themes=["justice"]))
    steps.accept(
        desk, steps.applied(here, kind="coalition", scope="international", themes=["justice", "health"])
    )
    steps.wait(desk, steps.applied(here, scope="regional", themes=["women"]))
    shown = said().partition("Balance of the panel ")[2]
    assert shown.startswith(
        "Civil society 1 National Human Rights Institutions 1 In one country 1 In a region 0 Worldwide 1"
        " Themes Access to justice and fair trial 2 Health 1"
    )


def test_the_order_is_changed_by_buttons(desk, here):
    ids = [steps.applied(here, f"Organisation {letter}") for letter in "ABC"]
    for application_id in ids:
        steps.accept(desk, application_id)
    assert steps.move(desk, ids[2], place=1, seen=3).status_code == 303
    assert decided(*ids) == [("accepted", 2, 7), ("accepted", 3, 7), ("accepted", 1, 7)]
    assert steps.move(desk, ids[0], place=99, seen=2).status_code == 303
    assert decided(*ids) == [("accepted", 3, 7), ("accepted", 2, 7), ("accepted", 1, 7)]


@pytest.mark.parametrize("typed", ["", "0", "-1", "first", "1.5", "²"])
def test_what_is_no_place(desk, here, typed):
    ids = [steps.applied(here) for _ in range(3)]
    for application_id in ids:
        steps.accept(desk, application_id)
    reply = steps.move(desk, ids[2], place=typed, seen=3)
    assert (reply.status_code, "Write the place in the order as a number, from 1." in reply.text) == (
        422,
        True,
    )
    assert [row[1] for row in decided(*ids)] == [1, 2, 3]


def test_the_waiting_list_has_an_order_of_its_own(desk, here):
    placed, first, second = (steps.applied(here) for _ in range(3))
    steps.accept(desk, placed)
    steps.wait(desk, first)
    steps.wait(desk, second)
    assert steps.move(desk, second, place=1, seen=2).status_code == 303
    assert [row[1] for row in decided(placed, first, second)] == [1, 2, 1]


def test_moving_what_was_moved_meanwhile(desk, here):
    ids = [steps.applied(here, f"Organisation {letter}") for letter in "AB"]
    for application_id in ids:
        steps.accept(desk, application_id)
    steps.move(desk, ids[1], place=1, seen=2)
    reply = steps.move(desk, ids[1], place=1, seen=2)
    assert reply.status_code == 409
    assert "1. Organisation B" in pages.text_of(reply.text)
    assert [row[1] for row in decided(*ids)] == [2, 1]


@pytest.mark.parametrize("seen", ["", "²", "x", "0", "99", "1-"])
def test_an_order_that_no_page_showed(desk, here, seen):
    one = steps.applied(here)
    steps.accept(desk, one)
    assert steps.act(desk, one, "position", place=1, seen=seen).status_code == 409


def test_the_same_applicant_twice_is_pointed_out(desk, here, said):
    steps.applied(here, RED)
    assert "applied for this State twice" not in said()
    steps.applied(here, RED)
    assert said().count("The same applicant applied for this State twice") == 2


def test_mean_scores_stand_beside(app, desk, here, said):
    one = steps.applied(here, RED)
    with transaction() as session:
        criterion = Criterion(edition_number=44, position=1, text={"en": "Expertise"})
        readers = [
            Staff(email=f"{n}@upr.example.org", role=Role.REVIEWER, locale="en", created_at=clock.now())
            for n in "ab"
        ]
        session.add_all([criterion, *readers])
        session.flush()
        for reader, score in zip(readers, (3, 4), strict=True):
            session.add(
                Assessment(
                    application_id=one,
                    staff_id=reader.id,
                    scores={criterion.id: score},
                    comment="",
                    assessed_at=clock.now(),
                )
            )
    assert "Mean score 3.5 by 2 reviewers · Read the application Red de mujeres" in said()


# ---- Two coordinators ----


def test_the_second_of_two_coordinators_sees_what_the_first_decided(desk, here):
    one = steps.applied(here, RED)
    steps.accept(desk, one, seen="0")
    for verb in (steps.wait, steps.decline, steps.take_back):
        reply = verb(desk, one, seen="0")
        assert reply.status_code == 409
        shown = pages.text_of(reply.text)
        assert "Somebody else decided on this application meanwhile." in shown
        assert "1. Red de mujeres Prepared" in shown
    assert decided(one) == [("accepted", 1, 7)]


def test_what_was_taken_back_and_decided_anew_is_another_decision(desk, here):
    one = steps.applied(here)
    steps.accept(desk, one)
    seen = steps.mark_in(desk, one)
    steps.take_back(desk, one)
    clock.set_for_tests(clock.now() + timedelta(seconds=1))
    steps.accept(desk, one, 5)
    assert steps.decline(desk, one, seen=seen).status_code == 409
    assert decided(one) == [("accepted", 1, 5)]


# ---- What becomes of the application meanwhile ----


def test_a_withdrawn_application_is_decided_on_no_more(desk, here, said):
    one = steps.applied(here, RED)
    steps.accept(desk, one)
    steps.withdraw(one)
    assert RED not in said()
    reply = steps.decline(desk, one)
    assert (reply.status_code, "This application was withdrawn." in reply.text) == (422, True)


def test_one_that_is_sent_anew_is_to_be_decided_anew(desk, edition):
    """For another State even: what was decided about it was about another text."""
    first, second = edition.country_sessions[:2]
    one = steps.applied(first, RED)
    steps.accept(desk, one)
    clock.set_for_tests(clock.now() + timedelta(minutes=1))
    with transaction() as session:
        row = session.get_one(Application, one)
        row.sent_at, row.country_session_id = clock.now(), second.id
    shown = pages.text_of(desk.get(f"{steps.OVERVIEW}/{second.id}").text)
    assert "Panel 0" in shown
    assert "Undecided 1 Red de mujeres Undecided" in shown
    assert "There is nothing to release" in desk.get(steps.RELEASE).text
    assert steps.act(desk, one, "waiting-place", seen="0").status_code == 303
    assert decided(one) == [("waiting", 1, None)]


# ---- Where one may not ----


def test_what_is_not_there(desk, edition):
    first, second = edition.country_sessions[:2]
    one = steps.applied(first)
    wrong = [
        f"{steps.OVERVIEW}/{second.id}/applications/{one}",
        f"{steps.OVERVIEW}/{first.id}/applications/{'0' * 20}",
        f"{steps.OVERVIEW}/{'0' * 20}/applications/{one}",
        f"/desk/editions/45/decisions/{first.id}/applications/{one}",
    ]
    for address in wrong:
        for noun in ("acceptance", "waiting-place", "omission", "retraction", "position"):
            reply = steps.post(desk, steps.OVERVIEW, f"{address}/{noun}", minutes=7, seen="0", place=1)
            assert (reply.status_code, address) == (404, address)
    assert decided(one) == [None]
    assert desk.get(f"/desk/editions/45/decisions/{first.id}").status_code == 404


def test_a_draft_is_not_decided_on(desk, here):
    one = steps.applied(here, status=ApplicationStatus.DRAFT)
    assert steps.act(desk, one, "acceptance", minutes=7).status_code == 404


def test_the_overview_counts(desk, edition, here):
    accepted, waiting, declined, _undecided = (steps.applied(here) for _ in range(4))
    steps.accept(desk, accepted)
    steps.wait(desk, waiting)
    steps.decline(desk, declined)
    shown = pages.text_of(desk.get(steps.OVERVIEW).text)
    assert "Turkmenistan 4 1 1 0 0 1 1" in shown
    assert "3 prepared decisions" in shown
    assert steps.decision(accepted).outcome == Outcome.ACCEPTED


def test_the_desk_leads_there(desk):
    assert f"{steps.OVERVIEW}?lang=en" in desk.get("/desk?lang=en").text
