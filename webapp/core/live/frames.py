"""The bytes of Server-Sent Events: what a listener is sent, whatever carries it there."""

import random
import re
from typing import NamedTuple

# A named event swaps nothing; the page hears it as a DOM event. "ping" says that the stream lives, "mine"
# that what is personal has changed and is worth an ordinary GET. The empty data line is needed: without it
# browsers' own EventSource drops the event.
PING = b"event: ping\ndata:\n\n"
MINE = b"event: mine\ndata:\n\n"


class Frame(NamedTuple):
    """The whole state of one view, ready to be sent."""

    version: int
    data: bytes


def frame(version: int, html: str) -> Frame:
    """An unnamed event, which the page swaps in. A lone CR would end a line for the reader, so every line end
    becomes LF here; the event is written with LF alone."""
    lines = "".join(f"data: {line}\n" for line in re.split(r"\r\n|\r|\n", html))
    return Frame(version, f"id: {version}\n{lines}\n".encode())


def greeting() -> bytes:
    """What every listener gets first. The retry delay differs for each, so that a restart does not bring all
    of them back at the same instant. It stands inside a ping because htmx's hx-sse reads `retry` only from a
    block that also has data or a name."""
    return b"retry: %d\n" % random.randint(1000, 5000) + PING
