"""HTTP from the outside: many requests over connections that stay open, on one epoll, about 30 µs of CPU each."""

import re
import select
import socket
import time
from collections.abc import Sequence
from typing import NamedTuple

PATIENCE = 30  # seconds without any answer, after which the run is over

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)


class Reply(NamedTuple):
    """`seconds` from the first byte sent to the last one read; status 0 where the connection broke."""

    seconds: float
    status: int
    body: bytes


def request(method: str, path: str, *, headers: Sequence[tuple[str, str]] = (), body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers)]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def drive(port: int, requests: Sequence[bytes], at_once: int) -> list[Reply]:
    """Sends all of them, never more than `at_once` under way; the replies in the order of the requests."""
    replies: list[Reply | None] = [None] * len(requests)
    waiting = iter(enumerate(requests))
    under_way: dict[int, tuple[Connection, int]] = {}
    with select.epoll() as epoll:
        for _ in range(min(at_once, len(requests))):
            connection = Connection(port)
            place, message = next(waiting)
            epoll.register(connection.fileno(), select.EPOLLIN)
            under_way[connection.fileno()] = connection, place
            connection.send(message)
        while under_way:
            ready = epoll.poll(PATIENCE)
            if not ready:
                raise TimeoutError(f"no answer for {PATIENCE} s; {len(under_way)} requests are under way")
            for descriptor, _ in ready:
                connection, place = under_way[descriptor]
                reply = connection.read()
                if reply is None:
                    continue
                replies[place] = reply
                following = next(waiting, None)
                if following is None or reply.status == 0:
                    epoll.unregister(descriptor)
                    del under_way[descriptor]
                    connection.close()
                else:
                    under_way[descriptor] = connection, following[0]
                    connection.send(following[1])
    return [reply or Reply(0.0, 0, b"") for reply in replies]


def together(connections: Sequence["Connection"], requests: Sequence[bytes]) -> list[Reply]:
    """Lets several requests go at the same instant: each server thread holds all of its request but the last byte
    by then, and those follow within microseconds."""
    for connection, message in zip(connections, requests, strict=True):
        connection.send(message[:-1])
    time.sleep(0.002)
    for connection, message in zip(connections, requests, strict=True):
        connection.finish(message[-1:])
    return [connection.wait() for connection in connections]


def fetch(port: int, path: str, headers: Sequence[tuple[str, str]] = ()) -> tuple[Reply, int]:
    """One GET on a connection of its own, and how many bytes came back, headers included."""
    connection = Connection(port)
    connection.send(request("GET", path, headers=headers))
    reply = connection.wait()
    connection.close()
    return reply, len(connection.received)


class Connection:
    """One connection, with one request at a time."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received, self.since = b"", 0.0

    def fileno(self) -> int:
        return self.sock.fileno()

    def send(self, message: bytes) -> None:
        self.received, self.since = b"", time.perf_counter()
        self.sock.sendall(message)

    def finish(self, rest: bytes) -> None:
        self.since = time.perf_counter()
        self.sock.sendall(rest)

    def wait(self) -> Reply:
        while True:
            reply = self.read()
            if reply is not None:
                return reply

    def read(self) -> Reply | None:
        """What has come; the reply once it is complete."""
        try:
            data = self.sock.recv(65536)
        except ConnectionError:
            data = b""
        if not data:
            return Reply(time.perf_counter() - self.since, 0, self.received)
        self.received += data
        head, blank, body = self.received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not blank or length is None or len(body) < int(length[1]):
            return None
        return Reply(time.perf_counter() - self.since, int(head[9:12]), body)

    def close(self) -> None:
        self.sock.close()
