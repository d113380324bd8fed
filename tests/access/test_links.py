"""Links: looking changes nothing, the button opens, and one that no longer opens says what to do."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.delegations import steps
from webapp.access import links
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.transaction import transaction


@pytest.fixture
def issued(edition):
    return factories.issued_pass(edition)


def minted(kind, subject_id, **how):
    with transaction() as session:
        token = links.mint(session, kind, subject_id, until=clock.now() + timedelta(days=1), **how)
    return f"/links/{token}"


def test_each_kind_says_what_it_is_for(app, client, issued):
    said = {
        kind: pages.text_of(client.get(minted(kind, issued.id)).text)
        .partition("Español")[2]
        .partition("Open")[0]
        for kind in GrantKind
    }
    assert len(set(said.values())) == len(GrantKind)
    assert "This link opens your pass" in said[GrantKind.PASS]
    assert "This link opens the delegation of your mission" in said[GrantKind.DELEGATION]


def test_the_page_keeps_the_token_to_itself(client, issued):
    reply = client.get(minted(GrantKind.PASS, issued.id))
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_pass_link_opens_as_often_as_one_likes(app, issued):
    link = minted(GrantKind.PASS, issued.id)
    for _ in range(2):
        browser = app.test_client()
        reply = steps.open_link(browser, link)
        assert (reply.status_code, reply.headers["Location"]) == (303, f"/passes/{issued.id}?lang=en")


def test_a_spent_link_says_so(app, client):
    person = factories.staff(Role.DOOR)
    link = minted(GrantKind.STAFF, person.id, role=Role.DOOR, spent_by_use=True)
    assert steps.open_link(app.test_client(), link).status_code == 303
    reply = client.get(link)
    assert reply.status_code == 410
    assert "This link was used already" in reply.text
    assert "Ask for a new one on the sign-in page." in reply.text


def test_an_expired_link_says_so(client, issued):
    link = minted(GrantKind.HALL, issued.id)
    clock.set_for_tests(factories.NOW + timedelta(days=1))
    for reply in (client.get(link), steps.post(client, link, steps.NEW)):
        assert reply.status_code == 410
        assert "This link has expired" in reply.text


def test_a_revoked_link_says_so(client, issued):
    link = minted(GrantKind.PASS, issued.id)
    with transaction() as session:
        links.revoke_all(session, GrantKind.PASS, issued.id)
    reply = client.get(link)
    assert reply.status_code == 410
    assert "This link no longer works" in reply.text
    assert "Ask the focal point of your mission" in reply.text


def test_a_delegations_expired_link_can_be_sent_again(app, client, edition):
    steps.register(client)
    link = minted(GrantKind.DELEGATION, steps.focal_point("eva@mission.example").id)
    clock.set_for_tests(factories.NOW + timedelta(days=1))
    assert "Send me a new link" in client.get(link).text
    for again in range(3):
        assert steps.post(client, f"{link}/renewal", link).status_code == 200
        assert len(steps.mails("eva@mission.example")) == 2 + again
    assert steps.post(client, f"{link}/renewal", link).status_code == 429


def test_after_the_week_nothing_is_sent_and_the_page_is_the_same(client, edition):
    steps.register(client)
    link = minted(GrantKind.DELEGATION, steps.focal_point("eva@mission.example").id)
    clock.set_for_tests(factories.NOW + timedelta(days=10))
    assert steps.post(client, f"{link}/renewal", link).status_code == 200
    assert len(steps.mails()) == 1


@pytest.mark.parametrize("token", ["x", "%00", "%ff", "é" * 100, "x" * 3000])
def test_a_link_that_never_was(client, token):
    assert client.get(f"/links/{token}").status_code == 404
