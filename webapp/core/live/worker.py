"""gunicorn's threaded worker, without its wait for closing clients.

Loaded by its path (see gunicorn.conf.py), so it imports nothing of the application.
"""

import selectors
import socket
import struct
import time
from functools import partial

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

# As in gunicorn's own close: how long, and for how much, a client may go on sending after its last answer.
LINGER = 2.0  # seconds
DRAIN = 65536  # bytes

# How long a thread waits for the next bytes of a request, or for room for those of an answer: a timeval of 10 s.
PATIENCE = struct.pack("ll", 10, 0)


class Worker(ThreadWorker):
    """After the last answer on a connection a server has to read on for a moment (RFC 9112, section 9.6), or
    what the client is still sending could cost it that answer. gunicorn 27 waits for this in the loop that
    also accepts: three idle clients with `Connection: close` delayed the next page by 5.9 s. Here it is the
    loop's own poller that waits.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._partings: dict[socket.socket, Parting] = {}  # the oldest first

    def handle(self, conn):
        """Serves one request in a thread. A client that stops in the middle of its request loses the connection
        after a while: without that, as many as there are threads would hold up everybody."""
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, PATIENCE)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, PATIENCE)
        return super().handle(conn)

    def finish_request(self, conn, fs) -> None:
        conn.close = partial(self._close, conn)
        super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """gunicorn's look, at least each second, for connections whose time is up."""
        super().murder_pending()
        now = time.monotonic()
        for parting in [*self._partings.values()]:
            if parting.deadline > now:
                break
            self._part(parting.sock)

    def _close(self, conn, graceful: bool = False) -> None:
        del conn.close  # or the two would hold each other until the garbage collector comes
        if not graceful:
            util.close(conn.sock)
            return
        parting = Parting(conn.sock)
        if parting.over():
            util.close(conn.sock)
            return
        self._partings[conn.sock] = parting
        self.poller.register(conn.sock, selectors.EVENT_READ, self._on_parting)

    def _on_parting(self, sock: socket.socket) -> None:
        if self._partings[sock].over():
            self._part(sock)

    def _part(self, sock: socket.socket) -> None:
        del self._partings[sock]
        self.poller.unregister(sock)
        util.close(sock)


class Parting:
    """A connection that has been closed for writing and is still read from."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.deadline, self.left = sock, time.monotonic() + LINGER, DRAIN
        try:
            sock.setblocking(False)
            sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.left = 0  # the client was quicker

    def over(self) -> bool:
        """Reads what has come. True once the client has closed too, or has sent too much."""
        while self.left > 0:
            try:
                data = self.sock.recv(4096)
            except BlockingIOError:
                return False
            except OSError:
                return True
            if not data:
                return True
            self.left -= len(data)
        return True
