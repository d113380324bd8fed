"""Doors in a real browser: a week that is under way by the real clock, because the server is another process."""

from datetime import timedelta

import pytest

from tests import factories
from webapp.core import clock


@pytest.fixture
def database_url(shared_database_url):
    return shared_database_url


@pytest.fixture
def edition(app):
    clock.set_for_tests(None)
    today = clock.now().date()
    return factories.edition(
        starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1), states=()
    )
