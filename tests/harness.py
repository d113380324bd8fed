"""What a test run is made of: its database, its servers, its browser, and what counts as a skip."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import create_engine

from tests import servers
from webapp.extensions import db

IN_CI = os.environ.get("CI", "").lower() == "true"
# What a run on one database leaves to the other.
LEFT_OUT = {"sqlite": {"postgresql"}, "postgresql": {"sqlite", "no_database", "browser"}}

# A shared machine is slow now and then: slowness is measured by the benchmarks, not here.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=IN_CI)
hypothesis.settings.load_profile("suite")


# --- The run --------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=sorted(LEFT_OUT),
        default="sqlite",
        help="the database under the app; on postgresql only what touches a database runs",
    )


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--database')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        in_folder = item.path.is_relative_to(config.rootpath / "tests/browser")
        if in_folder or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    left_out = LEFT_OUT[config.getoption("--database")]
    elsewhere = [item for item in items if left_out & {marker.name for marker in item.iter_markers()}]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in set(elsewhere)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI, where everything can be set up, a test that skips has failed to run."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which in CI is a failure: {report.longrepr[2]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Skipped, which in CI is a failure: {report.longrepr[2]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    return (yield from _skipped_where_missing())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    return (yield from _skipped_where_missing())


def _skipped_where_missing():
    """A test that needs a program which is not there skips by the program's name."""
    try:
        return (yield)
    except servers.Missing as missing:
        pytest.skip(str(missing))


# --- Databases ------------------------------------------------------------------------------------


class SQLiteDatabases:
    """Copies of one prepared file."""

    def __init__(self, folder: Path, prepare: Callable[[str], None]):
        self.folder = folder
        self.count = 0
        self.prepared = folder / "prepared.sqlite"
        prepare(f"sqlite:///{self.prepared}")
        with closing(sqlite3.connect(self.prepared)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def fresh(self) -> str:
        self.count += 1
        return f"sqlite:///{shutil.copy(self.prepared, self.folder / f'{self.count}.sqlite')}"

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)


class PostgreSQLDatabases:
    """Copies of one prepared database, made by the server. One that a test left is emptied for the next, which
    is far less work than a new copy."""

    def __init__(self, server: str, prepare: Callable[[str], None]):
        self.server = server
        self.base = server.rpartition("/")[0]
        self.count = 0
        self.left: list[str] = []
        self._run(server, "CREATE DATABASE prepared")
        prepare(f"{self.base}/prepared")
        self._run(
            server, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'prepared'"
        )

    def fresh(self) -> str:
        if self.left:
            return self.left.pop()
        self.count += 1
        self._run(self.server, f"CREATE DATABASE copy_{self.count} TEMPLATE prepared STRATEGY FILE_COPY")
        return f"{self.base}/copy_{self.count}"

    def drop(self, url: str) -> None:
        name = url.rpartition("/")[2]
        # A test that failed may have left a connection open.
        ended = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
        self._run(self.server, ended)
        self._run(url, *(f'DELETE FROM "{table.name}"' for table in reversed(db.metadata.sorted_tables)))
        self.left.append(url)

    def _run(self, url: str, *statements: str) -> None:
        with closing(psycopg.connect(url.replace("+psycopg", ""), autocommit=True)) as connection:
            connection.execute(";".join(statements))


@pytest.fixture(scope="session")
def database(pytestconfig) -> str:
    """Which database this run is on: `sqlite` or `postgresql`."""
    return pytestconfig.getoption("--database")


@pytest.fixture(scope="session")
def prepare_database(tmp_path_factory) -> Callable[[str], None]:
    """Brings an empty database to where each test starts. A conftest may override it."""

    def prepare(url: str) -> None:
        servers.flask(tmp_path_factory.mktemp("prepare"), "db", "upgrade", env={"DATABASE_URL": url})

    return prepare


@pytest.fixture(scope="session")
def databases(request, database, prepare_database, tmp_path_factory) -> SQLiteDatabases | PostgreSQLDatabases:
    """Fresh databases for wider scopes than a test: `.fresh()` gives a URL, `.drop(url)` removes it."""
    if database == "postgresql":
        return PostgreSQLDatabases(request.getfixturevalue("postgresql_url"), prepare_database)
    return SQLiteDatabases(tmp_path_factory.mktemp("databases"), prepare_database)


@pytest.fixture
def database_url(databases) -> Iterator[str]:
    """The URL of a database that only this test has."""
    url = databases.fresh()
    yield url
    databases.drop(url)


# --- Servers --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server's own database, with every right."""
    with servers.postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with servers.redis() as url:
        yield url


@dataclass(frozen=True)
class SharedServer:
    """The app under gunicorn, and the database that it is on."""

    url: str
    database_url: str


@pytest.fixture(scope="module")
def shared_server(databases, tmp_path_factory) -> Iterator[SharedServer]:
    """A server for all tests of a module. They take `shared_database_url` as their own."""
    url = databases.fresh()
    environment = {"DATABASE_URL": url, "SECRET_KEY": "for tests"}
    with servers.app_server(tmp_path_factory.mktemp("shared"), environment) as server:
        yield SharedServer(server.url, url)
    databases.drop(url)


@pytest.fixture
def shared_database_url(shared_server) -> Iterator[str]:
    """The URL of the shared server's database, which each test leaves empty."""
    yield shared_server.database_url
    engine = create_engine(shared_server.database_url)
    with engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
    engine.dispose()


@pytest.fixture
def smtp() -> Iterator[servers.Mailbox]:
    """A mail server that accepts; set its `mode` for another temper."""
    with servers.smtp() as mailbox:
        yield mailbox


# --- The browser ----------------------------------------------------------------------------------


# Milliseconds after which a page that does not do as it should has failed. Where a promise says how soon, its test says
# so; everywhere else a slow machine is no fault.
PATIENCE = 30_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    options = servers.chromium_options()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**options)
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts, one for each person; takes what playwright's `new_context` takes."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context) -> Page:
    return new_context().new_page()
