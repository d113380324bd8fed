"""Every text for a person is translated, in every language, and nothing is marked as doubtful."""

import pytest

from tools import catalogues

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_a_catalogue_is_complete_and_in_step_with_the_sources(locale):
    assert list(catalogues.problems_of(locale, catalogues.extracted())) == []
