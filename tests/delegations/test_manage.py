"""Managing a delegation from its link: adding, changing, replacing, withdrawing; stale pages overwrite nothing."""

from uuid import uuid4

import pytest

from tests import factories, pages
from tests.delegations import steps
from webapp.checkin import devices


@pytest.fixture
def door(edition):
    """A door, and the key of the device at it."""
    made = factories.door(edition)
    return made.id, devices.key_of(factories.device(made).id)


@pytest.fixture
def chile(app, edition):
    """A confirmed focal point's browser, and the address of the delegation, with Ana Rojas in it."""
    return steps.confirmed(app, ("Ana Rojas", ["TM"]))


def at(url, name, act=""):
    return f"{url}/delegates/{steps.delegate(name).id}{act}"


def version(name):
    return steps.delegate(name).version


def verdict(client, door, code):
    door_id, key = door
    scan = {"id": str(uuid4()), "code": code, "at": "2023-08-28T08:30:00Z", "offline": False}
    batch = {"sent_at": "2023-08-28T08:30:00Z", "scans": [scan]}
    reply = client.post(f"/door/{door_id}/scans", json=batch, headers={"Authorization": f"Bearer {key}"})
    return reply.json["results"][0]["verdict"]


def code_of(name):
    return factories.code(steps.delegate(name).participant.live_pass)


def test_added_delegates_get_their_passes_at_once_in_one_mail(chile):
    browser, url = chile
    page = f"{url}/delegates/new"
    people = steps.rows(("Ben Diaz", ["all"]), ("Cleo Paz", []))
    reply = steps.post(browser, f"{url}/delegates", page, number=str(uuid4()), **people)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}?lang=en")
    assert "The new passes are on their way to you by e-mail." in browser.get(url).text
    assert sorted(steps.people_in(mail) for mail in steps.passes()) == [
        ["Ana Rojas"],
        ["Ben Diaz", "Cleo Paz"],
    ]
    assert steps.stored() == [
        ("CL", "Ana Rojas", ["TM"], "registered"),
        ("CL", "Ben Diaz", list(factories.STATES), "registered"),
        ("CL", "Cleo Paz", [], "registered"),
    ]


def test_a_row_is_added_without_a_script(chile):
    browser, url = chile
    page = f"{url}/delegates/new"
    reply = steps.post(browser, page, page, step="add", **steps.rows(("Ben Diaz", ["TM"])))
    assert reply.status_code == 200
    assert reply.text.count('<legend class="large">') == 2
    assert 'value="Ben Diaz"' in reply.text


def test_the_same_form_twice_adds_nobody_twice(chile):
    browser, url = chile
    form = {"number": str(uuid4()), **steps.rows(("Ben Diaz", []))}
    replies = [steps.post(browser, f"{url}/delegates", f"{url}/delegates/new", **form) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [303, 303]
    assert [row[1] for row in steps.stored()] == ["Ana Rojas", "Ben Diaz"]


def test_a_claims_additions_wait_for_their_passes(app, edition):
    browser, url = steps.claim(app)
    steps.post(
        browser,
        f"{url}/delegates",
        f"{url}/delegates/new",
        number=str(uuid4()),
        **steps.rows(("Ben Diaz", [])),
    )
    assert steps.delegate("Ben Diaz").participant.passes == []
    steps.answer(steps.coordinator(app), "eva@mission.example", "confirmation")
    passes = steps.mail("eva@mission.example", "passes")
    assert len(steps.links_in(passes)) == 2


def test_a_name_is_put_right_and_the_pass_stays(chile):
    browser, url = chile
    before = code_of("Ana Rojas")
    page = at(url, "Ana Rojas")
    reply = steps.post(browser, page, page, name="Ana María Rojas", attends=["CO"], version="1")
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}?lang=en")
    assert steps.stored() == [("CL", "Ana María Rojas", ["CO"], "registered")]
    assert code_of("Ana María Rojas") == before


