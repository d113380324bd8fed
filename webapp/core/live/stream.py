"""Turns a request into a stream: takes the connection away from the server where that can be done."""

import os
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from email.utils import formatdate

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from webapp.core.live.hub import Full, Hub
from webapp.core.live.listener import NOTHING, SocketListener, WaitingListener, prepare

RETRY_AFTER = "10"  # seconds

HEADERS = [
    ("Content-Type", "text/event-stream; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Accel-Buffering", "no"),  # nginx would keep the frames until it has a bufferful
]


def open(
    hub: Hub,
    environ: dict,
    *,
    view: tuple[str, str],
    seen: str | None = None,
    pings: Mapping[str, int] | None = None,
    grant: str | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> Response:
    """The response to a request that has been authorised already.

    `view` is the topic and the locale whose full frames are sent. `seen` is the request's Last-Event-ID.
    `pings` maps personal topics to the version that the page was made with (0 when that is not known):
    whatever is newer, now or later, is told by an event named "mine". `grant` closes the stream when it ends.
    `headers` are those of every response of this site: on a socket of its own the stream is out of reach of
    whatever adds them elsewhere.
    """
    headers = _complete(headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        return Response(headers=headers)
    following = {"view": view, "seen": _version(seen), "pings": pings, "grant": grant}
    try:
        if _has_socket(environ):
            hub.join(lambda: SocketListener(prepare(_take(environ)), _head(headers), **following))
            return Response(headers=headers)
        listener = hub.join(lambda: WaitingListener(**following), holds_thread="gunicorn.socket" in environ)
        return Response(_Events(hub, listener), headers=headers)
    except (Full, OSError):
        # OSError: no descriptor is free for another connection.
        return Response(status=503, headers=[("Retry-After", RETRY_AFTER), ("Cache-Control", "no-store")])


def _complete(headers: Sequence[tuple[str, str]]) -> Headers:
    complete = Headers(headers)
    for name, value in HEADERS:
        complete.set(name, value)
    return complete


def _version(event_id: str | None) -> int:
    """A reader may claim anything; what can't be one of our versions counts as nothing seen."""
    plausible = event_id and len(event_id) < 19 and event_id.isascii() and event_id.isdigit()
    return int(event_id) if plausible else NOTHING


def _has_socket(environ: dict) -> bool:
    """Whether the bytes of the response are exactly what goes over a socket that is ours to take: not where
    TLS or HTTP/2 comes between."""
    sock = environ.get("gunicorn.socket")
    plain = isinstance(sock, socket.socket) and not isinstance(sock, ssl.SSLSocket)
    return plain and environ.get("HTTP_VERSION") != "2"


def _take(environ: dict) -> socket.socket:
    """Takes the connection away from gunicorn and leaves it one that is dead: its writing fails as if the
    reader had gone, which it knows how to bear, and it closes what it believes to be the connection."""
    theirs = environ["gunicorn.socket"]
    dead, other_end = socket.socketpair()
    with dead, other_end:
        taken = theirs.dup()
        os.dup2(dead.fileno(), theirs.fileno(), inheritable=False)
    return taken


def _head(headers: Headers) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Date: {formatdate(usegmt=True)}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class _Events:
    """The events of a listener as a WSGI body. A class rather than a generator, because a generator that was
    never begun is closed without a word, and its listener would stay."""

    def __init__(self, hub: Hub, listener: WaitingListener) -> None:
        self._hub, self._listener, self._events = hub, listener, listener.events()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._events)

    def close(self) -> None:
        self._listener.close()
        self._hub.leave(self._listener)
