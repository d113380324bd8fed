"""What people type is kept as they meant it, and what cannot be shown is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.core.text import Unfit, clean_line, clean_text, fold

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   Rojas ", "Ana Rojas"),
        ("Jose\u0301", "José"),
        ("Li", "Li"),
        ("N'Guessan-Aké", "N'Guessan-Aké"),
        ("محمد \u200fعلي", "محمد \u200fعلي"),
        ("ดวงใจ", "ดวงใจ"),
        ("a\tb", "a b"),
    ],
)
def test_a_name_is_kept_in_every_script(typed, kept):
    assert clean_line(typed, 200) == kept


@pytest.mark.parametrize("point", [0x00, 0x0A, 0x1B, 0x85, 0x202E, 0x2028, 0x2066, 0xD800, 0xFFFD])
def test_what_cannot_be_printed_is_refused(point):
    with pytest.raises(Unfit):
        clean_line(f"a{chr(point)}b", 200)


def test_a_text_keeps_its_lines():
    assert clean_text(" one \r\n\r\n two\rthree  ", 100) == "one\n\n two\nthree"


def test_the_limit_counts_what_is_kept():
    assert clean_line(" " + "x" * 200 + " ", 200) == "x" * 200
    with pytest.raises(Unfit):
        clean_line("x" * 201, 200)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Élodie Nguyễn", "elodie nguyen"),
        ("O'Brien-Şahin", "o brien sahin"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("", ""),
    ],
)
def test_search_forgets_accents_and_case(name, folded):
    assert fold(name) == folded


@given(st.text())
def test_cleaning_twice_changes_nothing(typed):
    try:
        once = clean_line(typed, 10_000)
    except Unfit:
        return
    assert clean_line(once, 10_000) == once
