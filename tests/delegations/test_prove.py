"""Proving an address: whoever opens the link waits for the coordinator, and sees nothing but what they typed."""

import pytest

from tests.delegations import steps

pytestmark = pytest.mark.usefixtures("edition")


def test_before_the_link_is_opened_nobody_gets_in(app, client):
    steps.register(client)
    assert client.get(steps.address("eva@mission.example")).status_code == 404


def test_looking_at_the_link_proves_nothing(app, client):
    steps.register(client)
    (link,) = steps.links_in(steps.mail("eva@mission.example", "confirm"))
    assert client.get(link).status_code == 200
    assert client.head(link).status_code == 200
    assert steps.focal_point("eva@mission.example").status == "unproved"


def test_an_opened_link_makes_a_claim_without_passes(app):
    browser, url = steps.claim(app)
    page = browser.get(url)
    assert page.status_code == 200
    assert "Waiting for the secretariat" in page.text
    assert "Ana Rojas" in page.text
    assert "No pass yet" in page.text
    assert steps.focal_point("eva@mission.example").status == "claim"
    assert steps.delegate("Ana Rojas").participant.passes == []
    assert len(steps.mails()) == 1


def test_a_claim_sees_its_own_rows_alone(app):
    confirmed, url = steps.confirmed(app, ("Ana Rojas", ["TM"]))
    other_claim, _url = steps.claim(app, ("Ben Diaz", ["BF"]), email="ben@mission.example")
    steps.register(app.test_client(), ("Cleo Paz", []), email="cleo@mission.example")  # unproved
    seen = {name: name in other_claim.get(url).text for name in ("Ana Rojas", "Ben Diaz", "Cleo Paz")}
    assert seen == {"Ana Rojas": False, "Ben Diaz": True, "Cleo Paz": False}
    # The confirmed one hears nothing of those who wait, until they are confirmed.
    seen = {name: name in confirmed.get(url).text for name in ("Ana Rojas", "Ben Diaz", "Cleo Paz")}
    assert seen == {"Ana Rojas": True, "Ben Diaz": False, "Cleo Paz": False}

    steps.answer(steps.coordinator(app), "ben@mission.example", "confirmation")
    for browser in (confirmed, other_claim):
        page = browser.get(url).text
        assert [n for n in ("Ana Rojas", "Ben Diaz", "Cleo Paz") if n in page] == ["Ana Rojas", "Ben Diaz"]


@pytest.mark.parametrize("page", ["", "/replacement", "/withdrawal"])
def test_a_claim_reaches_no_row_of_others(app, page):
    _confirmed, url = steps.confirmed(app, ("Ana Rojas", ["TM"]))
    claim, _url = steps.claim(app, ("Ben Diaz", ["BF"]), email="ben@mission.example")
    theirs = f"{url}/delegates/{steps.delegate('Ana Rojas').id}{page}"
    assert claim.get(theirs).status_code == 404
    sent = steps.post(claim, theirs, f"{url}/delegates/new", name="Eve", version="1")
    assert sent.status_code == 404
    assert steps.stored()[0] == ("CL", "Ana Rojas", ["TM"], "registered")


def test_another_missions_focal_point_finds_nothing(app):
    _chile, url = steps.confirmed(app, ("Ana Rojas", ["TM"]))
    fiji, _own = steps.confirmed(app, ("Sela Tuku", []), mission="FJ", email="sela@fiji.example")
    hers = f"{url}/delegates/{steps.delegate('Ana Rojas').id}"
    for page in (url, f"{url}/delegates/new", hers, f"{hers}/replacement", f"{hers}/withdrawal"):
        assert fiji.get(page).status_code == 404
    for act in (f"{url}/passes", f"{url}/delegates", hers):
        assert steps.post(fiji, act, _own).status_code == 404


def test_an_address_that_speaks_for_the_mission_already_need_not_wait(app):
    steps.confirmed(app, ("Ana Rojas", ["TM"]))
    second = app.test_client()
    steps.register(second, ("Ben Diaz", ["BF"]), email="EVA@mission.example")
    assert (
        steps.opened(app, "EVA@mission.example", "confirm")
        .get(steps.address("EVA@mission.example"))
        .status_code
        == 200
    )
    assert steps.focal_point("EVA@mission.example").status == "confirmed"
    passes = steps.mail("EVA@mission.example", "passes")
    assert ("Ben Diaz" in passes.text, "Ana Rojas" in passes.text) == (True, False)


def test_that_address_says_nothing_for_another_mission(app):
    steps.confirmed(app, ("Ana Rojas", ["TM"]))
    steps.claim(app, ("Sela Tuku", []), mission="FJ", email="Eva@mission.example")
    assert steps.focal_point("Eva@mission.example").status == "claim"


def test_opening_the_link_again_changes_nothing(app):
    steps.confirmed(app)
    before = len(steps.mails())
    browser = steps.opened(app, "eva@mission.example", "confirm your e-mail address")
    assert browser.get(steps.address("eva@mission.example")).status_code == 200
    assert steps.focal_point("eva@mission.example").status == "confirmed"
    assert len(steps.mails()) == before
