"""A reviewer reads what was given to them, scores it by each criterion, and may change that later."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.review import steps
from webapp.access.permissions import Role
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.review import criteria, recusals


@pytest.fixture
def rita(app):
    return steps.reviewer()


@pytest.fixture
def desk(app, rita):
    return steps.browser(app, rita)


@pytest.fixture
def one(edition, rita):
    """An application for Rita, to be scored by two criteria."""
    steps.criterion("Reach", 1)
    steps.criterion("Expertise", 3)
    made = steps.application(edition)
    steps.assign(made, rita)
    return made


def text(desk, page):
    return pages.text_of(desk.get(f"{page}?lang=en").text)


def test_the_pile_says_what_is_to_be_read_and_how_much_is_done(edition, desk, rita, one):
    steps.assign(steps.application(edition, "Otra", "BF"), rita)
    pile = text(desk, steps.PILE)
    assert "0 of 2 scored, 2 left." in pile
    assert "Ligue pour les droits Turkmenistan To be read Otra Burkina Faso To be read" in pile
    steps.assess(one, rita, 5, 3)
    pile = text(desk, steps.PILE)
    assert "1 of 2 scored, 1 left." in pile
    assert "Otra Burkina Faso To be read Ligue pour les droits Turkmenistan 3.5" in pile


def test_an_empty_pile_says_what_comes(edition, desk):
    assert "Nothing is given to you here yet." in text(desk, steps.PILE)


def test_the_desk_counts_what_waits(desk, one, rita):
    assert "1 waits for your scores" in text(desk, "/desk")
    steps.assess(one, rita, 5, 3)
    assert "for your scores" not in text(desk, "/desk")


def test_a_score_for_each_criterion_and_a_comment_are_kept(desk, one, rita):
    reply = steps.send(desk, one, 5, 0, comment="Clear\r\nand new")
    assert reply.status_code == 303
    assert steps.stored() == [([5, 0], "Clear\nand new", 1)]
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="assess")).one()
    assert entry.by == f"staff:{rita.id}"
    page = desk.get(steps.address(one) + "?lang=en").text
    assert "Scored: 1.2" in pages.text_of(page)  # (5 + 3 x 0) / 4
    assert page.count(" checked") == 2


def test_it_can_be_changed_later(desk, one):
    steps.send(desk, one, 5, 0)
    assert steps.send(desk, one, 2, 2, comment="On second thoughts").status_code == 303
    assert steps.stored() == [([2, 2], "On second thoughts", 2)]


def test_another_window_is_not_overwritten(desk, one, rita):
    page = desk.get(f"{steps.address(one)}?lang=en").text
    steps.assess(one, rita, 1, 1, comment="In the other window")
    known = [each.id for each in criteria.of_edition(44)]
    typed = {f"score_{each}": "4" for each in known}
    reply = desk.post(
        f"{steps.address(one)}?lang=en",
        data={"csrf_token": pages.token_in(page), "seen": "0", "comment": "Typed here", **typed},
    )
    assert reply.status_code == 409
    assert steps.stored() == [([1, 1], "In the other window", 1)]
    assert "You scored this application in another window meanwhile." in pages.text_of(reply.text)
    # What was typed is still there, and goes in when it is sent once more.
    assert ("Typed here" in reply.text, 'name="seen" type="hidden" value="1"' in reply.text) == (True, True)


@pytest.mark.parametrize("scores", [(), (5,), (5, 6), (5, -1), (5, "five"), (5, ""), (5, "²")])
def test_every_criterion_has_its_score_from_0_to_5(desk, one, scores):
    reply = steps.send(desk, one, *scores, comment="Stays here")
    assert (reply.status_code, steps.stored()) == (422, [])
    assert "Choose a score for each criterion." in pages.text_of(reply.text)
    assert "Stays here" in reply.text


def test_a_comment_has_an_end(desk, one):
    reply = steps.send(desk, one, 5, 5, comment="x" * 4001)
    assert (reply.status_code, steps.stored()) == (422, [])
    assert "Use at most 4000 characters." in pages.text_of(reply.text)


def test_a_lost_token_loses_nothing_that_was_typed(desk, one):
    reply = steps.send(desk, one, 5, 5, comment="Stays here", csrf_token="lost")
    assert (reply.status_code, steps.stored()) == (422, [])
    assert ("Stays here" in reply.text, reply.text.count(" checked")) == (True, 2)


def test_scores_by_criteria_that_are_gone_are_not_kept(desk, one):
    page = desk.get(steps.address(one)).text
    gone, stays = (each.id for each in criteria.of_edition(44))
    criteria.remove(44, gone, by="test")
    new = steps.criterion("New")
    fields = {f"score_{gone}": "5", f"score_{stays}": "5", "seen": "0", "comment": ""}
    reply = desk.post(steps.address(one), data={"csrf_token": pages.token_in(page), **fields})
    assert (reply.status_code, steps.stored()) == (422, [])
    assert f"score_{new}" in reply.text


def test_without_criteria_nobody_can_score(edition, desk, rita):
    made = steps.application(edition)
    steps.assign(made, rita)
    page = desk.get(f"{steps.address(made)}?lang=en").text
    assert "There are no criteria yet." in pages.text_of(page)
    assert steps.send(desk, made, comment="Nothing to go by").status_code == 422
    assert steps.stored() == []


def test_one_that_is_withdrawn_is_gone(desk, one, rita):
    steps.assess(one, rita, 5, 5)
    with transaction() as session:
        session.get(Application, one.id).status = ApplicationStatus.WITHDRAWN
    assert desk.get(steps.address(one)).status_code == 404
    assert "Ligue" not in text(desk, steps.PILE)


def test_one_that_was_sent_again_since_is_marked(app, desk, one, rita):
    steps.assess(one, rita, 5, 5)
    assert "Sent again since" not in text(desk, steps.PILE)
    clock.set_for_tests(factories.NOW + timedelta(hours=1))
    with transaction() as session:
        session.get(Application, one.id).sent_at = clock.now()
    clock.set_for_tests(factories.NOW + timedelta(hours=2))
    assert "Sent again since" in text(desk, steps.PILE)
    assert "They sent it again after you scored it" in text(desk, steps.address(one))
    assert "Before it was sent again" in text(steps.coordinator(app), f"{steps.LIST}/{one.id}")
    steps.send(desk, one, 5, 5)
    assert "Sent again since" not in text(desk, steps.PILE)


class TestOthers:
    """What others make of it is seen by who has given their own."""

    @pytest.fixture
    def sam(self, one):
        sam = steps.reviewer("sam")
        steps.assessed(one, sam, 1, 2, comment="Sam doubts it")
        return sam

    def test_not_before_ones_own(self, desk, one, sam):
        page = desk.get(f"{steps.address(one)}?lang=en").text
        assert [word for word in ("sam@", "Sam doubts it", "1.8") if word in page] == []
        assert "You see it once you have given your own scores" in pages.text_of(page)
        # Nor how it stands, anywhere else.
        pile = desk.get(f"{steps.PILE}?lang=en").text
        assert [word for word in ("sam@", "1.8") if word in pile] == []

    def test_not_by_a_refused_form(self, desk, one, sam):
        reply = steps.send(desk, one, 5)
        assert [word for word in ("sam@", "Sam doubts it", "1.8") if word in reply.text] == []

    def test_after_ones_own(self, desk, one, sam):
        steps.send(desk, one, 5, 5)
        page = text(desk, steps.address(one))
        assert "sam@upr.example.org : 1.8 Reach 1 Expertise 2 Sam doubts it" in page.replace("org:", "org :")

    def test_not_of_who_is_recused_since(self, desk, one, sam):
        steps.send(desk, one, 5, 5)
        recusals.recuse(44, sam.id, organisation="Ligue pour les droits", by="test")
        page = text(desk, steps.address(one))
        assert ("Sam doubts it" in page, "Nobody else has scored it yet." in page) == (False, True)


def test_a_coordinator_who_reads_one_scores_as_all_do(app, one):
    person = steps.reviewer("cora", Role.COORDINATOR)
    steps.assign(one, person)
    browser = steps.browser(app, person)
    assert "1 waits for your scores" in text(browser, "/desk")
    assert steps.send(browser, one, 4, 4).status_code == 303
    assert steps.stored() == [([4, 4], "", 1)]
