"""The missions desk: invitations, claims, and two coordinators at once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from tests import factories, pages
from tests.delegations import steps
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock

pytestmark = pytest.mark.usefixtures("edition")

INVITATIONS = "/desk/editions/44/invitations"


@pytest.fixture
def desk(app):
    return steps.coordinator(app)


def invite(desk, mission="CL", email="office@chile.example", language="en", **fields):
    form = {"mission": mission, "email": email, "language": language, "number": str(uuid4()), **fields}
    return steps.post(desk, INVITATIONS, steps.MISSIONS, **form)


def row(desk, mission, query=""):
    """What the table says of a mission."""
    page = desk.get(steps.MISSIONS + query).text
    found = re.search(rf'<tr><th scope="row">{mission}</th>(.*?)</tr>', page, re.S)
    return pages.text_of(found[1]) if found else None


@pytest.mark.parametrize("role", [Role.DOOR, Role.MODERATOR, Role.REVIEWER])
def test_other_roles_find_nothing(app, role):
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF, "2" * 20, role)
    assert browser.get(steps.MISSIONS).status_code in (303, 404)
    assert "Missions" not in browser.get(steps.MISSIONS).text


def test_an_invitation_is_the_proof(app, desk):
    assert invite(desk, language="fr").status_code == 303
    assert (
        row(desk, "Chile")
        == "Invited 0 office@chile.example Send again office@chile.example Withdraw office@chile.example"
    )
    mail = steps.mail("office@chile.example", "Invitation")
    assert mail.locale == "fr"
    assert "Mission permanente du Chili" in mail.text
    assert "samedi 2 septembre 2023, 00:00 (Europe/Zurich)" in mail.text
    browser = steps.opened(app, "office@chile.example", "Invitation")
    url = steps.address("office@chile.example")
    assert "Confirmed" in browser.get(url).text
    steps.post(
        browser,
        f"{url}/delegates",
        f"{url}/delegates/new",
        number=str(uuid4()),
        **steps.rows(("Ana Rojas", [])),
    )
    assert steps.delegate("Ana Rojas").participant.live_pass is not None
    assert row(desk, "Chile") == "Registered 1"
    # The link that was opened lives for a week; the one that manages the delegation, until the edition closes.
    assert len(steps.links_in(steps.mail("office@chile.example", "le lien vers votre délégation"))) == 1


def test_an_invitation_lives_for_seven_days_and_is_sent_again_to_the_address_on_record(app):
    clock.set_for_tests(factories.NOW - timedelta(days=20))
    invite(steps.coordinator(app))
    (link,) = steps.links_in(steps.mail("office@chile.example", "Invitation"))
    clock.set_for_tests(factories.NOW - timedelta(days=13))
    browser = app.test_client()
    page = browser.get(link)
    assert page.status_code == 410
    token = link.removeprefix("/links/").partition("?")[0]
    reply = steps.post(browser, f"/links/{token}/renewal", link)
    assert reply.status_code == 200
    assert "Look into your mailbox" in reply.text
    assert "office@chile.example" not in reply.text
    (fresh,) = {steps.links_in(mail)[0] for mail in steps.mails("office@chile.example")} - {link}
    assert steps.open_link(browser, fresh).status_code == 303
    assert steps.focal_point("office@chile.example").status == "confirmed"


def test_the_same_invitation_twice_is_one(desk):
    number = str(uuid4())
    assert [invite(desk, number=number).status_code for _ in range(2)] == [303, 303]
    assert len(steps.mails()) == 1


def test_a_withdrawn_invitation_opens_nothing(app, desk):
    invite(desk)
    (link,) = steps.links_in(steps.mail("office@chile.example", "Invitation"))
    invited = steps.focal_point("office@chile.example").id
    assert steps.post(desk, f"/desk/invitations/{invited}/withdrawal", steps.MISSIONS).status_code == 303
    assert app.test_client().get(link).status_code == 410
    assert row(desk, "Chile") == "Not invited 0"
    assert steps.post(desk, f"/desk/invitations/{invited}/withdrawal", steps.MISSIONS).status_code == 404


def test_an_opened_invitation_is_no_longer_withdrawn(app, desk):
    invite(desk)
    steps.opened(app, "office@chile.example", "Invitation")
    invited = steps.focal_point("office@chile.example").id
    reply = steps.post(desk, f"/desk/invitations/{invited}/withdrawal", steps.MISSIONS)
    assert reply.status_code == 409
    assert "This invitation was opened meanwhile" in reply.text
    assert steps.focal_point("office@chile.example").status == "confirmed"


def test_an_invitation_is_sent_again(desk):
    invite(desk)
    invited = steps.focal_point("office@chile.example").id
    assert steps.post(desk, f"/desk/invitations/{invited}/renewal", steps.MISSIONS).status_code == 303
    assert [mail.to for mail in steps.mails()] == ["office@chile.example"] * 2


def test_a_claim_shows_who_asks_and_what_they_typed(app, desk):
    steps.claim(app, ("Ana Rojas", []), ("Ben Diaz", []))
    steps.register(app.test_client(), ("Cleo Paz", []), email="unproved@mission.example")
    page = pages.text_of(desk.get(steps.MISSIONS).text)
    assert (
        "Permanent Mission of Chile Eva Soto , eva@mission.example 2 delegates: Ana Rojas , Ben Diaz" in page
    )
    assert "unproved@mission.example" not in page
    assert row(desk, "Chile") == "Claim waits 0"


def test_yes_issues_the_passes_in_one_mail_and_the_link_in_another(app, desk):
    browser, url = steps.claim(app, ("Ana Rojas", ["TM"]), ("Ben Diaz", []))
    assert steps.answer(desk, "eva@mission.example", "confirmation").status_code == 303
    passes = steps.mail("eva@mission.example", "passes")
    manage = steps.mail("eva@mission.example", "link to your delegation")
    assert (len(steps.links_in(passes)), len(steps.links_in(manage))) == (2, 1)
    assert "UN grounds pass" in passes.text
    for mail in (passes, manage):
        assert not {"Ana", "Ben", "Eva"} & set(mail.subject.split())
    assert "Pass issued" in browser.get(url).text
    holder = app.test_client()
    assert steps.open_link(holder, steps.links_in(passes)[0]).status_code == 303
    assert holder.get(url).status_code == 404  # what is forwarded manages nothing
    assert row(desk, "Chile") == "Registered 2"


def test_no_withdraws_the_rows_and_explains(app, desk):
    browser, url = steps.claim(app)
    assert steps.answer(desk, "eva@mission.example", "refusal").status_code == 303
    assert steps.stored() == [("CL", "Ana Rojas", [], "withdrawn")]
    page = browser.get(url)
    assert page.status_code == 200
    assert "could not confirm that this registration comes from the mission" in page.text
    assert "Ana Rojas" not in page.text
    added = steps.post(
        browser,
        f"{url}/delegates",
        f"{url}/delegates/new",
        number=str(uuid4()),
        **steps.rows(("Ben Diaz", [])),
    )
    assert added.status_code == 422
    assert "Ben Diaz" in added.text
    assert len(steps.stored()) == 1
    assert steps.links_in(steps.mail("eva@mission.example", "could not be confirmed")) == []


@pytest.mark.parametrize(("first", "second"), [("confirmation", "refusal"), ("refusal", "confirmation")])
def test_of_two_coordinators_the_second_sees_what_the_first_decided(app, desk, first, second):
    steps.claim(app)
    assert steps.answer(desk, "eva@mission.example", first).status_code == 303
    mails = len(steps.mails())
    reply = steps.answer(steps.coordinator(app), "eva@mission.example", second)
    assert reply.status_code == 409
    assert "This was decided meanwhile" in reply.text
    assert "No claim waits." in reply.text
    assert len(steps.mails()) == mails


def test_missions_are_found_by_name_and_by_status(app, desk):
    invite(desk)
    everybody = desk.get(steps.MISSIONS).text
    assert everybody.count('<th scope="row">') == 203
    assert desk.get(f"{steps.MISSIONS}?name=turk").text.count('<th scope="row">') == 2
    assert row(desk, "Türkiye", "?name=TURKIY") is not None
    assert desk.get(f"{steps.MISSIONS}?stage=invited").text.count('<th scope="row">') == 1
    assert desk.get(f"{steps.MISSIONS}?name=\x00&stage=%ff").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("mission", "", "Choose the mission."),
        ("mission", "XX", "Choose a mission from the list."),
        ("email", "", "Write the mission's official e-mail address."),
        ("email", "office", "Write an e-mail address such as"),
        ("email", "o\x00@x.org", "characters that cannot be printed"),
        ("language", "xx", "Choose a language from the list."),
    ],
)
def test_a_bad_invitation_is_refused_with_what_was_typed(desk, field, value, sentence):
    reply = invite(desk, **{field: value})
    assert reply.status_code == 422
    assert sentence in pages.text_of(reply.text)
    assert field == "email" or 'value="office@chile.example"' in reply.text
    assert steps.mails() == []


@pytest.mark.parametrize("path", ["claims/{}/confirmation", "claims/{}/refusal", "invitations/{}/withdrawal"])
@pytest.mark.parametrize("missing", ["0" * 20, "%00", "%ff", "x" * 3000])
def test_what_is_not_there(desk, path, missing):
    assert steps.post(desk, "/desk/" + path.format(missing), steps.MISSIONS).status_code == 404
