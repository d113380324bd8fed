"""The door to the live channel: lets listeners in, passes news on, and starts the loop that serves them."""

import atexit
import logging
import os
import resource
import threading
from collections import Counter
from collections.abc import Callable, Collection

from webapp.core.live.listener import Listener
from webapp.core.live.loop import EndedGrants, Loop, ReadVersions, Render, Timing

log = logging.getLogger(__name__)

# File descriptors kept for everything that is not a stream: connections being served, the database, logs.
SPARE_DESCRIPTORS = 256

# Streams that hold a thread of a server with few (gunicorn with TLS of its own): the rest must stay free for
# pages.
MAX_HELD_THREADS = 6


class Full(Exception):
    """There is no place for another stream just now."""


class Hub:
    """One for each process. Every method may be called from any thread.

    Nothing runs until the first listener joins: a thread that was started before a fork would be missing
    after it.
    """

    def __init__(
        self,
        render: Render,
        read_versions: ReadVersions,
        ended_grants: EndedGrants,
        max_streams: int,
        timing: Timing | None = None,
    ) -> None:
        """The three callbacks run in threads of the hub, at most one call of each at a time, and may raise:
        that is logged, and tried again.

        `render(topic, locale)` gives the version and the HTML of a view's present state. It reads the version
        before the state, or in the same snapshot: a version must never be newer than what is shown under it.
        `read_versions(topics)` gives the present versions; a topic that never changed may be left out.
        `ended_grants(since)` gives the ids of grants that ended at or after that instant (aware, UTC).
        """
        self._callbacks = (render, read_versions, ended_grants)
        self._timing = timing or Timing()
        self._max_streams = max_streams
        self._lock = threading.Lock()
        self._loop: Loop | None = None
        self._pid = os.getpid()
        self._streams = self._held_threads = 0
        self._listeners: Counter[str] = Counter()  # by topic

    @property
    def streams(self) -> int:
        return self._streams

    def listeners(self) -> dict[str, int]:
        """How many streams there are of each topic that has any."""
        with self._lock:
            return {**self._listeners}

    def join(self, make_listener: Callable[[], Listener], holds_thread: bool = False) -> Listener:
        """Admits a listener, or raises Full. It is made only once its place is sure, because making it takes
        the connection away from the server, which then could not answer any more. `holds_thread` says that it
        keeps one of the server's few threads for as long as it stays."""
        with self._lock:
            loop = self._running_loop()
            if self._streams >= self._places() or (holds_thread and self._held_threads >= MAX_HELD_THREADS):
                raise Full
            listener = make_listener()
            listener.holds_thread = holds_thread
            self._streams += 1
            self._held_threads += holds_thread
            self._listeners[listener.view[0]] += 1
            loop.post(loop.join, listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """For a listener whom the server itself saw going."""
        if loop := self._loop:
            loop.post(loop.drop, listener)

    def notify(self, topic: str, version: int) -> None:
        """Says that `topic` has `version` now: what the bus calls. It takes no lock, because it runs in the
        request that has just committed, which must not wait for anybody's connection."""
        if loop := self._loop:
            loop.post(loop.learn, topic, version)

    def look_again(self) -> None:
        """Has the versions in the database read now: news may have been lost."""
        if loop := self._loop:
            loop.post(loop.look_again)

    def end(self, grants: Collection[str]) -> None:
        """Closes the streams of these grants at once, rather than at the next look into the database."""
        if loop := self._loop:
            loop.post(loop.end, grants)

    def stop(self) -> None:
        """Closes every stream (the readers come back by themselves) and waits until no thread is left."""
        with self._lock:
            loop, self._loop = self._loop, None
        if loop and self._pid == os.getpid():
            loop.stop()
        atexit.unregister(self.stop)

    def _running_loop(self) -> Loop:
        if self._pid != os.getpid():
            # Forked: the loop and its streams stayed with the parent.
            self._loop, self._pid = None, os.getpid()
            self._streams = self._held_threads = 0
            self._listeners.clear()
        if self._loop is None or self._loop.closed:
            self._loop = Loop(*self._callbacks, self._timing, self._lock, self._left)
            self._loop.start()
            if self._places() < self._max_streams:
                log.warning("the limit of open files leaves place for %d streams", self._places())
            atexit.unregister(self.stop)
            atexit.register(self.stop)
        return self._loop

    def _places(self) -> int:
        descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return max(0, min(self._max_streams, descriptors - SPARE_DESCRIPTORS))

    def _left(self, listener: Listener) -> None:
        with self._lock:
            self._streams -= 1
            self._held_threads -= listener.holds_thread
            self._listeners[listener.view[0]] -= 1
            if not self._listeners[listener.view[0]]:
                del self._listeners[listener.view[0]]
