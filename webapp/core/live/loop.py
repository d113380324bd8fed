"""The thread that serves all streams of a process: one epoll, no thread and no task for each listener."""

import contextlib
import logging
import queue
import select
import socket
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.core import clock
from webapp.core.live import frames
from webapp.core.live.listener import NOTHING, Listener, SocketListener

log = logging.getLogger(__name__)

Render = Callable[[str, str], tuple[int, str]]
ReadVersions = Callable[[list[str]], dict[str, int]]
EndedGrants = Callable[[datetime], Collection[str]]

# Edge-triggered, so that a socket is registered once and never modified: the kernel tells when one that
# refused bytes takes them again, and when the other side has gone.
WATCHED = select.EPOLLOUT | select.EPOLLRDHUP | select.EPOLLET
GONE = select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR

# How far each look for ended grants reaches back before the last one. It covers a stream that was authorised
# just before the revocation and joined just after, and a transaction that commits some time after the instant
# it wrote.
GRANTS_OVERLAP = timedelta(seconds=30)


@dataclass(frozen=True)
class Timing:
    """All in seconds."""

    coalesce: float = 0.05  # rest after a view was sent to its listeners, before it is rendered again
    versions: float = 1.0  # between looks at the versions in the database
    grants: float = 2.0  # between looks for ended grants
    heartbeat: float = 15.0
    stuck: float = 60.0  # a listener who takes nothing of what waits for so long is dropped


class View:
    """One topic in one language, while somebody looks at it."""

    __slots__ = ("key", "listeners", "frame", "wanted", "due", "rested", "rendering", "asked", "doubtful")

    def __init__(self, key: tuple[str, str]) -> None:
        self.key = key
        self.listeners: set[Listener] = set()
        self.frame: frames.Frame | None = None
        self.wanted = 0  # the newest version heard of since the last rendering began
        self.due: float | None = None
        self.rested = 0.0
        self.rendering = False
        # Listeners who claim a version above the one that is known. Either the news has not come yet, or the
        # claim is wrong (a database put back from a backup). Only a rendering that began after they joined
        # can tell.
        self.asked: list[Listener] = []
        self.doubtful: list[Listener] = []


