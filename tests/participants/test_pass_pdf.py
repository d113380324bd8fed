"""The PDF of a pass: what the page says, on exactly A6, in any script, with a QR that reads, and twice the same."""

import re
from datetime import timedelta

import pytest

from tests import factories, papers
from tests.participants.qr import framed, read
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySessionStatus
from webapp.participants import actions, badges
from webapp.participants.models import Participant

SCRIPTS = [
    "Łucja Ångström-Núñez",
    "Đặng Thị Hồng",
    "Юлия Кузнецова-Їжак",
    "Αικατερίνη Παπαδοπούλου",
    "محمد عبد الله",
    "יצחק בן צבי",
    "श्रीमती कृष्णमूर्ति",
    "শ্রী কৃষ্ণেন্দু মুখোপাধ্যায়",
    "ณัฐธิดา พงษ์ประเสริฐ",
    "ጽጌረዳ ወልደ ሚካኤል",
    "ნინო ბერიძე",
    "Արամ Խաչատրյան",
    "Ana محمد Юлия শ্রী ณัฐ",
    "محمد Smith 3rd (42) عبد",
    "Ł",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenversicherungen",
    "W" * 200,
    ("María de los Ángeles " * 10)[:199] + "x",
]


@pytest.fixture
def holder(holder_of, edition):
    return holder_of(edition, expected_at=edition.country_sessions[:2])


def qr_modules(pdf: bytes) -> list[list[bool]]:
    """The modules of the QR as the PDF draws them: rectangles of one path, in units of a module."""
    content = papers.reader(pdf).pages[0].get_contents().get_data().decode("latin-1")
    dark = [[False] * 33 for _ in range(33)]
    drawn = re.search(r"0 scn (?:\d+ \d+ m (?:\d+ \d+ l\s)+h\s)+f", content)[0]
    for x, y, end in re.findall(r"(\d+) (\d+) m (\d+) \2 l", drawn):
        for step in range(int(x), int(end)):
            dark[int(y)][step] = True
    return framed(dark)


def test_what_it_says_and_how_it_is_kept(holder):
    reply = holder.get(".pdf?lang=en")

    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    assert reply.headers["Content-Disposition"] == 'inline; filename="pass-44.pdf"'
    assert reply.headers["Cache-Control"] == "no-store"
    code = f"{holder.short_code[:4]} {holder.short_code[4:]}"
    assert papers.texts(reply.data) == [
        "UPR Pre-sessions 44 28 August – 1 September 2023 Ana Rojas Permanent Mission of Chile Delegate"
        f" Short code {code}"
        " Mon 28 Aug 10:00 Turkmenistan Room XXV Mon 28 Aug 11:00 Burkina Faso Room XXV"
        " Hours are those of Europe/Zurich. You are welcome in every other country session too, unless its room"
        " is limited."
        " Not a UN grounds pass: bring the accreditation that the United Nations gave you, and an identity document."
    ]


def test_it_is_exactly_a6_and_tells_a_reader_what_it_is(holder):
    pdf = papers.reader(holder.get(".pdf?lang=fr").data)
    root = pdf.trailer["/Root"]

    assert papers.sizes(holder.get(".pdf").data) == {(105.0, 148.0)}
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("fr", True)
    assert set(pdf.metadata) == {"/Title", "/Creator"}
    assert "44" in pdf.metadata.title
    assert "Rojas" not in pdf.metadata.title
    assert b"<pdfuaid:part>1<" in root["/Metadata"].get_data()


def test_the_same_pass_gives_the_same_bytes_another_day(holder):
    before = holder.get(".pdf?lang=en").data
    factories.clock.set_for_tests(factories.NOW + timedelta(hours=3))
    assert holder.get(".pdf?lang=en").data == before


def test_its_qr_holds_the_code(holder):
    pdf = holder.get(".pdf").data
    assert read(qr_modules(pdf)) == ("M", "alphanumeric", holder.code)
    assert holder.code not in papers.texts(pdf)[0]


def test_in_french(holder):
    (text,) = papers.texts(holder.get(".pdf?lang=fr").data)
    assert "Mission permanente du Chili" in text
    assert "lun. 28 août 10:00 Turkménistan" in text


@pytest.mark.parametrize("name", SCRIPTS, ids=lambda name: name[:12])
def test_a_name_in_any_script_is_there_to_be_found(holder_of, edition, name):
    assert papers.names(holder_of(edition, name=name).get(".pdf").data) == [name]


def test_right_to_left_is_told_by_the_first_letter():
    for text, expected in [
        ("محمد Smith", True),
        ("Smith محمد", False),
        ("(42) עבד", True),
        ("\u200f42", True),
        ("42", False),
        ("", False),
    ]:
        assert badges.is_right_to_left(text) == expected, text


def test_what_is_not_known_is_not_made_up(holder, edition, change):
    change(edition.country_sessions[0], starts_at=None, room=None)
    change(edition.country_sessions[1], status=CountrySessionStatus.NOT_HELD)
    (text,) = papers.texts(holder.get(".pdf?lang=en").data)
    assert "Mon 28 Aug 11:00 Burkina Faso Not held Turkmenistan hour not known yet Hours" in text


def test_a_whole_week_of_country_sessions_has_room(holder_of, app):
    states = (
        "TM",
        "BF",
        "CV",
        "CO",
        "UZ",
        "TV",
        "DE",
        "DJ",
        "CA",
        "BD",
        "RU",
        "AZ",
        "CM",
        "CU",
        "KP",
        "VE",
        "BO",
        "MD",
    )
    edition = factories.edition(states=states)
    reply = holder_of(edition, expected_at=edition.country_sessions).get(".pdf?lang=en")
    (text,) = papers.texts(reply.data)
    for country_session in edition.country_sessions:
        assert country_session.name("en").split()[0] in text


def test_a_pass_without_expectations(holder_of, edition):
    (text,) = papers.texts(holder_of(edition).get(".pdf?lang=en").data)
    assert "Hours are those" not in text


# ---- Letters that no font has ----

LINEAR_A = "𐘀𐘁"


def test_letters_that_no_font_has_are_left_out_and_never_boxes(holder_of, edition):
    reply = holder_of(edition, name=f"Ana {LINEAR_A}").get(".pdf")
    assert papers.names(reply.data) == ["Ana"]
    # The heading's line, the footer's, and a third on which to write.
    assert content_of(reply.data).count(" 0 l\nS") == 3


def test_a_name_of_nothing_else_leaves_the_line_alone(holder_of, edition):
    reply = holder_of(edition, name=LINEAR_A).get(".pdf")
    assert papers.names(reply.data) == []
    assert content_of(reply.data).count(" 0 l\nS") == 3


def test_a_spelling_for_print_stands_in_its_place_and_needs_no_line(holder_of, edition):
    holder = holder_of(edition, name=LINEAR_A)
    with transaction() as session:
        actions.spell(session, session.get(Participant, holder.participant_id), "Asasara", by="test")
    reply = holder.get(".pdf")
    assert papers.names(reply.data) == ["Asasara"]
    assert content_of(reply.data).count(" 0 l\nS") == 2
    assert LINEAR_A in holder.get().text


def content_of(pdf: bytes) -> str:
    return papers.reader(pdf).pages[0].get_contents().get_data().decode("latin-1")


def test_the_passes_of_a_delegation_come_in_one_file(edition):
    passes = [factories.issued_pass(edition, name=name) for name in ("Ana Rojas", "محمد عبد الله")]
    made = badges.passes_pdf(passes, "es")
    assert papers.names(made) == ["Ana Rojas", "محمد عبد الله"]
    assert len(papers.texts(made)) == 2
