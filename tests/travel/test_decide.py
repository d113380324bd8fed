"""Deciding on a request for a grant: apart from who speaks, within what is offered and what is left, in silence."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.selection import steps
from tests.travel import office, own
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.refused import Refused
from webapp.core.transaction import transaction
from webapp.travel import budgets, queries
from webapp.travel.deciding import Case, Sum, decline, give

GIVEN = ("given", 800, 5, 6, None)
SUBJECT = "Pre-sessions 44: a message for you"


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(app):
    return office.edition().country_sessions[0]


@pytest.fixture
def desk(app, here):
    desk = steps.coordinator(app)
    office.set_budget(desk)
    return desk


def test_given_declined_and_taken_back(desk, here):
    one, other, third = (own.applied(here, organisation=f"Organisation {letter}") for letter in "ABC")
    assert office.give(desk, one).status_code == 303
    assert office.decline(desk, other).status_code == 303
    assert office.decided(one, other, third) == [GIVEN, ("declined", 0, 0, 0, None), None]
    shown = office.says(desk, office.GRANTS)
    assert "Organisation A Turkmenistan Undecided Granted, not announced CHF 1,600" in shown
    assert "Organisation B Turkmenistan Undecided Not granted, not announced Organisation C" in shown
    assert "2 prepared decisions 1 undecided" in shown

    office.give(desk, other, airfare="0", nights="0", days="2")
    office.take_back(desk, one)
    assert office.decided(one, other) == [None, ("given", 0, 0, 2, None)]
    assert office.verbs(one) == ["decide", "take-back"]
    assert steps.mails() == []


def test_what_was_asked_stands_beside_how_they_stand_as_a_speaker(app, desk, here):
    one = own.applied(
        here,
        departure_city="Aşgabat",
        arrive_on="2023-08-27",
        leave_on="2023-09-01",
        need="We have no other funds.",
        other_funding="Half of the flight",
        passport="yes",
        visa="unknown",
    )
    page = office.page_of(one)
    shown = office.says(desk, page)
    assert "Leaves from Aşgabat First day of the stay Sunday 27 August 2023" in shown
    assert "Why a grant is needed We have no other funds. Other funding Half of the flight" in shown
    assert "Holds a valid passport Yes Needs a visa Not known yet" in shown
    assert "As a speaker Undecided" in shown
    assert "At most 6, at CHF 100 each." in shown
    assert "At most 6, at CHF 50 each." in shown
    steps.accept(desk, one)
    assert "As a speaker Accepted, not announced" in office.says(desk, page)
    steps.release(desk)
    assert "As a speaker Accepted, no answer yet" in office.says(desk, page)
    steps.turn_down(steps.applicant(app, one), one)
    shown = office.says(desk, page)
    assert "As a speaker Turned down" in shown
    assert "As it stands, nobody speaks by this application." in shown
    assert office.give(desk, one).status_code == 303
    assert office.decided(one) == [GIVEN]


def test_deciding_on_a_grant_decides_nothing_about_speaking(desk, here):
    one = own.applied(here)
    steps.accept(desk, one)
    office.decline(desk, one)
    assert (str(steps.decision(one).outcome), office.decided(one)[0][0]) == ("accepted", "declined")
    office.release(desk)
    assert steps.decision(one).released_at is None


def test_no_more_days_than_the_edition_offers(desk, here):
    one = own.applied(here)
    for field in ("nights", "days"):
        for typed in ("7", "-1", "", "5.5", "six", "٦", "9" * 12):
            reply = office.give(desk, one, **{field: typed})
            assert (reply.status_code, field, typed) == (422, field, typed)
            assert "Write a number from 0 to 6" in pages.text_of(reply.text)
            assert f'value="{typed}"' in reply.text
    for typed in ("", "-1", "1e3", "9" * 10):
        assert office.give(desk, one, airfare=typed).status_code == 422
    nothing = office.give(desk, one, airfare="0", nights="0", days="0")
    assert (nothing.status_code, "pays for nothing" in nothing.text) == (422, True)
    assert office.decided(one) == [None]
    assert office.give(desk, one, nights="6", days="6").status_code == 303
    assert office.decided(one) == [("given", 800, 6, 6, None)]


def test_the_form_is_not_the_only_one_who_looks(desk, here):
    one = own.applied(here)
    for days in (7, -1):
        with pytest.raises(Refused):
            give(Case(44, one, "0"), Sum(airfare=1, nights=0, days=days), by="test")
    assert office.decided(one) == [None]


def test_what_the_edition_does_not_cover_is_not_asked(app):
    there = office.edition(number=45, states=("TM",), grant_covers=["airfare"]).country_sessions[0]
    desk, one = steps.coordinator(app), own.applied(there)
    here = "/desk/editions/45/grants"
    steps.post(desk, f"{here}/budget", f"{here}/budget", **office.RATES, seen=0)
    steps.post(desk, f"{here}/{one}", f"{here}/{one}/award", airfare="700", nights="3", days="3", seen="0")
    assert office.decided(one) == [("given", 700, 0, 0, None)]


def test_no_more_than_is_left(desk, here):
    one, other, third, fourth = (own.applied(here) for _ in range(4))
    for each in (one, other, third):
        assert office.give(desk, each).status_code == 303
    reply = office.give(desk, fourth)
    assert reply.status_code == 422
    shown = pages.text_of(reply.text)
    assert "This grant comes to CHF 1,600, and CHF 200 is left for it." in shown
    assert 'value="800"' in reply.text
    assert office.decided(fourth) == [None]
    assert office.give(desk, fourth, airfare="200", nights="0", days="0").status_code == 303
    # Whoever has a grant can have what is theirs already, and what is left.
    assert office.give(desk, one, airfare="801").status_code == 422
    assert office.give(desk, one, airfare="799").status_code == 303
    assert office.give(desk, fourth, airfare="201", nights="0", days="0").status_code == 303
    assert office.figures(desk) == ["5000", "5000", "5000", "0"]


def test_without_a_budget_nothing_is_given(app, here):
    desk, one = steps.coordinator(app), own.applied(here)
    assert "No budget is set yet" in office.says(desk, office.page_of(one))
    reply = steps.post(desk, office.page_of(one), f"{office.page_of(one)}/award", **office.SUM, seen="0")
    assert (reply.status_code, "Set the budget first" in reply.text) == (422, True)
    assert office.decline(desk, one).status_code == 303


def test_the_second_of_two_coordinators_sees_what_the_first_decided(desk, here):
    one = own.applied(here)
    office.decline(desk, one)
    declined = office.mark(one)
    for verb in (office.give, office.decline, office.take_back):
        reply = verb(desk, one, seen="0")
        assert reply.status_code == 409
        shown = pages.text_of(reply.text)
        assert "Somebody else decided on this request meanwhile." in shown
        assert "Not granted, not announced" in shown
    office.take_back(desk, one)
    clock.set_for_tests(clock.now() + timedelta(seconds=1))
    office.decline(desk, one)
    assert office.give(desk, one, seen=declined).status_code == 409
    assert office.decided(one) == [("declined", 0, 0, 0, None)]


def test_who_asks_for_none_is_not_there(desk, here):
    asks, never_asked = own.applied(here), own.applied(here, organisation="Never Asked", grant="no")
    withdrawn = own.applied(here, organisation="Withdrawn")
    office.give(desk, withdrawn)
    steps.withdraw(withdrawn)
    shown = office.says(desk, office.GRANTS)
    assert ("Never Asked" in shown, "Withdrawn" in shown) == (False, False)
    assert office.figures(desk) == ["5000", "0", "0", "5000"]
    for wrong in (
        office.page_of(never_asked),
        office.page_of(withdrawn),
        office.page_of("0" * 20),
        f"/desk/editions/45/grants/{asks}",
        f"/desk/editions/{10**12}/grants/{asks}",
    ):
        assert desk.get(wrong).status_code == 404
        for noun in ("award", "omission", "retraction"):
            reply = steps.post(desk, office.GRANTS, f"{wrong}/{noun}", **office.SUM, seen="0")
            assert (reply.status_code, wrong) == (404, wrong)
    assert office.decided(never_asked) == [None]


def test_one_that_is_sent_anew_is_to_be_decided_anew(desk, here):
    one = own.applied(here)
    office.give(desk, one)
    clock.set_for_tests(clock.now() + timedelta(minutes=1))
    with transaction() as session:
        session.get_one(type(own.application(one)), one).sent_at = clock.now()
    assert "1 undecided" in office.says(desk, office.GRANTS)
    assert office.figures(desk) == ["5000", "0", "0", "5000"]
    assert "There is nothing to release" in desk.get(office.RELEASE).text
    assert office.decline(desk, one, seen="0").status_code == 303


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MODERATOR, Role.DOOR])
def test_nobody_else_on_the_staff_sees_who_asks(app, desk, here, role):
    one = own.applied(here)
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF, "2" * 20, role)
    found = [browser.get(page).status_code for page in (office.GRANTS, office.page_of(one), office.JOURNEYS)]
    assert found == [404] * 3
    assert "Travel grants" not in browser.get("/desk").text


# ---- After the release ----


@pytest.fixture
def released(desk, here):
    """A grant that was announced, and one that was declined."""
    given, declined = own.applied(here), own.applied(here)
    office.give(desk, given)
    office.decline(desk, declined)
    office.release(desk)
    return given, declined


def test_another_sum_is_told_at_once(app, desk, released):
    given, _declined = released
    assert "a mail goes out at once" in office.says(desk, office.page_of(given))
    own.accept(own.holder(app, given), given)
    before = len(steps.mails_to(given))
    assert office.give(desk, given).status_code == 303
    assert len(steps.mails_to(given)) == before
    assert office.give(desk, given, airfare="900").status_code == 303
    assert office.decided(given) == [("given", 900, 5, 6, "accepted")]
    assert steps.mail_to(given, "We changed what your travel grant pays for").subject == SUBJECT
    assert office.give(desk, given, airfare="4201").status_code == 422
    assert office.verbs(given) == ["decide", "release", "accepted", "revise"]


def test_declined_and_given_after_all(app, desk, released):
    _given, declined = released
    assert office.give(desk, declined).status_code == 303
    assert office.decided(declined) == [("given", 800, 5, 6, "open")]
    assert steps.mail_to(declined, "We can offer you the travel grant").subject == SUBJECT
    assert own.accept(own.holder(app, declined), declined).status_code == 303
    assert office.decline(desk, declined).status_code == 422
    assert office.decided(declined) == [("given", 800, 5, 6, "accepted")]


def test_a_grant_that_nobody_accepted_can_be_declined(desk, released):
    given, declined = released
    assert office.decline(desk, given).status_code == 303
    assert office.decided(given) == [("declined", 0, 0, 0, None)]
    assert steps.mail_to(given, "We no longer keep the travel grant for you").subject == SUBJECT
    assert office.figures(desk) == ["5000", "0", "0", "5000"]
    assert office.decline(desk, declined).status_code == 422
    assert [office.take_back(desk, each).status_code for each in released] == [422, 422]
    assert len(steps.mails()) == 3


def test_what_was_turned_down_stays_so(app, desk, released):
    given, _declined = released
    own.turn_down(own.holder(app, given), given)
    assert "They turned the grant down" in office.says(desk, office.page_of(given))
    assert [verb(desk, given).status_code for verb in (office.give, office.decline)] == [422, 422]
    assert office.decided(given) == [("given", 800, 5, 6, "turned_down")]
    assert budgets.account(budgets.budget(44), queries.requests(44)).committed == 0


# ---- When the place on the panel is gone ----


@pytest.fixture
def speaking(app, desk, here):
    """Whose grant was accepted, and whose place on the panel was confirmed."""
    one = own.applied(here)
    office.give(desk, one)
    office.release(desk)
    steps.accept(desk, one)
    steps.release(desk)
    browser = own.holder(app, one)
    own.accept(browser, one)
    steps.confirm(browser, one)
    return browser, one


def test_an_accepted_grant_is_taken_back_once_its_place_was_given_back(desk, speaking):
    browser, one = speaking
    assert "No longer speaks" not in office.says(desk, office.GRANTS)
    refused = office.decline(desk, one)
    assert (refused.status_code, "Speak with them first." in refused.text) == (422, True)
    steps.turn_down(browser, one)
    shown = office.says(desk, office.GRANTS)
    assert "Turned down Grant accepted No longer speaks CHF 1,600" in shown
    assert office.figures(desk) == ["5000", "1600", "0", "3400"]
    assert "Take the grant back, with a mail at once" in office.says(desk, office.page_of(one))
    assert office.decline(desk, one).status_code == 303
    assert office.decided(one) == [("declined", 0, 0, 0, None)]
    assert office.figures(desk) == ["5000", "0", "0", "5000"]
    mail = steps.mail_to(one, "because it depended on a place on the panel that you do not have")
    assert (mail.subject, "Turkmenistan" in mail.text, "Organisation" in mail.text) == (SUBJECT, False, False)
    assert office.verbs(one) == ["decide", "release", "accepted", "revise"]
    assert "Your travel grant has ended" in own.says(browser, one, "grant-decision")
    assert "No longer speaks" not in office.says(desk, office.GRANTS)


def test_also_where_it_was_announced_that_they_will_not_speak(app, desk, here):
    one = own.applied(here)
    office.give(desk, one)
    office.release(desk)
    own.accept(own.holder(app, one), one)
    steps.decline(desk, one)
    assert "Will not speak" not in office.says(desk, office.GRANTS)
    assert office.decline(desk, one).status_code == 422
    steps.release(desk)
    assert "Declined Grant accepted Will not speak CHF 1,600" in office.says(desk, office.GRANTS)
    assert office.decline(desk, one).status_code == 303
    assert office.decided(one) == [("declined", 0, 0, 0, None)]


def test_who_has_not_confirmed_yet_or_has_the_seat_keeps_the_grant(app, desk, here, speaking):
    _browser, seated = speaking
    waiting = own.applied(here)
    office.give(desk, waiting)
    office.release(desk)
    steps.accept(desk, waiting)
    steps.release(desk)
    own.accept(own.holder(app, waiting), waiting)
    assert [office.decline(desk, each).status_code for each in (waiting, seated)] == [422, 422]
    with pytest.raises(Refused):
        decline(Case(44, seated, office.mark(seated)), by="test", place_is_gone=True)
    assert office.decided(waiting, seated) == [("given", 800, 5, 6, "accepted")] * 2
