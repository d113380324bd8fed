"""A crowd at one live stream: thousands of connections that read, in a process of their own."""

import multiprocessing
import re
import resource
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe

CONNECT_SECONDS = 60
SPARE_DESCRIPTORS = 64

_ID = re.compile(rb"^id: (\d+)$", re.M)


@dataclass
class Heard:
    """When each version reached each listener: seconds since the epoch, at the read of its last byte."""

    arrivals: dict[int, list[float]] = field(default_factory=dict)
    frame_bytes: int = 0
    present: int = 0  # listeners that are still connected


@dataclass(frozen=True, slots=True)
class Crowd:
    pipe: Pipe
    version: int  # of the frame that all of them began with

    def leave(self) -> Heard:
        self.pipe.send("leave")
        if not self.pipe.poll(CONNECT_SECONDS):
            raise TimeoutError("the listeners do not say what they heard")
        return self.pipe.recv()


@contextmanager
def crowd(port: int, request: bytes, count: int) -> Iterator[Crowd]:
    """`count` listeners that all sent `request` at once; entered when each of them has its first frame."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < count + SPARE_DESCRIPTORS:
        raise RuntimeError(f"the limit of open files ({most:,}) leaves no place for {count:,} listeners")
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_listen, args=(port, request, count, there), daemon=True)
    process.start()
    there.close()
    try:
        yield Crowd(here, _first_version(here))
    finally:
        process.kill()
        process.join()


def _first_version(pipe: Pipe) -> int:
    if not pipe.poll(CONNECT_SECONDS):
        raise TimeoutError(f"the listeners did not get their first frame within {CONNECT_SECONDS} s")
    try:
        return pipe.recv()
    except EOFError:
        raise RuntimeError("a listener was turned away") from None


def _listen(port: int, request: bytes, count: int, pipe: Pipe) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    heard, epoll, listeners = Heard(present=count), select.epoll(), {}
    for _ in range(count):
        listener = _Listener(port, request)
        listeners[listener.sock.fileno()] = listener
        epoll.register(listener.sock.fileno(), select.EPOLLIN)
    epoll.register(pipe.fileno(), select.EPOLLIN)
    without = set(listeners.values())  # those who have no frame yet
    while True:
        for descriptor, _ in epoll.poll():
            if descriptor == pipe.fileno():
                pipe.send(heard)
                return
            listener = listeners[descriptor]
            if not listener.read(heard):
                epoll.unregister(descriptor)
                heard.present -= 1
            if without and listener.version is not None:
                without.discard(listener)
                if not without:
                    pipe.send(listener.version)


class _Listener:
    def __init__(self, port: int, request: bytes) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.sendall(request)
        self.received, self.let_in = b"", False
        self.version: int | None = None

    def read(self, heard: Heard) -> bool:
        """Takes in what has come; False once the stream is over."""
        try:
            data = self.sock.recv(65536)
        except ConnectionError:
            data = b""
        now = time.time()
        self.received += data
        if not self.let_in and data:
            self.let_in = self.received.startswith(b"HTTP/1.1 200")
            if not self.let_in:
                raise RuntimeError(f"a listener was answered {self.received[:80]!r}")
        *blocks, self.received = self.received.split(b"\n\n")
        for block in blocks:
            self._take(block, now, heard)
        return bool(data)

    def _take(self, block: bytes, now: float, heard: Heard) -> None:
        found = _ID.search(block)
        if found is None:  # a ping
            return
        self.version = int(found[1])
        heard.frame_bytes = len(block) + 2
        heard.arrivals.setdefault(self.version, []).append(now)
