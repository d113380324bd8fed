import pytest

from tests import factories


@pytest.fixture
def edition(app):
    return factories.edition()
