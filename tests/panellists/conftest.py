"""Somebody who applied and confirmed, on the panel on Turkmenistan; and ways to look at it."""

import pytest

from tests.panellists import steps
from tests.selection import steps as selection
from webapp.core import clock


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(selection.JUNE)


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def desk(app, edition):
    return selection.coordinator(app)


@pytest.fixture
def ana(app, desk, here):
    """Ana Rojas of the Red de mujeres, who appears with her name."""
    return steps.seated(app, desk, here, "Red de mujeres", speaker="Ana Rojas", appearance="public")
