"""Fixtures that every test may use; the servers, the databases and the browser come from the harness."""

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

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


@pytest.fixture(scope="session", autouse=True)
def rare_collections() -> Iterator[None]:
    """Each test leaves an app behind, a large web of objects: looking through what stays for what does not, as often
    as Python does by itself, takes a quarter of the run."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 5)
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def compiled_addresses() -> Iterator[None]:
    """Likewise what builds the addresses of each rule: werkzeug makes code of it, every time the same."""
    compile_builder, known = Rule._compile_builder, {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable:
        what = (rule.rule, rule.subdomain, tuple((rule.defaults or {}).items()), append_unknown)
        if what not in known:
            known[what] = compile_builder(rule, append_unknown)
        return known[what]

    Rule._compile_builder = compile_once
    yield
    Rule._compile_builder = compile_builder


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


@pytest.fixture
def at_once(app):
    """Calls functions at the same instant, each in a thread of its own; what each returned."""

    def run(*calls):
        start = Barrier(len(calls))

        def one(call):
            start.wait(10)
            with app.app_context():
                try:
                    return call()
                finally:
                    db.session.remove()

        with ThreadPoolExecutor(len(calls)) as threads:
            found = list(threads.map(lambda call: Context().run(one, call), calls))
        db.session.rollback()
        return found

    return run
