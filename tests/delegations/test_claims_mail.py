"""The coordinators hear by mail that registrations wait, once an hour at most, and without a name in it."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.delegations import steps
from webapp.access.permissions import Role
from webapp.core import clock, jobs, limits

pytestmark = pytest.mark.usefixtures("edition")

INES, LEO = "ines@upr.example.org", "leo@upr.example.org"


@pytest.fixture
def coordinators(app):
    for address in (INES, LEO):
        factories.staff(Role.COORDINATOR, address)
    for role in (Role.MODERATOR, Role.REVIEWER, Role.DOOR):
        factories.staff(role)


def told():
    """Who was told of claims, once all that is due has been done."""
    jobs.work_off("claim")
    return [mail for mail in steps.mails() if mail.to.endswith("@upr.example.org")]


def pass_an_hour():
    clock.set_for_tests(clock.now() + timedelta(hours=1))
    limits.forget_all()


def test_each_coordinator_gets_one_mail_that_names_nobody(app, coordinators):
    steps.claim(app, ("Ana Rojas", ["TM"]))
    mails = told()
    assert sorted(mail.to for mail in mails) == [INES, LEO]
    assert {mail.subject for mail in mails} == {"Pre-sessions 44: the desk has something for you"}
    assert [pages.links_in(mail.text) for mail in mails] == [["/desk/editions/44/missions?lang=en"]] * 2
    assert "1 registration waits for your answer." in mails[0].text
    for name in ("Ana", "Rojas", "Eva", "Soto", "eva@", "Chile", "mission.example"):
        assert name not in mails[0].subject + mails[0].text + mails[0].html


def test_others_within_the_hour_come_in_one_mail_after_it(app, coordinators):
    steps.claim(app, email="one@mission.example")
    assert len(told()) == 2
    steps.claim(app, email="two@mission.example")
    steps.claim(app, email="three@mission.example", mission="FJ")
    assert len(told()) == 2
    pass_an_hour()
    mails = told()
    assert len(mails) == 4
    assert "3 registrations wait for your answer." in mails[-1].text
    pass_an_hour()
    assert len(told()) == 4


def test_a_claim_that_was_answered_within_the_hour_is_not_told_of(app, coordinators):
    steps.claim(app, email="one@mission.example")
    told()
    steps.claim(app, email="two@mission.example")
    told()
    steps.answer(steps.coordinator(app), "two@mission.example", "confirmation")
    pass_an_hour()
    assert len(told()) == 2


def test_another_edition_has_an_hour_of_its_own(app, coordinators):
    factories.edition(45, states=("SD",), starts_on=factories.date(2024, 1, 29), ends_on=None)
    steps.claim(app, email="one@mission.example")
    client, page = app.test_client(), "/editions/45/delegations/new"
    typed = steps.answers(("Ben Diaz", ["SD"]), email="two@mission.example")
    steps.post(client, "/editions/45/delegations", page, **typed)
    steps.opened(app, "two@mission.example", "confirm")
    assert sorted(mail.subject[:15] for mail in told()) == ["Pre-sessions 44"] * 2 + ["Pre-sessions 45"] * 2


def test_who_registers_and_proves_nothing_is_not_told_of(app, coordinators):
    steps.register(app.test_client())
    assert told() == []


def test_an_address_that_is_confirmed_at_once_is_not_told_of(app, coordinators):
    steps.confirmed(app)
    told()
    pass_an_hour()
    before = len(told())
    steps.register(app.test_client(), ("Ben Diaz", []), email="EVA@mission.example")
    steps.opened(app, "EVA@mission.example", "confirm")
    assert len(told()) == before


def test_without_a_coordinator_nothing_fails(app):
    steps.claim(app)
    assert (jobs.work_off("claim"), told()) == (1, [])
