"""Vendored browser files are exactly what their packages ship, and each is accounted for."""

import hashlib
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

FOLDER = Path(__file__).resolve().parents[2] / "webapp/static/vendor"
TABLE = tomllib.loads((FOLDER / "vendored.toml").read_text())["files"]


def test_every_file_matches_its_hash():
    assert {row["file"]: row["sha256"] for row in TABLE} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.iterdir()
        if path.name != "vendored.toml"
    }


def test_every_row_says_where_it_is_from_and_under_which_licence():
    for row in TABLE:
        assert set(row) == {"file", "package", "version", "licence", "member", "sha256"}, row
        assert all(row.values()), row


def test_every_package_brings_its_licence_text():
    assert {row["package"] for row in TABLE if "LICENSE" in row["file"]} == {row["package"] for row in TABLE}
