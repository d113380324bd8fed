"""The pages of the grants: each request is found by how it stands, and many cost the database no more than few."""

import re

import pytest

from tests.selection import steps
from tests.travel import office, own
from webapp.applications.models import Application
from webapp.core import clock
from webapp.core.transaction import transaction


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def edition(app):
    return office.edition()


@pytest.fixture
def desk(app, edition):
    desk = steps.coordinator(app)
    office.set_budget(desk)
    return desk


def listed(desk, shown: str = "") -> list[str]:
    """The organisations of the table, as they stand."""
    html = desk.get(office.GRANTS, query_string={"show": shown}).text
    return re.findall(r'<th scope="row"><a [^>]+><bdi>([^<]+)</bdi>', html)


def test_the_desk_leads_there(desk):
    html = desk.get("/desk?lang=en").text
    assert [f"{page}?lang=en" in html for page in (office.GRANTS, office.JOURNEYS)] == [True, True]


def test_requests_are_listed_state_by_state_and_found_by_how_they_stand(app, desk, edition):
    first, second = edition.country_sessions[:2]
    undecided = own.applied(second, organisation="An undecided one")
    declined, unanswered, accepted, prepared = (
        own.applied(first, organisation=name) for name in ("Declined", "Open", "Accepted", "Prepared")
    )
    office.decline(desk, declined)
    for each in (unanswered, accepted):
        office.give(desk, each, airfare="100")
    office.release(desk)
    own.accept(own.holder(app, accepted), accepted)
    office.give(desk, prepared, airfare="1", nights="0", days="0")
    everybody = ["Accepted", "Declined", "Open", "Prepared", "An undecided one"]
    assert listed(desk) == listed(desk, "nonsense") == everybody
    assert listed(desk, "undecided") == ["An undecided one"]
    assert listed(desk, "prepared") == ["Prepared"]
    assert listed(desk, "given") == ["Accepted", "Open", "Prepared"]
    assert listed(desk, "unanswered") == ["Open"]
    html = desk.get(f"{office.GRANTS}?show=prepared").text
    assert '<option value="prepared" selected>Prepared</option>' in html
    options = re.findall(r"<option [^>]*>([^<]*)</option>", html)
    assert options == ["All requests", "Undecided", "Prepared", "Granted", "Granted, no answer yet"]
    assert office.decided(undecided) == [None]


def test_what_was_sent_again_after_its_release_is_pointed_out(desk, edition):
    one = own.applied(edition.country_sessions[0])
    office.give(desk, one)
    office.release(desk)
    with transaction() as session:
        application = session.get_one(Application, one)
        application.sent_at = clock.now() + office.MINUTE
        application.sent = {**application.sent, "grant": "no"}
    assert "Granted, no answer yet Sent again since it was decided CHF 1,600" in office.says(
        desk, office.GRANTS
    )
    assert "Sent again since it was decided" in office.says(desk, office.page_of(one))


def test_the_list_takes_as_many_statements_for_thirty_as_for_three(desk, edition):
    def count(several: int) -> list[int]:
        for number in range(several):
            one = own.applied(edition.country_sessions[number % 2])
            own.decided(one, list(own.GrantOutcome)[number % 2], released=False)
        pages = (office.GRANTS, office.RELEASE)
        return [office.statements(desk, page) for page in pages]

    few = count(3)
    assert count(27) == few
    assert max(few) < 12
