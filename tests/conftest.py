"""Fixtures that every test may use; the servers, the databases and the browser come from the harness."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from tests import factories
from tests.clients import Browser
from webapp import config, create_app
from webapp.core import clock, limits
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.web import live

pytest_plugins = ["tests.harness"]


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory) -> None:
    """Each test makes the app anew; its templates are compiled once for all."""
    cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": cache}


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def app(database_url: str, instance: Path) -> Iterator[Flask]:
    """The app on a fresh database, at half past ten of the first morning of Pre-sessions 44."""
    app = create_app(config.read(instance, {"DATABASE_URL": database_url, "SECRET_KEY": "for tests"}))
    app.test_client_class = Browser
    clock.set_for_tests(factories.NOW)
    limits.forget_all()
    with app.app_context():
        yield app
        live.hub().stop()
        db.session.remove()
        db.engine.dispose()
    clock.set_for_tests(None)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def edition(app: Flask) -> Edition:
    """Pre-sessions 44."""
    return factories.edition()
