"""The demonstration, made as its command makes it."""

import json

import pytest

from webapp.extensions import db


@pytest.fixture
def run(app):
    """Runs `demo`; what it prints."""

    def demo(*arguments: str) -> str:
        result = app.test_cli_runner().invoke(args=["demo", *arguments])
        db.session.rollback()
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return result.stdout

    return demo


@pytest.fixture
def links(run):
    """Runs `demo --json`; what it says."""

    def demo(people: int = 70) -> dict:
        return json.loads(run("--people", str(people), "--json"))

    return demo
