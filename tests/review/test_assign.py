"""Applications are given out evenly by one click, State by State, to nobody who must not judge them; or one by one."""

from collections import Counter

import pytest

from tests import factories, pages
from tests.review import steps
from webapp.access.permissions import Role
from webapp.applications.models import ApplicationStatus
from webapp.core.transaction import transaction
from webapp.review import recusals
from webapp.review.models import Assignment

HERE = "/desk/editions/44/assignments?lang=en"


@pytest.fixture
def desk(app):
    return steps.coordinator(app)


@pytest.fixture
def people(app):
    """Three reviewers: rita, sam and tom."""
    return {name: steps.reviewer(name) for name in ("rita", "sam", "tom")}


def spread(desk, people, readers="1", state=""):
    chosen = [person.id for person in people]
    return pages.submit(desk, HERE, readers=readers, state=state, people=chosen)


def loads():
    return Counter(name for _organisation, name in steps.assigned())


def test_each_gets_about_as_many(edition, desk, people):
    for number in range(10):
        steps.application(edition, f"Organisation {number}", state=("TM", "BF")[number % 2])
    reply = spread(desk, people.values())
    assert reply.status_code == 303
    assert sorted(loads().values()) == [3, 3, 4]
    assert "10 applications were given out." in pages.text_of(desk.get(HERE).text)


def test_who_reads_a_state_goes_on_reading_it(edition, desk, people):
    for number in range(9):
        steps.application(edition, f"Organisation {number}", state=("TM", "BF", "CV")[number % 3])
    spread(desk, people.values())
    readers = {state: set() for state in range(3)}
    for organisation, name in steps.assigned():
        readers[int(organisation.split()[1]) % 3].add(name)
    assert list(readers.values()) == [{"rita"}, {"sam"}, {"tom"}]


def test_several_read_each_and_never_one_twice(edition, desk, people):
    for number in range(4):
        steps.application(edition, f"Organisation {number}")
    spread(desk, people.values(), readers="2")
    assert Counter(organisation for organisation, _name in steps.assigned()) == {
        f"Organisation {number}": 2 for number in range(4)
    }
    assert sorted(loads().values()) == [2, 3, 3]


def test_the_same_rows_give_the_same(edition, desk, people):
    for number in range(7):
        steps.application(edition, f"Organisation {number}")
    spread(desk, people.values())
    first = steps.assigned()
    with transaction() as session:
        session.execute(Assignment.__table__.delete())
    spread(desk, people.values())
    assert steps.assigned() == first


def test_what_somebody_has_stays_and_only_what_lacks_readers_is_given_out(edition, desk, people):
    one, _two = steps.application(edition, "One"), steps.application(edition, "Two")
    steps.assign(one, people["sam"])
    spread(desk, [people["rita"]])
    assert steps.assigned() == {("One", "sam"), ("Two", "rita")}
    spread(desk, people.values())
    assert steps.assigned() == {("One", "sam"), ("Two", "rita")}


def test_new_ones_go_to_those_who_have_least(edition, desk, people):
    for number in range(4):
        steps.assign(steps.application(edition, f"Old {number}"), people["rita"])
    for number in range(4):
        steps.application(edition, f"New {number}")
    spread(desk, people.values())
    assert loads() == {"rita": 4, "sam": 2, "tom": 2}


def test_one_state_goes_to_those_who_are_ticked(edition, desk, people):
    steps.application(edition, "Here", state="TM")
    steps.application(edition, "There", state="BF")
    spread(desk, [people["tom"]], state=edition.country_sessions[0].id)
    assert steps.assigned() == {("Here", "tom")}


def test_nobody_gets_what_they_must_not_judge(edition, desk, people):
    for number in range(4):
        steps.application(edition, f"Organisation {number}", state="TM")
    steps.application(edition, "Ligue", state="BF")
    here = edition.country_sessions[0].id
    recusals.recuse(44, people["rita"].id, country_session_id=here, by="test")
    recusals.recuse(44, people["sam"].id, organisation="LIGUE", by="test")
    spread(desk, [people["rita"], people["sam"]])
    assert steps.assigned() == {
        ("Ligue", "rita"),
        *((f"Organisation {number}", "sam") for number in range(4)),
    }


def test_it_says_where_too_few_are_left(edition, desk, people):
    steps.application(edition)
    recusals.recuse(44, people["rita"].id, organisation="Ligue pour les droits", by="test")
    spread(desk, [people["rita"]])
    assert steps.assigned() == set()
    assert "1 has too few readers: the others must not judge it." in pages.text_of(desk.get(HERE).text)


