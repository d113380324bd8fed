import pytest

from tests import factories
from tests.delegations.steps import Browser


@pytest.fixture(autouse=True)
def browsers(app):
    """Every test client is a browser of its own."""
    app.test_client_class = Browser


@pytest.fixture
def edition(app):
    return factories.edition()
