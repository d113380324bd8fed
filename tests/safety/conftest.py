"""Pre-sessions 44 on its first morning, with a panel on Turkmenistan."""

import pytest

from tests.safety import steps


@pytest.fixture
def here(edition):
    """The country session on Turkmenistan."""
    return edition.country_sessions[0]


@pytest.fixture
def ana(here) -> str:
    """The participant id of a panellist with a line."""
    return steps.line(here, "Ana Rojas", organisation="Red de mujeres")


@pytest.fixture
def phone(app, ana):
    return steps.holder(app, ana)


@pytest.fixture
def desk(app, edition):
    return steps.coordinator(app)
