"""Which letters can be printed: told exactly, without false alarms, and soon."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from webapp.core import typefaces, typesetting

pytestmark = pytest.mark.no_database

COVERED = [
    "Ana Rojas",
    "Łucja Ångström-Núñez",
    "Đặng Thị Hồng",
    "Ǧḥẓ̌",  # no single letter for the last: a letter and its mark
    "Ọlá́",  # two marks on one
    "O’Connor‐ʻOkina",
    "Юлия Їжак",
    "Αικατερίνη Ὀδυσσεύς",
    "محمد عبد الله",
    "می\u200cخواهم",  # joiners
    "\u200fمحمد\u200e",  # marks of direction
    "יִצְחָק בֶּן־צְבִי",
    "श्रीमती कृष्णमूर्ति",
    "क्\u200dष",
    "শ্রী কৃষ্ণেন্দু মুখোপাধ্যায়",
    "ณัฐธิดา พงษ์ประเสริฐ",
    "ጽጌረዳ ወልደ ሚካኤል",
    "ნინო ბერიძე",
    "Արամ Խաչատրյան",
    "Ana محمد Юлия শ্রী ณัฐ",
    "A\ufe0f\u034f\u2060\u00ad",  # choosers of a variant, and what is never seen
    "Ana\u00a0Rojas",
]


@pytest.mark.parametrize("name", COVERED)
def test_our_own_fonts_have_all_of_it(name):
    assert typefaces.missing(name, ours_alone=True) == []
    assert typefaces.printable(name).split() == name.split()


@pytest.mark.parametrize(
    ("name", "letters", "left"),
    [
        ("Ana 📷", ["📷"], "Ana"),
        ("📷Ana📷", ["📷"], "Ana"),
        ("Ana 👩\u200d👩\u200d👧", ["👩\u200d👩\u200d👧"], "Ana"),
        ("Ana ❤\ufe0f", ["❤\ufe0f"], "Ana"),
        ("\ue000Ana", ["\ue000"], "Ana"),
        # Linear A is in no font of ours, and in hardly any of a system's.
        ("𐘀𐘁 Ana", ["𐘀", "𐘁"], "Ana"),
    ],
)
def test_what_cannot_be_printed_is_named_and_the_rest_is_left(name, letters, left):
    assert typefaces.missing(name) == letters
    assert typefaces.printable(name) == left


def test_a_mark_belongs_to_its_letter():
    assert typefaces.missing("𐘀\u0301", ours_alone=True) == ["𐘀\u0301"]
    assert typefaces.missing("தமிழ்", ours_alone=True) == ["த", "மி", "ழ்"]


@pytest.mark.parametrize("text", ["", " ", "\u200d", "\u200f\u200e", "\ufe0f"])
def test_what_nobody_would_see_is_blank(text):
    assert typefaces.is_blank(text)


def test_what_is_seen_is_not_blank():
    assert not typefaces.is_blank("\u200fم")


def test_the_tables_of_letters_are_read_as_a_library_reads_them():
    """Every font that Typst finds here, ours and the system's."""
    fonts = typesetting.fonts().fonts()
    assert len(fonts) >= 18
    for font in fonts:
        with TTFont(font.path, fontNumber=font.index, lazy=True) as known:
            none = known.getGlyphOrder()[0]
            expected = {letter for letter, glyph in (known.getBestCmap() or {}).items() if glyph != none}
        ranges = typefaces.letters_of(Path(font.path), font.index)
        assert {letter for first, last in ranges for letter in range(first, last + 1)} == expected, font.path


@pytest.mark.parametrize("content", [b"", b"not a font", b"ttcf", b"\0\1\0\0\0\1" + b"\xff" * 40])
def test_a_file_that_is_no_font_has_no_letters(tmp_path, content):
    (tmp_path / "x.ttf").write_bytes(content)
    assert typefaces.letters_of(tmp_path / "x.ttf") == []
