"""What somebody must not judge is hidden from them everywhere, and what they have scored of it counts no more."""

import pytest

from tests import factories, pages
from tests.review import steps
from webapp.access.permissions import Role
from webapp.applications.models import Application
from webapp.core.text import fold
from webapp.core.transaction import transaction
from webapp.review import queries, recusals, standings
from webapp.review.models import Assignment, Recusal

OWN = "/desk/editions/44/recusals/own?lang=en"
ALL = "/desk/editions/44/recusals?lang=en"
LIGUE = "Ligue pour les droits"


@pytest.fixture
def rita(app):
    return steps.reviewer()


@pytest.fixture
def desk(app, rita):
    return steps.browser(app, rita)


@pytest.fixture
def two(edition, rita):
    """Two applications for Rita, on two States, of which she has scored the first."""
    steps.criterion()
    made = steps.application(edition, LIGUE, "TM"), steps.application(edition, "Otra", "BF")
    steps.assessed(made[0], rita, 4, comment="Very good")
    steps.assign(made[1], rita)
    return made


@pytest.fixture
def hidden(desk, two):
    """Whether each of the two is hidden: from the pile, and at its own address, to read and to score."""

    def look():
        pile = desk.get(f"{steps.PILE}?lang=en").text
        token = {"csrf_token": pages.token_in(pile)}
        found = []
        for each in two:
            here = steps.address(each)
            shown = {
                each.organisation in pile,
                desk.get(here).status_code != 404,
                desk.post(here, data=token).status_code != 404,
            }
            assert len(shown) == 1
            found.append(shown == {False})
        return found

    return look


def counted(application):
    (found,) = (row for row in standings.standings(44) if row.id == application.id)
    return found.readers, found.scored, found.mean


def test_by_the_reviewer_from_a_state(edition, desk, two, hidden):
    reply = pages.submit(desk, OWN, state=edition.country_sessions[0].id, organisation="")
    assert reply.status_code == 303
    assert hidden() == [True, False]
    assert steps.assigned() == {("Otra", "rita")}
    assert "1 left." in pages.text_of(desk.get(f"{steps.PILE}?lang=en").text)


@pytest.mark.parametrize("written", [LIGUE, "  LIGUE pour   les DROITS ", "Ligue, pour les droits."])
def test_by_the_reviewer_from_an_organisation_however_it_is_written(desk, two, hidden, written):
    assert pages.submit(desk, OWN, organisation=written).status_code == 303
    assert hidden() == [True, False]


@pytest.mark.parametrize(("about", "left"), [("state", "Otra"), ("organisation", "Otra")])
def test_by_the_reviewer_from_what_is_before_them(desk, two, hidden, about, left):
    here = f"{steps.address(two[0])}?lang=en"
    reply = pages.submit(desk, here, to=here.replace("?", "/recusal?"), about=about)
    assert reply.status_code == 303
    assert hidden() == [True, False]
    assert steps.assigned() == {(left, "rita")}


@pytest.mark.parametrize("about", ["", "everything"])
def test_from_nothing_else(desk, two, hidden, about):
    here = f"{steps.address(two[0])}?lang=en"
    assert pages.submit(desk, here, to=here.replace("?", "/recusal?"), about=about).status_code == 404
    assert hidden() == [False, False]


def test_by_the_coordinator_for_a_reviewer(app, edition, rita, two, hidden):
    browser = steps.coordinator(app)
    state = edition.country_sessions[1].id
    reply = pages.submit(browser, ALL, person=rita.id, state=state, organisation=LIGUE)
    assert reply.status_code == 303
    assert hidden() == [True, True]
    page = pages.text_of(browser.get(ALL).text)
    assert "rita@upr.example.org : Burkina Faso" in page.replace("org:", "org :")


def test_the_score_counts_no_more(two, rita):
    assert counted(two[0]) == (1, 1, 4.0)
    steps.assessed(two[0], steps.reviewer("sam"), 2)
    assert counted(two[0]) == (2, 2, 3.0)
    recusals.recuse(44, rita.id, organisation=LIGUE, by="test")
    assert counted(two[0]) == (1, 1, 2.0)


def test_the_score_of_anything_else_counts_on(edition, two, rita):
    recusals.recuse(44, rita.id, organisation="Otra", by="test")
    assert (counted(two[0]), counted(two[1])) == ((1, 1, 4.0), (0, 0, None))
    recusals.recuse(44, rita.id, country_session_id=edition.country_sessions[2].id, by="test")
    assert (counted(two[0]), counted(two[1])) == ((1, 1, 4.0), (0, 0, None))


def test_the_coordinator_sees_that_it_does_not_count(app, two, rita):
    recusals.recuse(44, rita.id, organisation=LIGUE, by="test")
    page = pages.text_of(steps.coordinator(app).get(f"{steps.LIST}/{two[0].id}?lang=en").text)
    assert "4.00 Recused: does not count" in page


