"""How the speakers travel: for the coordinator alone, who needs a visa first, and a page for each."""

import re
from datetime import date

import pytest

from tests import factories, pages
from tests.selection import steps
from tests.travel import office, own
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.editions.models import Format
from webapp.extensions import db
from webapp.programme.models import Panellist
from webapp.travel.models import Travel, Visa

DETAILS = {
    "passport_name": "ANA MARIA ROJAS SOTO",
    "passport_number": "X1234567",
    "passport_country": "CL",
    "passport_expires_on": date(2029, 1, 31),
    "born_on": date(1980, 5, 4),
    "arrives_on": date(2023, 8, 27),
    "leaves_on": date(2023, 9, 2),
}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def edition(app):
    return office.edition()


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def desk(app, edition):
    return steps.coordinator(app)


def travels(application_id: str, **values) -> None:
    with transaction() as session:
        session.add(Travel(application_id=application_id, changed_at=clock.now(), **values))


def page_of(application_id: str) -> str:
    return f"{office.JOURNEYS}/{application_id}"


def issue_letter(desk, application_id: str, seen: str = ""):
    """With what the page shows of the journey now, or showed before."""
    return press(desk, application_id, "letter", seen=seen or mark_in(desk, application_id))


def mark_in(desk, application_id: str) -> str:
    form = desk.get(page_of(application_id)).text.partition("/letter?")[2]
    return re.findall(r'name="seen" value="([^"]*)"', form)[0]


def press(desk, application_id: str, noun: str, **typed):
    page = page_of(application_id)
    return steps.post(desk, page, f"{page}/{noun}", **typed)


def note_visa(desk, application_id: str, visa: str, **typed):
    known = own.travel(application_id)
    typed.setdefault("seen", known.version if known else 0)
    return press(desk, application_id, "visa", visa=visa, **typed)


def listed(desk, **asked) -> list[str]:
    html = desk.get(office.JOURNEYS, query_string=asked).text
    return re.findall(r'<th scope="row"><a [^>]+><bdi>([^<]+)</bdi>', html)


def test_who_needs_a_visa_stands_first(desk, edition, here):
    named = {name: own.seated(here, name, visa="no") for name in ("Issued", "Refused", "Applied", "Needed")}
    named["Said so"] = own.seated(edition.country_sessions[1], "Said so", visa="yes", grant="no")
    own.applied(here, speaker="Never Seated")
    factories.panellist(here, "Invited Without")
    for name, visa in (
        ("Issued", Visa.ISSUED),
        ("Refused", Visa.REFUSED),
        ("Applied", Visa.APPLIED),
        ("Needed", Visa.TO_APPLY),
    ):
        travels(named[name], visa=visa, **(DETAILS if name in ("Issued", "Applied") else {}))
    assert listed(desk) == ["Refused", "Needed", "Said so", "Applied", "Issued"]
    assert listed(desk, order="state") == ["Applied", "Issued", "Needed", "Refused", "Said so"]
    assert listed(desk, order="name") == ["Applied", "Issued", "Needed", "Refused", "Said so"]
    assert listed(desk, show="visa") == ["Refused", "Needed", "Said so", "Applied"]
    assert listed(desk, show="details") == ["Refused", "Needed", "Said so"]
    issue_letter(desk, named["Said so"])
    assert listed(desk, show="letter", order="name") == ["Applied", "Issued", "Needed", "Refused"]
    shown = office.says(desk, office.JOURNEYS)
    assert "4 need a visa 3 have not given all details" in shown
    assert (
        "Said so Burkina Faso Missing Not known yet Needs one, as they applied Not asked for Letter issued"
        in shown
    )
    assert "Applied Turkmenistan There Applied for Undecided Not issued" in shown
    assert "erased on Sunday 1 October 2023" in shown


def test_everything_that_a_traveller_wrote(desk, here):
    one = own.seated(here, "Ana Rojas", passport="yes", visa="yes")
    assert "Nothing yet." in office.says(desk, page_of(one))
    travels(one, **DETAILS, flights="LX 93\nSCL-ZRH", notes="No pork, please.", visa=Visa.APPLIED)
    shown = office.says(desk, page_of(one))
    assert "Name, as in the passport ANA MARIA ROJAS SOTO Number of the passport X1234567" in shown
    assert "Issued by Chile Valid until Wednesday 31 January 2029 Date of birth Sunday 4 May 1980" in shown
    assert "Arrival Sunday 27 August 2023 Departure Saturday 2 September 2023" in shown
    assert "LX 93 SCL-ZRH" in shown
    assert "No pork, please." in shown
    assert "Holds a valid passport Yes Needs a visa Yes" in shown
    assert "erased on Sunday 1 October 2023" in shown


def test_receipts_are_downloaded_under_the_reference(app, desk, here):
    office.set_budget(desk)
    one, other = own.seated(here, "Ana Rojas"), own.seated(here, "Ben Ali")
    for each in (one, other):
        own.decided(each)
        own.accept(own.holder(app, each), each)
    sent = own.send_receipt(own.holder(app, one), one, PNG, "ana-rojas.png", what="Train to the airport")
    assert sent.status_code == 303
    html = desk.get(page_of(one)).text
    assert "Train to the airport , XAF 45 000" in pages.text_of(html)
    (link,) = re.findall(r'href="([^"]+/receipts/[^"]+)"', html)
    reply = desk.get(link)
    assert (reply.status_code, reply.mimetype) == (200, "image/png")
    reference = own.application(one).reference
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{reference} receipt.png"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    reply.close()
    assert desk.get(link.replace(one, other)).status_code == 404


