"""A hub over a state that tests change by hand, and readers at the other end of its sockets."""

import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from webapp.core.live.hub import Hub
from webapp.core.live.listener import NOTHING, SocketListener, prepare
from webapp.core.live.loop import Timing

PATIENCE = 5  # seconds after which what was to come is missing

# Everything that recurs is far away, except where a test is about it.
QUIET = {"coalesce": 0.05, "versions": 600, "grants": 600, "heartbeat": 600, "stuck": 600}


class World:
    """What the hub's callbacks read: versions, what the views show, and which grants have ended."""

    def __init__(self) -> None:
        self.versions: dict[str, int] = defaultdict(int)
        self.html: dict[str, str] = defaultdict(str)
        self.ended: list[str] = []
        self.renderings: Counter[tuple[str, str]] = Counter()
        self.broken = False
        self.may_render = threading.Event()
        self.may_render.set()

    def change(self, topic: str, html: str) -> int:
        """What a transaction does, without any news of it."""
        self.html[topic] = html
        self.versions[topic] += 1
        return self.versions[topic]

    def render(self, topic: str, locale: str) -> tuple[int, str]:
        version, html = self.versions[topic], self.html[topic]
        self.renderings[topic, locale] += 1
        assert self.may_render.wait(PATIENCE)
        if self.broken:
            raise LookupError(self.html[topic])
        return version, f"{html} ({locale})"

    def read_versions(self, topics: list[str]) -> dict[str, int]:
        return {topic: self.versions[topic] for topic in topics if topic in self.versions}

    def ended_grants(self, since: object) -> list[str]:
        return self.ended


class Reader:
    """The page at the other end of a stream."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.sock.settimeout(PATIENCE)
        self.buffer = b""

    def event(self) -> dict[str, str]:
        """The next event, by its fields, with data lines joined."""
        while b"\n\n" not in self.buffer:
            data = self.sock.recv(65536)
            assert data, "the stream was closed"
            self.buffer += data
        block, self.buffer = self.buffer.split(b"\n\n", 1)
        fields: dict[str, str] = {}
        for line in block.decode().split("\n"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name in fields else value
        return fields

    def greeted(self) -> "Reader":
        event = self.event()
        assert event.keys() == {"retry", "event", "data"}
        assert event["event"] == "ping"
        return self

    def state(self) -> tuple[int, str]:
        event = self.event()
        assert event.keys() == {"id", "data"}, event
        return int(event["id"]), event["data"]

    def hears_nothing(self, seconds: float = 0.2) -> bool:
        self.sock.settimeout(seconds)
        try:
            return not self.buffer and not self.sock.recv(65536)
        except TimeoutError:
            return True
        finally:
            self.sock.settimeout(PATIENCE)

    def is_closed(self) -> bool:
        """Waits for the end of the stream."""
        while self.sock.recv(65536):
            pass
        return True


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    return condition()


@pytest.fixture
def world():
    return World()


@pytest.fixture
def live(world):
    """`live.hub(**timing)` makes the hub; `live.reader(...)` opens a stream on it and is its page."""
    opened: list[socket.socket] = []
    hubs: list[Hub] = []

    def hub(max_streams: int = 100, **timing: float) -> Hub:
        hubs.append(
            Hub(
                world.render,
                world.read_versions,
                world.ended_grants,
                max_streams,
                Timing(**{**QUIET, **timing}),
            )
        )
        return hubs[-1]

    def reader(
        hub: Hub, topic: str = "queue", locale: str = "en", seen: int = NOTHING, **following
    ) -> Reader:
        theirs, ours = socket.socketpair()
        opened.extend([theirs, ours])
        hub.join(lambda: SocketListener(prepare(theirs), b"", (topic, locale), seen, **following))
        return Reader(ours)

    yield SimpleNamespace(hub=hub, reader=reader)
    world.may_render.set()
    for one in hubs:
        one.stop()
    for sock in opened:
        sock.close()
