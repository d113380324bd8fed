"""Every text for a person is translated, in every language, and nothing is marked as doubtful."""

import re

import pytest

from tools import catalogues

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_a_catalogue_is_complete_and_in_step_with_the_sources(locale):
    assert list(catalogues.problems_of(locale, catalogues.extracted())) == []


# A straight apostrophe within a word; a space that may break, or none, where French wants one that may not.
UNTYPOGRAPHIC = re.compile(r"\w'\w|[ \w][:;?!»](?=\s|$)|« ")


def test_french_is_set_as_french_is():
    texts = (text for message in catalogues.read("fr") if message.id for text in forms(message))
    assert [text for text in texts if UNTYPOGRAPHIC.search(text)] == []


def forms(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)
