"""Finding a person by name at the door: from two letters, folded, in any order, a few at a time, and not too often."""

import re
from uuid import uuid4

import pytest

from tests import factories, pages
from webapp.checkin import people
from webapp.core.transaction import transaction
from webapp.participants import actions as participants
from webapp.participants.models import Participant


@pytest.fixture
def browser(door, browser_at):
    return browser_at(door)


@pytest.fixture
def search(door, browser):
    """Posts a name, as the page's form does."""
    return lambda name, **more: pages.submit(
        browser, f"/door/{door.id}", f"/door/{door.id}/people?lang=en", name=name, **more
    )


@pytest.fixture
def admit(door, browser):
    """Presses "Admit" beside the only person who was found."""

    def press(reply, **headers):
        [address] = re.findall(r'action="(/door/\w+/passes/\w+/scans)\?', reply.text)
        scan = re.search(r'data-admit>.*?name="scan" value="([^"]+)"', reply.text, re.DOTALL)[1]
        data = {"csrf_token": pages.token_in(browser.get(f"/door/{door.id}").text), "scan": scan}
        return browser.post(f"{address}?lang=en", data=data, headers=headers)

    return press


def found(reply) -> list[str]:
    part = reply.text.partition('id="found"')[2].partition("</details>")[0]
    return [pages.text_of(row) for row in re.findall(r'<li class="row"><span>(.*?)</span>', part, re.DOTALL)]


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("jose", "María José Ñáñez"),
        ("NAN mar", "María José Ñáñez"),
        ("ng", "Ng"),
        ("li", "Li"),
        ("عبد", "عبد الله"),
        ("o'b", "Siobhán O’Brien"),
        ("brien sio", "Siobhán O’Brien"),
    ],
)
def test_words_that_begin_so_in_any_order(edition, search, typed, who):
    for name in ("María José Ñáñez", "Ng", "Li", "عبد الله", "Siobhán O’Brien", "Eve Angelo"):
        factories.issued_pass(edition, name=name)
    assert found(search(typed)) == [f"Delegate · Chile {who}"]


@pytest.mark.parametrize("typed", ["", " ", "a", "é", "- '", "%", "_", "a\u202eb", "x" * 81])
def test_less_than_two_letters_are_no_name(edition, search, typed):
    factories.issued_pass(edition, name="Ana Rojas")
    reply = search(typed)
    assert (reply.status_code, found(reply)) == (422, [])
    assert "There is a problem" in reply.text


@pytest.mark.parametrize("typed", ["zz", "rojas xx", "%%", "__", "a%", "na ro"])
def test_whoever_is_not_called_that_is_not_found(edition, search, typed):
    factories.issued_pass(edition, name="Ana Rojas")
    assert found(search(typed)) == []


def test_those_without_a_live_pass_and_those_of_another_week_are_not_found(edition, search):
    factories.participant(edition, name="Ana Withoutpass")
    factories.issued_pass(factories.edition(number=45, states=()), name="Ana Elsewhere")
    revoked = factories.issued_pass(edition, name="Ana Revoked")
    with transaction() as session:
        participants.revoke_passes(session, session.get(Participant, revoked.participant_id), by="test")
    factories.issued_pass(edition, name="Ana Rojas")
    reply = search("ana")
    assert found(reply) == ["Delegate · Chile Ana Rojas"]
    assert "Elsewhere" not in reply.text


def test_a_few_at_a_time_the_shortest_name_first(edition, search):
    for number in range(people.FOUND_MOST):
        factories.issued_pass(edition, name=f"Ali Baba {number}")
    factories.issued_pass(edition, name="Ali")
    reply = search("ali")
    assert found(reply)[:2] == ["Delegate · Chile Ali", "Delegate · Chile Ali Baba 0"]
    assert len(found(reply)) == people.FOUND_MOST
    assert "More people fit." in reply.text


def test_a_name_stands_in_no_address(edition, search, door):
    factories.issued_pass(edition, name="Ana Rojas")
    reply = search("rojas")
    assert reply.status_code == 200
    assert re.findall(r'(?:action|href)="[^"]*(?i:rojas)[^"]*"', reply.text) == []
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_device_that_asks_too_often_waits(edition, search, door):
    factories.issued_pass(edition, name="Ana Rojas")
    most = int(people.SEARCHES.split()[0])
    assert {search("rojas").status_code for _ in range(most)} == {200}
    refused = search("rojas")
    assert (refused.status_code, found(refused)) == (429, [])
    assert "That was tried too often" in refused.text


def test_the_script_gets_the_part_alone(edition, search, browser, door):
    factories.issued_pass(edition, name="Ana Rojas")
    token = pages.token_in(browser.get(f"/door/{door.id}").text)
    ask = {
        "headers": {"HX-Request": "true", "X-CSRFToken": token},
        "data": {"csrf_token": token, "name": "rojas"},
    }
    part = browser.post(f"/door/{door.id}/people?lang=en", **ask).text
    assert ("<html" in part, "Ana Rojas" in part, "csrf_token" in part) == (False, True, False)
    ask["data"]["name"] = "r"
    refused = browser.post(f"/door/{door.id}/people?lang=en", **ask)
    assert (refused.status_code, pages.text_of(refused.text)) == (
        422,
        "Type at least two letters of the name.",
    )


def test_who_was_found_is_admitted_as_any_scan_is(edition, search, admit, admitted, scans_stored):
    factories.issued_pass(edition, name="Ana Rojas")
    reply = search("rojas")
    first = admit(reply)
    assert (first.status_code, 'data-verdict="admitted"' in first.text.partition("<template")[0]) == (
        200,
        True,
    )
    assert [row[1] for row in admitted()] == ["Ana Rojas"]
    # The same row sent again is the same scan; another search makes another.
    admit(reply)
    assert scans_stored() == 1
    again = admit(search("rojas"), Accept="application/json")
    assert [(result["verdict"], result["holder"]["name"]) for result in again.json["results"]] == [
        ("already_in", "Ana Rojas")
    ]
    assert scans_stored() == 2


def test_a_pass_that_was_revoked_since_is_not_let_in(edition, search, admit, admitted):
    issued = factories.issued_pass(edition, name="Ana Rojas")
    reply = search("rojas")
    with transaction() as session:
        participants.revoke_passes(session, session.get(Participant, issued.participant_id), by="test")
    assert 'data-verdict="revoked"' in admit(reply).text.partition("<template")[0]
    assert admitted() == []


def test_a_pass_that_there_is_not(door, browser, scans_stored):
    token = pages.token_in(browser.get(f"/door/{door.id}").text)
    data = {"csrf_token": token, "scan": str(uuid4())}
    unknown = browser.post(f"/door/{door.id}/passes/{'0' * 20}/scans", data=data)
    assert 'data-verdict="unknown"' in unknown.text.partition("<template")[0]
    assert browser.post(f"/door/{door.id}/passes/nothing/scans", data=data).status_code == 404
    lost = browser.post(f"/door/{door.id}/passes/{'0' * 20}/scans", data={**data, "csrf_token": "lost"})
    assert lost.status_code == 422
    assert "This page had been open for too long." in lost.text
    assert scans_stored() == 1
