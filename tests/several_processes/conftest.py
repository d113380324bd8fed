"""Two servers as on two hosts: each has its folder and process; they share a database and, mostly, a Redis."""

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

from tests import factories, servers
from webapp.access.permissions import GrantKind, Role
from webapp.checkin import devices
from webapp.core import clock
from webapp.extensions import db

PATIENCE = 10  # seconds after which what was to come is missing
PASS_KEY = "5a" * 32
SHARED = {"SECRET_KEY": "for tests", "PASS_KEY": PASS_KEY, "BASE_URL": "http://localhost:8000"}


@dataclass(frozen=True)
class Pair:
    """Two servers, by their URLs, over one database."""

    urls: tuple[str, str]
    database_url: str


@pytest.fixture(scope="module")
def pair(databases, redis_url, tmp_path_factory) -> Iterator[Pair]:
    """With Redis between them. A module that wants them otherwise overrides this."""
    with two_servers(databases, tmp_path_factory, {"REDIS_URL": redis_url}) as made:
        yield made


@contextmanager
def two_servers(databases, folders, settings: dict[str, str]) -> Iterator[Pair]:
    database_url = databases.fresh()
    environment = {**SHARED, "DATABASE_URL": database_url, **settings}
    with (
        servers.app_server(folders.mktemp("first"), environment) as first,
        servers.app_server(folders.mktemp("second"), environment) as second,
    ):
        yield Pair((first.url, second.url), database_url)
    databases.drop(database_url)


@pytest.fixture
def database_url(pair) -> Iterator[str]:
    """The pair's own, which each test leaves empty."""
    yield pair.database_url
    engine = create_engine(pair.database_url)
    with engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
    engine.dispose()


@pytest.fixture
def instance(tmp_path):
    """This process makes passes that the servers know."""
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "pass.key").write_text(PASS_KEY)
    return tmp_path / "instance"


@pytest.fixture
def app(app):
    """The servers' clocks go: so this one's must go as well."""
    clock.set_for_tests(None)
    return app


@pytest.fixture
def edition(app):
    """One that was begun yesterday, so that midnight may pass."""
    today = clock.now().date()
    return factories.edition(starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=3))


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def floor(here) -> str:
    return f"/floor/{here.id}"


# --- Doors ----------------------------------------------------------------------------------------


class DoorAt:
    """A device at a door, which talks to one of the servers."""

    def __init__(self, door, url: str) -> None:
        self.door, self.url = door, url
        self.key = devices.key_of(factories.device(door).id)

    def request(self, code: str, scan_id: str | None = None) -> bytes:
        """One scan, as it goes over the wire."""
        now = clock.now().isoformat(timespec="milliseconds")
        scan = {"id": scan_id or str(uuid4()), "code": code, "at": now, "offline": False}
        body = json.dumps({"sent_at": now, "scans": [scan]}).encode()
        head = (
            f"POST /door/{self.door.id}/scans HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            f"Authorization: Bearer {self.key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def scan(self, code: str, scan_id: str | None = None) -> str:
        """The answer, word for word."""
        sock = connected(self.url)
        sock.sendall(self.request(code, scan_id))
        return answer(sock)


def connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)


def answer(sock: socket.socket) -> str:
    with sock, http.client.HTTPResponse(sock) as reply:
        reply.begin()
        body = reply.read().decode()
    assert reply.status == 200, body
    return body


def verdict(body: str) -> str:
    [result] = json.loads(body)["results"]
    return result["verdict"]


@pytest.fixture
def doors(edition, pair) -> list[DoorAt]:
    """One at each server."""
    names = ("Main entrance", "Gate 40")
    return [DoorAt(factories.door(edition, name), url) for name, url in zip(names, pair.urls, strict=True)]


# --- People ---------------------------------------------------------------------------------------


class Person:
    """Somebody's browser; each request goes to the server that it names."""

    def __init__(self, cookie: str) -> None:
        self.cookies = {"upr": cookie}

    def get(self, url: str, path: str) -> SimpleNamespace:
        return self._send("GET", url, path)

    def form(self, url: str, page: str, to: str) -> "Form":
        """The form of a page that posts to `to`, with what it holds already."""
        forms = Forms(self.get(url, page).text).found
        return next(form for form in forms if form.action.partition("?")[0] == to)

    def send(self, url: str, form: "Form", **typed: str) -> SimpleNamespace:
        return self._send("POST", url, form.action, urlencode({**form.fields, **typed}))

    def submit(self, url: str, page: str, to: str, **typed: str) -> SimpleNamespace:
        return self.send(url, self.form(url, page, to), **typed)

    def stream(self, url: str, path: str) -> "Stream":
        sock = connected(url)
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
        sock.sendall(f"{head}Cookie: {self._cookie}\r\n\r\n".encode())
        return Stream(sock)

    @property
    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _send(self, method: str, url: str, path: str, body: str | None = None) -> SimpleNamespace:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
        headers = {"Cookie": self._cookie, "Host": "localhost"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        text = reply.read().decode()
        for header in reply.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        connection.close()
        return SimpleNamespace(status=reply.status, text=text)


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page, as a browser without scripts would send them; what is typed or chosen comes on top."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(values.get("action", "")))
        elif tag == "input" and self.found and values.get("type") == "hidden":
            self.found[-1].fields[values["name"]] = values.get("value", "")


class Stream:
    """An open stream, from its response head on."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.text = ""
        head = self._until("\r\n\r\n")
        assert head.startswith("HTTP/1.1 200 "), head

    def frame(self) -> str:
        """The next whole state that comes."""
        while True:
            block = self._until("\n\n")
            if "\nid: " in f"\n{block}":
                return block

    def frame_with(self, text: str) -> str:
        while text not in (frame := self.frame()):
            pass
        return frame

    def ends(self) -> bool:
        """Waits until the server closes it."""
        while self.sock.recv(65536):
            pass
        return True

    def _until(self, end: str) -> str:
        while end not in self.text:
            data = self.sock.recv(65536)
            assert data, "the stream was closed"
            self.text += data.decode()
        block, _, self.text = self.text.partition(end)
        return block


@pytest.fixture
def person(app):
    """Makes a browser that holds one grant."""

    def make(kind: GrantKind, subject_id: str, role: Role | None = None) -> Person:
        client = app.test_client()
        factories.sign_in(client, kind, subject_id, role=role)
        return Person(client.get_cookie("upr").value)

    return make


@pytest.fixture
def moderator(person):
    return person(GrantKind.STAFF, factories.staff(Role.MODERATOR).id, Role.MODERATOR)


@pytest.fixture
def wall(person, here):
    """The hall screen."""
    return person(GrantKind.HALL, here.id)


@pytest.fixture
def delegate(edition, person):
    return person(GrantKind.PASS, factories.issued_pass(edition).id)


@pytest.fixture
def opened() -> Iterator:
    """Keeps streams, and closes them in the end."""
    with ExitStack() as streams:

        def keep(stream: Stream) -> Stream:
            streams.callback(stream.sock.close)
            return stream

        yield keep


def until(condition, seconds: float = PATIENCE) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()
