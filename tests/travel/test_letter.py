"""The letter of invitation: for who has a seat, once it was issued; it says what a consulate asks for, and no more."""

from datetime import UTC, datetime

import pytest

from tests import papers
from tests.selection import steps
from tests.travel import own
from webapp.core import clock, typefaces
from webapp.editions.models import Format
from webapp.extensions import db

SCRIPTS = ["Đặng Thị Ánh", "Ольга Шевчук", "ليلى حدّاد", "ሰላም ተስፋዬ", "अर्जुन शर्मा"]


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def speaker(app, here):
    """Somebody with a seat, in their browser."""
    one = own.seated(here, organisation="Liga de la paz")
    return own.holder(app, one), one


def letter(browser, one: str):
    return browser.get(own.url(one, "invitation.pdf"))


def text_of(browser, one: str) -> str:
    """What the one page of it says."""
    reply = letter(browser, one)
    assert reply.status_code == 200
    (text,) = papers.texts(reply.data)
    return text.replace("\u200b", "")


def test_there_is_none_until_it_is_issued(speaker):
    browser, one = speaker
    assert letter(browser, one).status_code == 404
    own.keep(browser, one, passport_name="ROJAS, ANA")
    assert letter(browser, one).status_code == 404
    assert "stands here once the coordinator has issued it" in own.says(browser, one, "journey")
    own.issue_letter(one)
    assert f'href="/applications/{one}/invitation.pdf?lang=en"' in browser.get(own.url(one, "journey")).text
    reply = letter(browser, one)
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="invitation.pdf"'
    assert reply.headers["Cache-Control"] == "no-store"


def test_it_says_what_a_consulate_asks_for(speaker):
    browser, one = speaker
    own.keep(browser, one, passport_name="ROJAS VÁSQUEZ, ANA", passport_number="P7654321")
    own.issue_letter(one)
    text, reference = text_of(browser, one), own.application(one).reference
    for part in (
        "UPR Info Rue de Varembé 3, 1202 Geneva, Switzerland",
        f"Geneva, 12 June 2023 Reference {reference} Letter of invitation",
        "UPR Info invites the person named here to take part in this event.",
        "Name ROJAS VÁSQUEZ, ANA Number of the passport P7654321 Event UPR Pre-sessions 44",
        "Dates 28 August – 1 September 2023 Place Geneva",
        "This letter supports an application for a visa.",
        "To have this letter confirmed, write to ",
        "This letter is no accreditation of the United Nations",
    ):
        assert part in text, (part, text)
    assert "bears these costs" not in text


def test_it_names_neither_organisation_nor_state_and_not_that_they_speak(speaker):
    browser, one = speaker
    own.keep(browser, one, passport_name="ROJAS, ANA", passport_country="CM", notes="Take care")
    own.issue_letter(one)
    text = text_of(browser, one) + str(papers.reader(letter(browser, one).data).metadata)
    leaks = ["Liga", "Turkmen", "Cameroon", "speak", "panel", "human rights", "statement", "Take care", one]
    assert [word for word in leaks if word.lower() in text.lower()] == []


def test_it_can_be_read_aloud(speaker):
    browser, one = speaker
    own.issue_letter(one)
    root = papers.reader(letter(browser, one).data).trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"].value) == ("en", True)
    assert papers.names(letter(browser, one).data) == ["Letter of invitation"]
    assert papers.sizes(letter(browser, one).data) == {(210.0, 297.0)}


def test_it_is_written_in_the_letters_of_the_passport(speaker):
    browser, one = speaker
    for name in SCRIPTS:
        own.keep(browser, one, passport_name=name)
        own.issue_letter(one)
        written = text_of(browser, one).partition("Name")[2].partition("Event")[0]
        assert set(written.replace(" ", "")) == set(name.replace(" ", ""))


def test_without_a_passport_it_names_the_speaker(speaker):
    browser, one = speaker
    own.issue_letter(one)
    assert "Name Ana Rojas Event UPR" in text_of(browser, one)


def test_letters_that_no_font_has_leave_a_line_for_a_hand(speaker):
    browser, one = speaker
    missing = "\ue123"  # private: whatever a font may draw there
    assert typefaces.missing(missing) == [missing]
    own.keep(browser, one, passport_name=f"Ana {missing}")
    own.issue_letter(one)
    assert "Name Ana Event UPR" in text_of(browser, one)


def test_a_name_of_two_hundred_letters_stays_on_the_page(speaker):
    browser, one = speaker
    own.keep(browser, one, passport_name="W" * 200, passport_number="#let x = 1 $")
    own.issue_letter(one)
    text = text_of(browser, one)
    assert "W" * 200 in text.replace(" ", "")
    assert "#let x = 1 $" in text


def test_it_says_what_a_grant_covers_once_it_is_accepted(speaker):
    browser, one = speaker
    own.issue_letter(one)
    own.decided(one, days=0)
    assert "bears these costs" not in text_of(browser, one)
    own.accept(browser, one)
    assert "UPR Info bears these costs of the journey: airfare and accommodation." in text_of(browser, one)
    own.turn_down(browser, one)
    assert "bears these costs" not in text_of(browser, one)


def test_it_is_in_the_language_of_the_application(app, here):
    one = own.seated(here, locale="fr")
    own.issue_letter(one)
    browser = own.holder(app, one)
    text = text_of(browser, one)
    assert "12 juin 2023" in text
    assert "28 août – 1 septembre 2023" in text.replace("1er", "1")
    assert papers.reader(letter(browser, one).data).trailer["/Root"]["/Lang"] == "fr"


def test_its_date_is_the_day_in_geneva(app, here):
    clock.set_for_tests(datetime(2023, 6, 12, 22, 30, tzinfo=UTC))
    one = own.seated(here)
    own.issue_letter(one)
    browser = own.holder(app, one)
    assert "Geneva, 13 June 2023" in text_of(browser, one)


def test_dates_that_may_change_are_called_provisional(edition, speaker):
    browser, one = speaker
    own.issue_letter(one)
    edition.provisional = True
    db.session.commit()
    assert "1 September 2023 (provisional)" in text_of(browser, one)


@pytest.mark.parametrize("field", ["passport_name", "passport_number"])
def test_another_passport_takes_the_letter_back(speaker, field):
    """Else whoever holds the link could have one made out for anybody."""
    browser, one = speaker
    own.keep(browser, one, passport_name="ROJAS, ANA", passport_number="P1")
    own.issue_letter(one)
    own.keep(browser, one, flights="TK 1919")
    assert letter(browser, one).status_code == 200
    own.keep(browser, one, **{field: "Somebody Else"})
    assert letter(browser, one).status_code == 404
    assert own.travel(one).letter_issued_at is None
    said = own.says(browser, one, "journey")
    assert "The invitation letter named another passport, so it is no longer valid." in said
    assert "Your invitation letter (PDF)" not in said


def test_it_is_for_its_holder_alone_and_while_they_come(app, edition, here, speaker):
    browser, one = speaker
    own.issue_letter(one)
    other = own.seated(here, "Ben Okri")
    assert letter(own.holder(app, other), one).status_code == 404
    assert letter(own.holder(app, other), other).status_code == 404
    assert letter(app.test_client(), one).status_code == 404
    seatless = own.applied(here)
    own.issue_letter(seatless)
    assert letter(own.holder(app, seatless), seatless).status_code == 404
    edition.format = Format.HYBRID
    db.session.commit()
    assert letter(browser, one).status_code == 200
    edition.format = Format.VIRTUAL
    db.session.commit()
    assert letter(browser, one).status_code == 404
