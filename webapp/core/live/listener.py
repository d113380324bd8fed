"""One open stream: which view and which personal topics it follows, and how bytes reach its reader."""

import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping

from webapp.core.live import frames

# Below every version: this listener holds no state yet.
NOTHING = -1

# The kernel doubles it. Some thirty frames: enough for a phone that blinks, and little enough that a reader
# who has stopped is noticed, and that ten thousand of them cannot fill the memory.
SEND_BUFFER = 32 * 1024


class Listener(ABC):
    """What the hub knows of a stream. Only the hub's thread calls these methods; those that write return
    False when the reader has gone."""

    __slots__ = ("view", "version", "pings", "grant", "holds_thread")

    def __init__(
        self,
        view: tuple[str, str],
        seen: int = NOTHING,
        pings: Mapping[str, int] | None = None,
        grant: str | None = None,
    ) -> None:
        """`seen` is the version that the reader already shows; `pings` maps personal topics to the version
        that the reader's page was made with."""
        self.view = view
        self.version = seen
        self.pings = pings or {}
        self.grant = grant
        self.holds_thread = False

    def offer(self, frame: frames.Frame) -> bool:
        """Sends `frame` unless the reader has it, or a newer one, already."""
        if frame.version <= self.version:
            return True
        self.version = frame.version
        return self.send_state(frame.data)

    @abstractmethod
    def send_state(self, data: bytes) -> bool: ...

    @abstractmethod
    def send_mine(self) -> bool: ...

    @abstractmethod
    def send_ping(self) -> bool: ...

    @abstractmethod
    def stuck_since(self) -> float | None:
        """The monotonic instant of the last progress, when something is waiting to be taken; else None."""

    @abstractmethod
    def close(self) -> None: ...


class SocketListener(Listener):
    """A stream on a socket of its own, which the hub writes to without waiting.

    A reader who does not keep up holds at most one frame that was begun (it must be finished, or the event is
    torn) and the newest after it: state, not deltas, so that what lies between is of no use to anybody.
    """

    __slots__ = ("sock", "_rest", "_newest", "_mine", "_progress")

    def __init__(self, sock: socket.socket, head: bytes, *args, **kwargs) -> None:
        """Owns `sock` from here on. `head` is the HTTP response head, sent first."""
        super().__init__(*args, **kwargs)
        self.sock = sock
        self._rest: memoryview | None = memoryview(head + frames.greeting())
        self._newest: bytes | None = None
        self._mine = False
        self._progress = time.monotonic()

    def send_state(self, data: bytes) -> bool:
        if self._rest is not None:
            self._newest = data
            return True
        return self._write(data)

    def send_mine(self) -> bool:
        if self._rest is not None:
            self._mine = True
            return True
        return self._write(frames.MINE)

    def send_ping(self) -> bool:
        """A reader with bytes waiting needs no sign of life on top of them."""
        return self._rest is not None or self._write(frames.PING)

    def flush(self) -> bool:
        """Sends what is waiting until there is no more, or the kernel takes no more. It has to come to one of
        the two: the socket is watched for edges, and only a refused write brings the next one."""
        while self._rest is not None:
            try:
                sent = self.sock.send(self._rest)
            except BlockingIOError:
                return True
            except OSError:
                return False
            self._progress = time.monotonic()
            self._rest = self._rest[sent:] or self._next()
        return True

    def stuck_since(self) -> float | None:
        return None if self._rest is None else self._progress

    def close(self) -> None:
        self.sock.close()

    def _write(self, data: bytes) -> bool:
        """The common case, kept free of everything else: the kernel takes it whole."""
        try:
            sent = self.sock.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            return False
        if sent == len(data):
            return True
        self._rest = memoryview(data)[sent:]
        self._progress = time.monotonic()
        return self.flush()

    def _next(self) -> memoryview | None:
        if self._newest is not None:
            data, self._newest = self._newest, None
        elif self._mine:
            data, self._mine = frames.MINE, False
        else:
            return None
        return memoryview(data)


class WaitingListener(Listener):
    """The same stream for a server that gives no socket away: a thread of that server waits here and
    iterates.

    It holds one of each kind, for the same reason as above, so that it needs no queue and cannot grow.
    """

    __slots__ = ("_changed", "_waiting", "_taken", "_closed")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._changed = threading.Condition()
        self._waiting = {"greeting": frames.greeting()}
        self._taken = time.monotonic()
        self._closed = False

    def send_state(self, data: bytes) -> bool:
        return self._put("state", data)

    def send_mine(self) -> bool:
        return self._put("mine", frames.MINE)

    def send_ping(self) -> bool:
        return self._put("ping", frames.PING)

    def stuck_since(self) -> float | None:
        with self._changed:
            return self._taken if self._waiting else None

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def events(self) -> Iterator[bytes]:
        """Yields what there is as it comes, until the stream is closed. For the server's thread, not the
        hub's."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._waiting)
                if self._closed:
                    return
                data = b"".join(self._waiting.values())
                self._waiting.clear()
                self._taken = time.monotonic()
            yield data

    def _put(self, kind: str, data: bytes) -> bool:
        with self._changed:
            if not self._waiting:
                self._taken = time.monotonic()
            self._waiting[kind] = data
            self._changed.notify_all()
            return not self._closed


def prepare(sock: socket.socket) -> socket.socket:
    """Sets a stream's socket up. TCP's own time-out ends a connection whose other side fell silent without a
    word (a phone out of reach) long before the kernel would give up by itself."""
    sock.setblocking(False)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if sock.family in (socket.AF_INET, socket.AF_INET6):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000)
    return sock
