"""What the tests of the public pages share."""

import re
from html import unescape
from pathlib import Path

import pytest

from tests import factories
from webapp.editions import actions

SHIPPED = Path(__file__).parents[2] / "editions"


@pytest.fixture
def shipped(app) -> None:
    """The editions that ship."""
    for number in (30, 40, 44):
        actions.load_bytes((SHIPPED / f"{number}.toml").read_bytes(), by="test")


@pytest.fixture
def week(app):
    """Pre-sessions 44 with hours; now is half an hour into its first country session."""
    return factories.edition()


@pytest.fixture
def main(client):
    """The text of a page's main part, without its tags, in single spaces."""

    def read(address: str, status: int = 200) -> str:
        reply = client.get(address)
        assert reply.status_code == status
        inside = reply.text.partition("<main")[2].partition(">")[2].partition("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", inside)).split())

    return read
