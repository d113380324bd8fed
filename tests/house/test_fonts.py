"""The fonts that travel with the app are what the table says, under a licence that lets them, and few."""

import hashlib
import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

pytestmark = pytest.mark.no_database

FOLDER = Path(__file__).resolve().parents[2] / "webapp/fonts"
TABLE = tomllib.loads((FOLDER / "fonts.toml").read_text())["files"]
LICENCE = (FOLDER / "OFL.txt").read_text()
FONTS = [row["file"] for row in TABLE]


def test_every_font_matches_its_hash_and_nothing_else_lies_there():
    assert {row["file"]: row["sha256"] for row in TABLE} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.iterdir()
        if path.name not in ("fonts.toml", "OFL.txt")
    }


def test_every_row_says_where_it_is_from_and_under_which_licence():
    for row in TABLE:
        assert list(row) == ["file", "version", "licence", "source", "modified", "sha256"], row
        assert (row["licence"], row["modified"]) == ("OFL-1.1", False), row


@pytest.mark.parametrize("file", FONTS)
def test_the_licence_stands_beside_it_with_its_own_copyright_notice(file):
    with TTFont(FOLDER / file, lazy=True) as font:
        names = font["name"]
    assert "SIL Open Font License, Version 1.1" in names.getDebugName(13)
    assert names.getDebugName(0) in LICENCE
    assert names.getDebugName(1) in LICENCE
    assert "Reserved Font Name" not in names.getDebugName(0) + names.getDebugName(13)


def test_together_they_are_small():
    assert sum((FOLDER / file).stat().st_size for file in FONTS) < 4_000_000


def test_each_family_is_there_regular_and_bold_with_the_same_letters():
    families = {file.rpartition("-")[0] for file in FONTS}
    assert sorted(FONTS) == sorted(
        f"{family}-{weight}.ttf" for family in families for weight in ("Regular", "Bold")
    )
    for family in families:
        assert letters(f"{family}-Regular.ttf") == letters(f"{family}-Bold.ttf"), family


def letters(file: str) -> set[int]:
    with TTFont(FOLDER / file, lazy=True) as font:
        return set(font.getBestCmap())
