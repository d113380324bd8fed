"""What the tests of the public pages share."""

import pytest

from tests import factories, pages
from tests.editions import files
from webapp.editions import actions


@pytest.fixture
def shipped(app) -> None:
    """The editions that ship."""
    for number in (30, 40, 44):
        actions.load_bytes(files.shipped(number), by="test")


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
        return pages.text_of(inside)

    return read
