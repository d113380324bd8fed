"""The first country session of Pre-sessions 44 (Turkmenistan), and delegates of several missions."""

import pytest

from tests import factories


@pytest.fixture
def here(edition):
    """The id of the country session."""
    return edition.country_sessions[0].id


@pytest.fixture
def elsewhere(edition):
    """The id of another one of the same week."""
    return edition.country_sessions[1].id


@pytest.fixture
def chile(edition):
    """The pass of a delegate."""
    return factories.issued_pass(edition, name="Ana Rojas", mission="CL")


@pytest.fixture
def fiji(edition):
    return factories.issued_pass(edition, name="Seini Vula", mission="FJ")


@pytest.fixture
def norway(edition):
    return factories.issued_pass(edition, name="Kari Moe", mission="NO")