class Loop:
    """Everything here belongs to one thread, so that nothing needs a lock. Others only `post`. What takes
    time or can fail (rendering, the database) runs in pools, whose results, exceptions among them, come back
    as posted values."""

    def __init__(
        self,
        render: Render,
        read_versions: ReadVersions,
        ended_grants: EndedGrants,
        timing: Timing,
        lock: threading.Lock,
        left: Callable[[Listener], None],
    ) -> None:
        """`left` is called for each listener that is dropped. Whoever posts a `join` holds `lock`."""
        self._render, self._read_versions, self._ended_grants = render, read_versions, ended_grants
        self._timing, self._lock, self._left = timing, lock, left
        self.closed = False
        self._stopping = False
        self._listeners: set[Listener] = set()
        self._by_descriptor: dict[int, SocketListener] = {}
        self._by_grant: dict[str, set[Listener]] = {}
        self._views: dict[tuple[str, str], View] = {}
        self._by_topic: dict[str, list[View]] = {}
        self._pinged: dict[str, dict[Listener, int]] = {}  # personal topic -> listener -> version it knows of
        self._known: dict[str, int] = {}  # personal topic -> version
        self._failing: set[str] = set()
        self._reading_versions = self._reading_grants = False
        self._next_versions = self._next_grants = self._next_heartbeat = 0.0
        self._grants_since = clock.now() - GRANTS_OVERLAP
        self._inbox: queue.SimpleQueue[tuple] = queue.SimpleQueue()
        self._epoll = select.epoll()
        self._bell, self._bell_push = socket.socketpair()
        self._bell.setblocking(False)
        self._bell_push.setblocking(False)
        self._epoll.register(self._bell, select.EPOLLIN)
        self._renderer = ThreadPoolExecutor(1, thread_name_prefix="live-render")
        self._watchers = ThreadPoolExecutor(2, thread_name_prefix="live-watch")
        self._thread = threading.Thread(target=self._run, name="live-loop", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """For another thread: returns when nothing of this loop runs any more."""
        self.post(self._stop)
        self._thread.join()
        self._renderer.shutdown(cancel_futures=True)
        self._watchers.shutdown(cancel_futures=True)

    def post(self, what: Callable[..., None], *args: object) -> None:
        """Has `what` called in the loop's thread. For any thread; never waits."""
        self._inbox.put((what, *args))
        with contextlib.suppress(OSError):  # rung often enough already, or closed
            self._bell_push.send(b"!")

    # What others post

    def join(self, listener: Listener) -> None:
        self._listeners.add(listener)
        if listener.grant is not None:
            self._by_grant.setdefault(listener.grant, set()).add(listener)
        if isinstance(listener, SocketListener):
            self._by_descriptor[listener.sock.fileno()] = listener
            # Registering brings the first edge at once, and with it the response head goes out.
            self._epoll.register(listener.sock, WATCHED)
        self._show(listener)
        for topic, version in listener.pings.items():
            self._pinged.setdefault(topic, {})[listener] = version
            self._ping(topic, self._known.get(topic, 0))

    def drop(self, listener: Listener) -> None:
        if listener not in self._listeners:
            return
        self._listeners.remove(listener)
        if isinstance(listener, SocketListener):
            del self._by_descriptor[listener.sock.fileno()]
            self._epoll.unregister(listener.sock)
        listener.close()
        self._forget(listener)
        self._left(listener)

    def learn(self, topic: str, version: int) -> None:
        for view in self._by_topic.get(topic, ()):
            if view.frame is None or view.doubtful or version > view.frame.version:
                view.wanted = max(view.wanted, version)
                self._want(view)
        self._ping(topic, version)

    def end(self, grants: Collection[str]) -> None:
        for grant in grants:
            self._drop_all(self._by_grant.get(grant, ()))

    def _stop(self) -> None:
        self._stopping = True

    # The thread

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._turn()
        finally:
            # Also after a defect here: then the hub starts a new loop for those who come back.
            self._close()

    def _turn(self) -> None:
        for descriptor, events in self._epoll.poll(self._patience()):
            listener = self._by_descriptor.get(descriptor)
            if listener is None:
                continue  # the bell, or one dropped a moment ago
            if events & GONE or not listener.flush():
                self.drop(listener)
        self._hear()
        now = time.monotonic()
        self._render_due(now)
        if self._listeners:
            self._watch(now)

    def _close(self) -> None:
        with self._lock:
            self.closed = True
        self._drop_all(self._listeners)
        self._turn_away()
        self._renderer.shutdown(wait=False, cancel_futures=True)
        self._watchers.shutdown(wait=False, cancel_futures=True)
        self._epoll.close()
        self._bell.close()
        self._bell_push.close()

    def _turn_away(self) -> None:
        """For those whose joining came too late to be heard: their readers have to come back."""
        while not self._inbox.empty():
            what, *args = self._inbox.get_nowait()
            if what == self.join:
                [listener] = args
                listener.close()
                self._left(listener)

    def _patience(self) -> float | None:
        """How long there is nothing to do unless somebody rings; with no listener, for ever."""
        if not self._listeners:
            return None
        instants = [view.due for view in self._views.values() if view.due is not None]
        instants += [self._next_versions, self._next_grants, self._next_heartbeat]
        return max(0.0, min(instants) - time.monotonic())

    def _hear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._bell.recv(4096)
        # Only as many as there are now: those who post without pause must not keep the sockets waiting.
        for _ in range(self._inbox.qsize()):
            what, *args = self._inbox.get_nowait()
            what(*args)

    # Views

    def _show(self, listener: Listener) -> None:
        view = self._views.get(listener.view)
        if view is None:
            view = self._views[listener.view] = View(listener.view)
            self._by_topic.setdefault(listener.view[0], []).append(view)
        view.listeners.add(listener)
        current = view.frame and view.due is None and not view.rendering
        if current and listener.version <= view.frame.version:
            self._send([listener], lambda one: one.offer(view.frame))
        else:
            view.doubtful.append(listener)
            self._want(view)

    def _want(self, view: View) -> None:
        """Rendered at once when the view has rested, so that a lone change is shown without delay, while a
        burst is shown once for each rest."""
        if view.due is None and not view.rendering:
            view.due = max(time.monotonic(), view.rested)

    def _render_due(self, now: float) -> None:
        for view in self._views.values():
            if view.due is not None and view.due <= now:
                view.due, view.rendering, view.wanted = None, True, 0
                view.asked, view.doubtful = view.doubtful, []
                self._run_in(
                    self._renderer, self._frame, *view.key, then=lambda done, v=view: self._rendered(v, done)
                )

    def _frame(self, topic: str, locale: str) -> frames.Frame:
        return frames.frame(*self._render(topic, locale))

    def _rendered(self, view: View, done: Future) -> None:
        view.rendering = False
        view.rested = time.monotonic() + self._timing.coalesce
        if self._views.get(view.key) is not view:
            return  # everybody left meanwhile
        if self._failed(f"rendering {view.key[0]} in {view.key[1]}", done):
            # Not again at once: the next look at the versions finds that this view lacks its newest.
            view.doubtful += view.asked
            return
        view.frame = done.result()
        for listener in view.asked:
            if listener.version > view.frame.version:
                listener.version = NOTHING
        self._send(view.listeners, lambda listener: listener.offer(view.frame))
        view.rested = time.monotonic() + self._timing.coalesce
        view.doubtful = [listener for listener in view.doubtful if listener.version > view.frame.version]
        if view.doubtful or view.wanted > view.frame.version:
            self._want(view)

    # Personal topics

    def _ping(self, topic: str, version: int) -> None:
        listeners = self._pinged.get(topic)
        if listeners is None:
            return
        self._known[topic] = max(version, self._known.get(topic, 0))
        behind = [listener for listener, seen in listeners.items() if seen < version]
        listeners.update(dict.fromkeys(behind, version))
        self._send(behind, lambda listener: listener.send_mine())

    # What recurs

    def _watch(self, now: float) -> None:
        if now >= self._next_versions:
            self._next_versions = now + self._timing.versions
            self._drop_all([one for one in self._listeners if self._stuck(one, now)])
            self._read_all_versions()
        if now >= self._next_grants:
            self._next_grants = now + self._timing.grants
            self._read_grants()
        if now >= self._next_heartbeat:
            self._next_heartbeat = now + self._timing.heartbeat
            self._send(self._listeners, lambda listener: listener.send_ping())

    def _stuck(self, listener: Listener, now: float) -> bool:
        since = listener.stuck_since()
        return since is not None and now - since > self._timing.stuck

    def _read_all_versions(self) -> None:
        """Finds what no news told of: writes from the command line or another process, and news that got
        lost."""
        if not self._reading_versions:
            self._reading_versions = True
            topics = [*(self._by_topic.keys() | self._pinged.keys())]
            self._run_in(self._watchers, self._read_versions, topics, then=self._versions_read)

    def _versions_read(self, done: Future) -> None:
        self._reading_versions = False
        if self._failed("reading the versions", done):
            return
        versions = done.result()
        for topic in [*(self._by_topic.keys() | self._pinged.keys())]:
            self.learn(topic, versions.get(topic, 0))

    def _read_grants(self) -> None:
        if not self._reading_grants:
            self._reading_grants = True
            since, asked_at = self._grants_since, clock.now()
            self._run_in(
                self._watchers, self._ended_grants, since, then=lambda done: self._grants_read(asked_at, done)
            )

    def _grants_read(self, asked_at: datetime, done: Future) -> None:
        self._reading_grants = False
        if self._failed("reading the ended grants", done):
            return  # and the next look reaches back as far as this one
        self._grants_since = asked_at - GRANTS_OVERLAP
        self.end(done.result())

    # Used throughout

    def _send(self, listeners: Iterable[Listener], send: Callable[[Listener], bool]) -> None:
        self._drop_all([listener for listener in listeners if not send(listener)])

    def _drop_all(self, listeners: Iterable[Listener]) -> None:
        for listener in [*listeners]:
            self.drop(listener)

    def _forget(self, listener: Listener) -> None:
        """Frees what was kept for `listener`, and for its topics when nobody else follows them."""
        view = self._views[listener.view]
        view.listeners.remove(listener)
        if not view.listeners:
            del self._views[view.key]
            _discard(self._by_topic, view.key[0], view)
        for topic in listener.pings:
            del self._pinged[topic][listener]
            if not self._pinged[topic]:
                del self._pinged[topic]
                self._known.pop(topic, None)
        if listener.grant is not None:
            _discard(self._by_grant, listener.grant, listener)

    def _run_in(
        self, pool: ThreadPoolExecutor, job: Callable, *args: object, then: Callable[[Future], None]
    ) -> None:
        try:
            future = pool.submit(job, *args)
        except RuntimeError:
            # Python refuses new work once the interpreter is on its way out.
            self._stopping = True
            return
        future.add_done_callback(lambda done: self.post(then, done))

    def _failed(self, doing: str, done: Future) -> bool:
        """Logs a failure once, not each second until it is mended; and never its message, which may quote the
        values of a statement or a template: people's words and names."""
        error = done.exception()
        if error is None:
            self._failing.discard(doing)
            return False
        if doing not in self._failing:
            self._failing.add(doing)
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s failed: %s\n%s", doing, type(error).__name__, where)
        return True


def _discard(index: dict, key: str, value: object) -> None:
    """Takes `value` out of the collection at `key`, and the collection too when that leaves it empty."""
    index[key].remove(value)
    if not index[key]:
        del index[key]
