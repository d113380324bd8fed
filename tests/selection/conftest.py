"""Pre-sessions 44 ten weeks before it begins, with a coordinator at the desk."""

import pytest

from tests.selection import steps
from webapp.core import clock


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def desk(app, edition):
    return steps.coordinator(app)
