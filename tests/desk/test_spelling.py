"""A name that no font has is told where passes are handed out and badges are printed, with what to do about it."""

import pytest
from sqlalchemy import select

from tests import factories, pages, papers
from tests.delegations import steps
from tests.desk.test_badges import PAGE, printed
from webapp.core.audit import AuditEntry
from webapp.extensions import db
from webapp.participants.models import Participant

LINEAR_A = "𐘀𐘁"
NAME = f"Asasara {LINEAR_A}"


@pytest.fixture
def desk(app, edition):
    return steps.coordinator(app)


def said_of_passes() -> list[str]:
    """What the audit says of all passes."""
    db.session.rollback()
    entries = select(AuditEntry.verb).where(AuditEntry.object_kind == "pass").order_by(AuditEntry.id)
    return list(db.session.scalars(entries))


def address(issued) -> str:
    return f"/desk/editions/44/participants/{issued.participant_id}/spelling"


def spell(desk, issued, spelling: str):
    return pages.submit(desk, address(issued), printed_name=spelling)


def test_the_pass_is_issued_and_the_finding_is_kept_by_ids(edition):
    factories.issued_pass(edition, name="محمد عبد الله")
    assert said_of_passes() == ["issue"]
    factories.issued_pass(edition, name=NAME)
    assert said_of_passes() == ["issue", "issue", "find_unprintable"]


def test_the_focal_point_sees_which_name_lacks_which_letters(app, edition):
    browser, url = steps.confirmed(app, ("Ana Rojas", ["TM"]), (NAME, ["TM"]))
    shown = pages.text_of(browser.get(url).text)
    assert "Some names have letters that cannot be printed." in shown
    assert shown.count("Not all of it can be printed") == 1
    assert f"{NAME} Pass issued" in shown
    assert "No font here has: 𐘀 𐘁" in shown
    change = f"{url}/delegates/{steps.delegate(NAME).id}"
    assert "Letters that cannot be printed: 𐘀 𐘁" in pages.text_of(browser.get(change).text)


def test_a_delegation_whose_names_can_be_printed_reads_nothing_of_it(app, edition):
    browser, url = steps.confirmed(app, ("محمد عبد الله", ["TM"]), ("Ǧḥẓ̌ \u200fא", []))
    assert "cannot be printed" not in browser.get(url).text


def test_the_desk_sees_name_letters_and_code(desk, edition):
    factories.issued_pass(edition, name="Ana Rojas")
    issued = factories.issued_pass(edition, name=NAME)
    shown = pages.text_of(desk.get(PAGE).text)
    code = f"{issued.short_code[:4]} {issued.short_code[4:]}"
    assert "Names that cannot be printed 1 No font" in shown
    assert f"{NAME} Chile By hand Letters: 𐘀 𐘁 Code on the badge: {code}" in shown
    assert papers.names(printed(desk)) == ["Ana Rojas", "Asasara"]


def test_a_spelling_is_printed_in_place_of_the_name(desk, edition):
    issued = factories.issued_pass(edition, name=NAME)
    printed(desk)
    reply = spell(desk, issued, "  Asasara   Kupa ")
    assert (reply.status_code, reply.location) == (303, f"{PAGE}?lang=en")
    shown = pages.text_of(desk.get(PAGE).text)
    assert f"{NAME} Chile Spelling given Letters: 𐘀 𐘁 Printed as: Asasara Kupa" in shown
    assert papers.names(printed(desk, selection="unprinted")) == ["Asasara Kupa"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "spell")).one()
    assert (entry.by, entry.object_id) == (f"staff:{'1' * 20}", issued.participant_id)


def test_it_is_taken_back_by_leaving_it_empty(desk, edition):
    issued = factories.issued_pass(edition, name=NAME)
    spell(desk, issued, "Asasara Kupa")
    spell(desk, issued, "")
    assert "By hand" in desk.get(PAGE).text
    assert papers.names(printed(desk)) == ["Asasara"]


def test_another_name_needs_a_spelling_of_its_own(app, desk, edition):
    browser, url = steps.confirmed(app, (NAME, ["TM"]))
    delegate = steps.delegate(NAME)
    pages.submit(
        desk, f"/desk/editions/44/participants/{delegate.participant_id}/spelling", printed_name="Asasara"
    )
    assert "cannot be printed" not in browser.get(url).text
    change = f"{url}/delegates/{delegate.id}"
    pages.submit(browser, change, name=f"{NAME} 𐘂", attends=["TM"], version=str(delegate.version))
    assert "No font here has: 𐘀 𐘁 𐘂" in pages.text_of(browser.get(url).text)


@pytest.mark.parametrize(
    ("spelling", "reason"),
    [
        (LINEAR_A, "This has letters that cannot be printed too."),
        ("Ana 📷", "This has letters that cannot be printed too."),
        ("\u200d", "This has letters that cannot be printed too."),
        ("a" * 201, "Use at most 200 characters."),
        ("a\u202eb", "This contains characters that cannot be printed."),
    ],
)
def test_a_spelling_that_cannot_be_printed_is_refused(desk, edition, spelling, reason):
    issued = factories.issued_pass(edition, name=NAME)
    reply = spell(desk, issued, spelling)
    assert (reply.status_code, reason in reply.text) == (422, True)
    assert db.session.get(Participant, issued.participant_id).printed_name is None


def test_somebody_of_another_edition_or_without_a_pass_is_not_there(desk, edition):
    other = factories.issued_pass(factories.edition(number=40, states=()), name=NAME)
    nobody = factories.participant(edition, name=NAME)
    for person in (other.participant_id, nobody.id, "x"):
        assert desk.get(f"/desk/editions/44/participants/{person}/spelling").status_code == 404
