"""The call that applicants answer."""

import pytest

from tests.applications import steps


@pytest.fixture
def call(app):
    """Pre-sessions 44 while its call is open."""
    return steps.edition()