def test_what_comes_in_later_is_hidden_too(edition, rita, desk):
    assert pages.submit(desk, OWN, organisation=LIGUE).status_code == 303
    made = steps.application(edition, LIGUE)
    with transaction() as session:  # however it came to be assigned
        session.add(Assignment(application_id=made.id, staff_id=rita.id, assigned_at=factories.NOW))
    assert desk.get(steps.address(made)).status_code == 404
    assert queries.left_to_read(rita.id, [44]) == 0
    assert counted(made) == (0, 0, None)


def test_one_that_is_sent_again_under_that_name_is_hidden_too(two, rita, desk, hidden):
    assert pages.submit(desk, OWN, organisation="New name").status_code == 303
    assert hidden() == [False, False]
    with transaction() as session:
        made = session.get(Application, two[0].id)
        made.organisation, made.organisation_folded = "Néw Name", fold("Néw Name")
    assert hidden()[0] is True
    assert counted(two[0]) == (0, 0, None)


def test_the_answer_is_the_same_whether_the_organisation_applied_or_not(desk, two):
    known = pages.submit(desk, OWN, organisation="Otra")
    unknown = pages.submit(desk, OWN, organisation="Nobody of that name")
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_the_name_of_one_that_has_no_letters_hides_nothing_else(desk, two, hidden):
    reply = pages.submit(desk, OWN, organisation="***")
    assert reply.status_code == 422
    assert "Write the name of the organisation in letters or figures." in pages.text_of(reply.text)
    assert hidden() == [False, False]


def test_it_is_about_one_edition(app, rita, two, hidden):
    later = factories.edition(45)
    recusals.recuse(
        45, rita.id, country_session_id=later.country_sessions[0].id, organisation=LIGUE, by="test"
    )
    assert hidden() == [False, False]


def test_it_is_about_one_person(two, rita, hidden):
    recusals.recuse(44, steps.reviewer("sam").id, organisation=LIGUE, by="test")
    assert hidden() == [False, False]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose a State, or write the name of an organisation."),
        ({"state": "XX"}, "Choose a State from the list."),
        ({"organisation": "x" * 201}, "Use at most 200 characters."),
    ],
)
def test_what_cannot_be_is_refused(desk, two, typed, sentence):
    reply = pages.submit(desk, OWN, **typed)
    assert reply.status_code == 422
    assert sentence in pages.text_of(reply.text)
    assert recusals.of_edition(44) == []


def test_a_state_of_another_edition_is_none_of_this_one(desk, edition):
    elsewhere = factories.edition(45).country_sessions[0].id
    assert pages.submit(desk, OWN, state=elsewhere).status_code == 422
    assert recusals.of_edition(44) == []


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.DOOR])
def test_nobody_is_recused_who_does_not_review(app, edition, role):
    reply = pages.submit(steps.coordinator(app), ALL, person=factories.staff(role).id, organisation=LIGUE)
    assert (reply.status_code, recusals.of_edition(44)) == (422, [])


class TestLifting:
    def lift(self, browser):
        (recused,) = recusals.of_edition(44)
        return pages.submit(browser, ALL, to=f"/desk/editions/44/recusals/{recused.recusal.id}/lifting")

    def test_the_coordinator_takes_it_back_and_the_score_counts_again(self, app, two, rita, hidden):
        recusals.recuse(44, rita.id, organisation=LIGUE, by="test")
        assert self.lift(steps.coordinator(app)).status_code == 303
        assert hidden() == [False, False]
        assert counted(two[0]) == (1, 1, 4.0)

    def test_what_another_recusal_covers_stays_hidden(self, app, edition, two, rita, hidden):
        recusals.recuse(44, rita.id, organisation=LIGUE, by="test")
        with transaction() as session:
            state = edition.country_sessions[0].id
            session.add(
                Recusal(
                    staff_id=rita.id, edition_number=44, country_session_id=state, recused_at=factories.NOW
                )
            )
        first = next(each for each in recusals.of_edition(44) if each.recusal.organisation_folded)
        recusals.lift(44, first.recusal.id, by="test")
        assert hidden() == [True, False]
        assert counted(two[0]) == (0, 0, None)

    def test_a_reviewer_does_not(self, desk, two, rita, hidden):
        recusals.recuse(44, rita.id, organisation=LIGUE, by="test")
        (recused,) = recusals.of_edition(44)
        token = pages.token_in(desk.get(OWN).text)
        where = f"/desk/editions/44/recusals/{recused.recusal.id}/lifting"
        assert desk.post(where, data={"csrf_token": token}).status_code == 404
        assert hidden() == [True, False]


def test_a_coordinator_who_is_recused_does_not_read_it_and_does_not_see_it_in_the_list(app, edition):
    steps.criterion()
    person = steps.reviewer("cora", Role.COORDINATOR)
    made = steps.application(edition, LIGUE)
    steps.assign(made, person)
    browser = steps.browser(app, person)
    assert pages.submit(browser, OWN, organisation=LIGUE).status_code == 303
    assert browser.get(steps.address(made)).status_code == 404
    assert LIGUE not in browser.get(steps.LIST).text