def test_the_visa_is_noted_by_who_saw_how_it_stands(desk, here):
    one = own.seated(here)
    assert note_visa(desk, one, "to_apply").status_code == 303
    assert (own.travel(one).visa, own.travel(one).version) == (Visa.TO_APPLY, 1)
    stale = note_visa(desk, one, "issued", seen=0)
    assert stale.status_code == 409
    assert "The journey was changed meanwhile." in stale.text
    assert '<option selected value="to_apply">' in stale.text
    for nonsense in ("", "granted", "\x00"):
        reply = note_visa(desk, one, nonsense)
        assert (reply.status_code, "Choose how far the visa is." in reply.text) == (422, True)
    assert note_visa(desk, one, "to_apply").status_code == 303
    assert (own.travel(one).visa, own.travel(one).version) == (Visa.TO_APPLY, 1)
    assert office.verbs(one, "travel") == ["note-visa"]


def test_what_the_coordinator_noted_is_not_undone_by_an_older_page(app, desk, here):
    one = own.seated(here)
    travels(one, version=3, visa=Visa.TO_APPLY)
    note_visa(desk, one, "issued")
    late = own.keep(own.holder(app, one), one, version=3, visa="to_apply", passport_name="ANA ROJAS")
    assert (late.status_code, own.travel(one).visa) == (409, Visa.ISSUED)


def test_the_invitation_letter_is_issued_anew_and_withdrawn(app, desk, here):
    one = own.seated(here, "Ana Rojas")
    browser, letter = own.holder(app, one), own.url(one, "invitation.pdf")
    assert browser.get(letter).status_code == 404
    assert "Not issued." in office.says(desk, page_of(one))
    assert issue_letter(desk, one).status_code == 303
    assert own.travel(one).letter_issued_at == steps.JUNE
    assert browser.get(letter).status_code == 200
    mail = steps.mail_to(one, "There is a new document for your journey")
    assert mail.subject == "Pre-sessions 44: a message for you"
    told = pages.without_tokens(mail.text)
    assert [word for word in ("Ana", "Rojas", "Turkm", "invitation", "visa") if word in told] == []

    clock.set_for_tests(steps.JUNE + office.MINUTE)
    assert issue_letter(desk, one).status_code == 303
    assert own.travel(one).letter_issued_at == steps.JUNE + office.MINUTE
    assert "Letter issued Monday 12 June 2023" in office.says(desk, page_of(one))
    assert [press(desk, one, "letter-withdrawal").status_code for _ in range(2)] == [303, 303]
    assert own.travel(one).letter_issued_at is None
    assert browser.get(letter).status_code == 404
    assert office.verbs(one, "travel") == ["issue-letter", "issue-letter", "withdraw-letter"]


@pytest.mark.parametrize("wrote_before", [True, False])
def test_a_letter_is_issued_for_the_passport_that_the_page_showed_and_no_other(
    app, desk, edition, here, wrote_before
):
    one = own.seated(here, "Ana Rojas")
    browser = own.holder(app, one)
    if wrote_before:
        own.keep(browser, one, passport_name="ROJAS, ANA", passport_number="P1")
    shown = mark_in(desk, one)
    own.keep(browser, one, passport_name="SOMEBODY ELSE", passport_number="P1")
    stale = issue_letter(desk, one, shown)
    assert (stale.status_code, "The journey was changed meanwhile." in stale.text) == (409, True)
    assert "Name, as in the passport SOMEBODY ELSE" in pages.text_of(stale.text)
    assert (own.travel(one).letter_issued_at, steps.mails_to(one)) == (None, [])
    assert issue_letter(desk, one).status_code == 303


def test_no_letter_for_who_took_the_place_since_the_page_was_shown(desk, edition, here):
    one = own.seated(here, "Ana Rojas")
    shown = mark_in(desk, one)
    panellist = db.session.scalars(db.select(Panellist).filter_by(application_id=one)).one()
    panellist.participant = factories.panellist(edition.country_sessions[1], "Berta Luna").participant
    db.session.commit()
    assert issue_letter(desk, one, shown).status_code == 409
    assert own.travel(one) is None
    assert issue_letter(desk, one).status_code == 303


def test_who_does_not_travel_is_not_there(app, desk, here):
    never_seated, one = own.applied(here), own.seated(here)
    wrong = [page_of(never_seated), page_of("0" * 20), f"/desk/editions/45/journeys/{one}"]
    factories.edition(number=46, format=Format.VIRTUAL)
    wrong.append(f"/desk/editions/46/journeys/{one}")
    for address in wrong:
        assert (desk.get(address).status_code, address) == (404, address)
        for noun in ("visa", "letter", "letter-withdrawal"):
            reply = steps.post(desk, office.JOURNEYS, f"{address}/{noun}", visa="issued", seen=0)
            assert (reply.status_code, address) == (404, address)
    db.session.rollback()
    assert db.session.get(Travel, never_seated) is None
    assert "nobody travels to it" in office.says(desk, "/desk/editions/46/journeys")


def test_nobody_else_on_the_staff_sees_a_journey(app, edition, here):
    one = own.seated(here)
    for role in (Role.REVIEWER, Role.MODERATOR, Role.DOOR):
        browser = app.test_client()
        factories.sign_in(browser, GrantKind.STAFF, "2" * 20, role)
        assert [browser.get(page).status_code for page in (office.JOURNEYS, page_of(one))] == [404, 404]
        assert "Journeys" not in browser.get("/desk").text


def test_the_list_takes_as_many_statements_for_twenty_as_for_two(desk, edition):
    def count(names: str) -> int:
        for number, name in enumerate(names):
            one = own.seated(edition.country_sessions[number % 2], f"Speaker {name}")
            travels(one, **DETAILS)
            own.decided(one)
        return office.statements(desk, office.JOURNEYS)

    few = count("AB")
    assert count("CDEFGHIJKLMNOPQRST") == few
    assert few < 8