def test_a_replaced_delegates_pass_dies_at_the_door_at_once(client, door, chile):
    browser, url = chile
    old = code_of("Ana Rojas")
    page = at(url, "Ana Rojas", "/replacement")
    form = {"name": "Ben Diaz", "attends": ["TM"], "version": "1", "number": str(uuid4())}
    assert [steps.post(browser, page, page, **form).status_code for _ in range(2)] == [303, 303]
    assert verdict(client, door, old) == "revoked"
    assert verdict(client, door, code_of("Ben Diaz")) == "admitted"
    assert sorted(steps.stored()) == [
        ("CL", "Ana Rojas", [], "replaced"),
        ("CL", "Ben Diaz", ["TM"], "registered"),
    ]
    shown = browser.get(url).text
    assert ("Ana Rojas" in shown, "Ben Diaz" in shown) == (False, True)
    assert sorted(steps.people_in(mail) for mail in steps.passes()) == [["Ana Rojas"], ["Ben Diaz"]]


def test_a_replacement_keeps_what_was_ticked(chile):
    browser, url = chile
    page = browser.get(at(url, "Ana Rojas", "/replacement")).text
    assert 'value="TM" checked' in page
    assert 'name="name" type="text" value=""' in page


def test_withdrawing_asks_first_and_ends_the_pass(client, door, chile):
    browser, url = chile
    old = code_of("Ana Rojas")
    page = at(url, "Ana Rojas", "/withdrawal")
    assert "Withdraw <bdi>Ana Rojas</bdi>?" in browser.get(page).text
    assert steps.stored()[0][3] == "registered"
    assert [steps.post(browser, page, page, version="1").status_code for _ in range(2)] == [303, 303]
    assert steps.stored() == [("CL", "Ana Rojas", [], "withdrawn")]
    assert verdict(client, door, old) == "revoked"


def test_a_stale_page_overwrites_nothing_and_keeps_what_was_typed(chile):
    browser, url = chile
    page = at(url, "Ana Rojas")
    steps.post(browser, page, page, name="Ana María Rojas", attends=["CO"], version="1")
    reply = steps.post(browser, page, page, name="Anna Rojas", attends=["BF"], version="1")
    assert reply.status_code == 409
    said = pages.text_of(reply.text)
    assert "As it stands now: Ana María Rojas , expects to attend: Colombia" in said
    assert 'value="Anna Rojas"' in reply.text
    assert 'value="BF" checked' in reply.text
    assert steps.stored() == [("CL", "Ana María Rojas", ["CO"], "registered")]
    # The page now shows the newer state: sent again, it means that one.
    again = steps.post(browser, page, page, name="Anna Rojas", attends=["BF"], version="2")
    assert again.status_code == 303


@pytest.mark.parametrize("act", ["", "/replacement", "/withdrawal"])
def test_who_was_replaced_meanwhile_stays_so(chile, act):
    browser, url = chile
    page = at(url, "Ana Rojas", "/replacement")
    steps.post(browser, page, page, name="Ben Diaz", version="1", number=str(uuid4()))
    page = at(url, "Ana Rojas", act)
    reply = steps.post(browser, page, page, name="Carla Soto", version="1", number=str(uuid4()))
    assert reply.status_code == 409
    assert "withdrawn or replaced meanwhile" in reply.text
    assert act == "/withdrawal" or 'value="Carla Soto"' in reply.text
    assert sorted((row[1], row[3]) for row in steps.stored()) == [
        ("Ana Rojas", "replaced"),
        ("Ben Diaz", "registered"),
    ]


def test_passes_are_sent_again_and_those_sent_before_go_on_working(app, chile):
    browser, url = chile
    steps.post(browser, f"{url}/passes", f"{url}/delegates/new")
    assert len(steps.passes()) == 2
    for mail in steps.passes():
        (link,) = steps.links_in(mail)
        assert app.test_client().get(link).status_code == 200


def test_after_the_week_the_link_opens_nothing_more(app, chile):
    browser, url = chile
    factories.clock.set_for_tests(factories.datetime(2023, 9, 1, 22, 0, tzinfo=factories.UTC))
    assert browser.get(url).status_code == 404
