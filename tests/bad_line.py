"""A bad line between a browser and the app: what goes out may arrive, and what comes back may be lost."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from select import select
from urllib.parse import urlsplit

from playwright.sync_api import Page


@dataclass
class Line:
    """A relay on loopback. While `loses_replies`, whatever the app answers goes no further and the line breaks."""

    url: str
    port: int
    loses_replies: bool = False
    lost: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def line_to(app: str) -> Iterator[Line]:
    """A line to the app at an address on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as ear, ThreadPoolExecutor(32) as relays:
        ear.settimeout(0.1)
        line = Line(f"http://127.0.0.1:{ear.getsockname()[1]}", urlsplit(app).port)
        relays.submit(_accept, ear, line, relays)
        yield line
        line.over.set()


def _accept(ear: socket.socket, line: Line, relays: ThreadPoolExecutor) -> None:
    while not line.over.is_set():
        with suppress(TimeoutError):
            relays.submit(_relay, ear.accept()[0], line)


def _relay(near: socket.socket, line: Line) -> None:
    with near, socket.create_connection(("127.0.0.1", line.port)) as far, suppress(OSError):
        near.settimeout(None)
        while not line.over.is_set():
            for source in select([near, far], [], [], 0.1)[0]:
                data = source.recv(65536)
                if source is far and line.loses_replies:
                    line.lost.set()
                    return
                if not data:
                    return
                (near if source is far else far).sendall(data)


class Network:
    """What Chromium believes of its network, for one page."""

    def __init__(self, page: Page):
        self.chromium = page.context.new_cdp_session(page)
        self.chromium.send("Network.enable")

    def cut(self) -> None:
        self._emulate(offline=True)

    def restore(self) -> None:
        self._emulate()

    def slow(self) -> None:
        """50 kbit/s both ways, and 800 ms before anything comes."""
        self._emulate(latency=800, downloadThroughput=50_000 / 8, uploadThroughput=50_000 / 8)

    def _emulate(self, **conditions: object) -> None:
        whole = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.chromium.send("Network.emulateNetworkConditions", whole | conditions)


def kept_on(page: Page) -> list[str]:
    """The keys of what the page's device keeps of forms that were sent."""
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kept '))")


def expect_forgotten(page: Page) -> None:
    """Waits until the device keeps nothing more: the page's script comes after what the page shows."""
    for _ in range(100):
        if not kept_on(page):
            return
        page.wait_for_timeout(50)
    assert kept_on(page) == []