def test_drafts_withdrawn_ones_and_other_editions_are_not_given_out(edition, desk, people):
    steps.application(edition, "Draft", status=ApplicationStatus.DRAFT)
    steps.application(edition, "Withdrawn", status=ApplicationStatus.WITHDRAWN)
    steps.application(factories.edition(45), "Elsewhere")
    assert "Nobody has sent an application yet" in pages.text_of(desk.get(HERE).text)
    steps.application(edition, "Sent")
    spread(desk, people.values())
    assert {organisation for organisation, _name in steps.assigned()} == {"Sent"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"readers": "0"}, "Write how many read each as a number from 1 to 5."),
        ({"readers": "6"}, "Write how many read each as a number from 1 to 5."),
        ({"readers": ""}, "Write how many read each as a number from 1 to 5."),
        ({"people": []}, "Choose at least one person to read them."),
        ({"people": ["0" * 20]}, "Choose at least one person to read them."),
        ({"state": "TM"}, "Choose a State from the list."),
    ],
)
def test_what_cannot_be_is_refused(edition, desk, people, typed, sentence):
    steps.application(edition)
    asked = {"readers": "1", "state": "", "people": [people["rita"].id], **typed}
    reply = pages.submit(desk, HERE, **asked)
    assert (reply.status_code, steps.assigned()) == (422, set())
    assert sentence in pages.text_of(reply.text)


def test_moderators_and_door_staff_are_not_offered(edition, desk, people):
    steps.application(edition)
    door = factories.staff(Role.DOOR)
    assert door.email not in desk.get(HERE).text
    assert spread(desk, [door]).status_code == 422


def test_reviewers_are_ticked_beforehand_and_coordinators_are_not(edition, desk, people):
    steps.application(edition)
    page = desk.get(HERE).text
    ticked = {name for name, person in people.items() if f'value="{person.id}" checked' in page}
    assert (ticked, page.count(" checked")) == ({"rita", "sam", "tom"}, 3)


def test_without_a_reviewer_it_says_who_invites_one(edition, desk):
    assert "There is no reviewer yet" in pages.text_of(desk.get(HERE).text)


class TestOneByOne:
    @pytest.fixture
    def one(self, edition):
        return steps.application(edition)

    @pytest.fixture
    def page(self, one):
        return f"{steps.LIST}/{one.id}?lang=en"

    def act(self, desk, page, path, **fields):
        return pages.submit(desk, page, to=page.replace("?", f"{path}?"), **fields)

    def test_it_is_given_to_somebody(self, desk, page, people):
        assert self.act(desk, page, "/assignments", person=people["sam"].id).status_code == 303
        assert steps.assigned() == {("Ligue pour les droits", "sam")}

    def test_twice_is_once(self, desk, page, people):
        for _ in range(2):
            assert self.act(desk, page, "/assignments", person=people["sam"].id).status_code == 303
        assert steps.assigned() == {("Ligue pour les droits", "sam")}

    def test_who_may_is_offered(self, desk, one, page, people):
        steps.assign(one, people["rita"])
        recusals.recuse(44, people["sam"].id, organisation="Ligue pour les droits", by="test")
        offered = desk.get(page).text.partition('<select id="person"')[2].partition("</select>")[0]
        assert pages.text_of(f"<{offered}") == "tom@upr.example.org coordinator@upr.example.org"

    def test_not_to_who_must_not_judge_it(self, desk, page, people):
        recusals.recuse(44, people["sam"].id, organisation="Ligue pour les droits", by="test")
        reply = self.act(desk, page, "/assignments", person=people["sam"].id)
        assert (reply.status_code, steps.assigned()) == (422, set())
        assert "This person must not judge it" in pages.text_of(reply.text)

    @pytest.mark.parametrize("role", [Role.DOOR, Role.MODERATOR])
    def test_not_to_who_does_not_review(self, desk, page, role):
        reply = self.act(desk, page, "/assignments", person=factories.staff(role).id)
        assert (reply.status_code, steps.assigned()) == (404, set())

    def test_it_is_taken_away(self, desk, one, page, people):
        steps.assign(one, people["sam"], people["tom"])
        assert self.act(desk, page, f"/assignments/{people['sam'].id}/removal").status_code == 303
        assert steps.assigned() == {("Ligue pour les droits", "tom")}

    def test_what_was_scored_is_not_taken_away(self, desk, one, page, people):
        steps.criterion()
        steps.assessed(one, people["sam"], 4)
        reply = self.act(desk, page, f"/assignments/{people['sam'].id}/removal")
        assert (reply.status_code, steps.assigned()) == (422, {("Ligue pour les droits", "sam")})
        assert "They have scored it, and the score counts." in pages.text_of(reply.text)

    def test_one_that_was_withdrawn_is_given_to_nobody(self, app, edition, desk, people):
        gone = steps.application(edition, status=ApplicationStatus.WITHDRAWN)
        page = f"{steps.LIST}/{gone.id}?lang=en"
        reply = self.act(desk, page, "/assignments", person=people["sam"].id)
        assert (reply.status_code, steps.assigned()) == (404, set())
