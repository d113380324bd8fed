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
from functools import partial

from webapp.core.live import frames
from webapp.core.live.books import Books, View
from webapp.core.live.listener import NOTHING, Listener, SocketListener
from webapp.core.live.watch import EndedGrants, ReadVersions, Watch

log = logging.getLogger(__name__)

Render = Callable[[str, str], tuple[int, str]]

# Edge-triggered, so that a socket is registered once and never modified: the kernel tells when one that
# refused bytes takes them again, and when the other side has gone.
WATCHED = select.EPOLLOUT | select.EPOLLRDHUP | select.EPOLLET
GONE = select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR


@dataclass(frozen=True)
class Timing:
    """All in seconds."""

    coalesce: float = 0.05  # rest after a view was sent to its listeners, before it is rendered again
    versions: float = 1.0  # between looks at the versions in the database
    grants: float = 2.0  # between looks for ended grants
    heartbeat: float = 15.0
    stuck: float = 60.0  # a listener who takes nothing of what waits for so long is dropped


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
        self._render, self._timing, self._lock, self._left = render, timing, lock, left
        self.closed = False
        self._stopping = False
        self._books = Books()
        self._failing: set[str] = set()
        self._next_versions = self._next_grants = self._next_heartbeat = 0.0
        self._inbox: queue.SimpleQueue[tuple] = queue.SimpleQueue()
        self._epoll = select.epoll()
        self._bell, self._bell_push = socket.socketpair()
        self._bell.setblocking(False)
        self._bell_push.setblocking(False)
        self._epoll.register(self._bell, select.EPOLLIN)
        self._renderer = ThreadPoolExecutor(1, thread_name_prefix="live-render")
        self._watchers = ThreadPoolExecutor(2, thread_name_prefix="live-watch")
        self._watch = Watch(
            read_versions, ended_grants, run=partial(self._run_in, self._watchers), failed=self._failed
        )
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
        self._books.enrol(listener)
        if isinstance(listener, SocketListener):
            # Registering brings the first edge at once, and with it the response head goes out.
            self._epoll.register(listener.sock, WATCHED)
        self._show(listener, self._books.views[listener.view])
        self._catch_up(listener)

    def drop(self, listener: Listener) -> None:
        if listener not in self._books.listeners:
            return
        if isinstance(listener, SocketListener):
            self._epoll.unregister(listener.sock)
        self._books.strike_off(listener)
        self._dismiss(listener)
        self._books.tidy_up_after(listener)

    def learn(self, topic: str, version: int) -> None:
        for view in self._books.views_of(topic):
            if view.frame is None or view.doubtful or version > view.frame.version:
                view.wanted = max(view.wanted, version)
                view.want()
        self._send(self._books.note(topic, version), lambda listener: listener.send_mine())

    def look_again(self) -> None:
        self._next_versions = 0.0

    def end(self, grants: Collection[str]) -> None:
        for grant in grants:
            self._drop_all(self._books.under(grant))

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
            listener = self._books.at(descriptor)
            if listener is None:
                continue  # the bell, or one dropped a moment ago
            if events & GONE or not listener.flush():
                self.drop(listener)
        self._hear()
        now = time.monotonic()
        self._render_due(now)
        if self._books.listeners:
            self._recur(now)

    def _close(self) -> None:
        with self._lock:
            self.closed = True
        # Without `drop`, whose books a defect may have left in disorder.
        for listener in self._books.listeners:
            self._dismiss(listener)
        while not self._inbox.empty():
            what, *args = self._inbox.get_nowait()
            if what == self.join:  # came too late to be heard
                self._dismiss(*args)
        self._renderer.shutdown(wait=False, cancel_futures=True)
        self._watchers.shutdown(wait=False, cancel_futures=True)
        self._epoll.close()
        self._bell.close()
        self._bell_push.close()

    def _dismiss(self, listener: Listener) -> None:
        listener.close()
        self._left(listener)

    def _patience(self) -> float | None:
        """How long there is nothing to do unless somebody rings; with no listener, for ever."""
        if not self._books.listeners:
            return None
        instants = [view.due for view in self._books.views.values() if view.due is not None]
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

    def _show(self, listener: Listener, view: View) -> None:
        current = view.frame and view.due is None and not view.rendering
        if current and listener.version <= view.frame.version:
            self._send([listener], lambda one: one.offer(view.frame))
        else:
            view.doubtful.append(listener)
            view.want()

    def _render_due(self, now: float) -> None:
        for view in self._books.views.values():
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
        if self._books.views.get(view.key) is not view:
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
            view.want()

    # Personal topics

    def _catch_up(self, listener: Listener) -> None:
        """What changed between the page and its stream, or while the reader was away. Where the version is not
        known yet, the next look at the versions does the same."""
        if listener in self._books.listeners and self._books.catch_up(listener):
            self._send([listener], lambda one: one.send_mine())

    # What recurs

    def _recur(self, now: float) -> None:
        if now >= self._next_versions:
            self._next_versions = now + self._timing.versions
            self._drop_all([one for one in self._books.listeners if self._stuck(one, now)])
            self._watch.look_for_versions(self._books.topics(), found=self._learn_all)
        if now >= self._next_grants:
            self._next_grants = now + self._timing.grants
            self._watch.look_for_ended_grants(found=self.end)
        if now >= self._next_heartbeat:
            self._next_heartbeat = now + self._timing.heartbeat
            self._send(self._books.listeners, lambda listener: listener.send_ping())

    def _stuck(self, listener: Listener, now: float) -> bool:
        since = listener.stuck_since()
        return since is not None and now - since > self._timing.stuck

    def _learn_all(self, versions: dict[str, int]) -> None:
        for topic in self._books.topics():
            self.learn(topic, versions.get(topic, 0))

    # Used throughout

    def _send(self, listeners: Iterable[Listener], send: Callable[[Listener], bool]) -> None:
        self._drop_all([listener for listener in listeners if not send(listener)])

    def _drop_all(self, listeners: Iterable[Listener]) -> None:
        for listener in [*listeners]:
            self.drop(listener)

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
