"""The bus between processes and hosts, over Redis. What it carries are hints: the versions in the database, which
each process reads every second, stay the truth.

One channel for all topics: a message is some thirty bytes, and a process that hears every topic of its installation
has nothing to subscribe to when a listener joins, and nothing to miss while it does.
"""

import atexit
import contextlib
import json
import os
import random
import threading
import time
from collections.abc import Callable
from logging import getLogger

from redis.client import PubSub

from webapp.core import redis_server
from webapp.core.ids import new_id
from webapp.core.live.bus import LocalBus, Missed, Subscriber
from webapp.core.live.presence import Presence
from webapp.core.redis_server import FAILURES, Outage

log = getLogger(__name__)

# All in seconds.
PRESENCE = 1.0  # between looks at who listens here, told to the others when it has changed
HEARTBEAT = 3.0  # between tellings when it has not: well within presence.BELIEVED
QUIET = 3.0  # without a word on the channel: then Redis is asked for one
DEAD = 8.0  # without a word although it was asked
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0  # between tries while Redis cannot be had

MOST_PENDING = 10_000  # topics whose news wait for Redis; what comes on top is found in the database


class RedisBus:
    """Delivers within this process at once, and to the others from a thread, so that a Redis which is down or slow
    holds up no request. Threads begin in the process that uses them: one begun before a fork would be missing."""

    def __init__(self, url: str, presence: Presence) -> None:
        self._url, self._presence = url, presence
        self._local, self._missed = LocalBus(), list[Missed]()
        self._lock = threading.Lock()
        self._line: Line | None = None
        self._pid, self._stopped = os.getpid(), False

    def publish(self, topic: str, version: int) -> None:
        self._local.publish(topic, version)
        if line := self._own_line():
            line.say(topic, version)

    def subscribe(self, subscriber: Subscriber, missed: Missed) -> None:
        self._local.subscribe(subscriber, missed)
        self._missed.append(missed)

    def listen(self) -> None:
        if line := self._own_line():
            line.listen(self._local.publish, self._may_have_missed)

    def stop(self) -> None:
        with self._lock:
            line, self._line, self._stopped = self._line, None, True
        if line and self._pid == os.getpid():
            line.stop()
        atexit.unregister(self.stop)

    def _own_line(self) -> "Line | None":
        """That of this process; none once it is on its way out, when no thread can be started any more."""
        with self._lock:
            if self._stopped:
                return None
            if self._line is None or self._pid != os.getpid():
                self._line, self._pid = Line(self._url, self._presence), os.getpid()
                atexit.unregister(self.stop)
                atexit.register(self.stop)
            return self._line

    def _may_have_missed(self) -> None:
        for missed in self._missed:
            missed()


class Line:
    """One process's connection to the channel: a thread that tells, and, where it listens, one that hears."""

    def __init__(self, url: str, presence: Presence) -> None:
        self._process = new_id()
        self._presence = presence
        self._channel = redis_server.name("live")
        # Without retries: each break is to be noticed, because news may have been lost by it.
        self._redis = redis_server.client(url, retries=0)
        self._outage = Outage(log, "other processes hear of changes from the database, a second later")
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._pending: dict[str, int] = {}
        self._asked = False  # whether the others were asked, or this one was, who listens
        self._told: dict[str, int] = {}
        self._next_telling = 0.0
        self._teller = _thread("live-tell", self._tell_on)
        self._hearer: threading.Thread | None = None

    def say(self, topic: str, version: int) -> None:
        """Has the news sent. Where they cannot be, the newest of each topic waits."""
        with self._changed:
            if topic in self._pending or len(self._pending) < MOST_PENDING:
                self._pending[topic] = max(version, self._pending.get(topic, 0))
            self._changed.notify()

    def listen(self, hear: Subscriber, missed: Missed) -> None:
        with self._changed:
            if self._hearer is None:
                self._hearer = _thread("live-hear", self._hear_on, hear, missed)

    def stop(self) -> None:
        """Tells what is still pending, if Redis takes it now: a command ends as soon as it has written. The threads
        come to their end within a second; whatever holds one up longer does not hold up the process."""
        self._stopping.set()
        self._answer()  # that nobody listens here any more; hearing it also wakes the thread that hears
        for thread in (self._teller, self._hearer):
            if thread:
                thread.join(timeout=2)
        self._redis.close()

    # Telling

    def _tell_on(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            with self._changed:
                self._changed.wait_for(
                    lambda: self._pending or self._asked or self._stopping.is_set(), PRESENCE
                )
            try:
                self._tell()
                pause = FIRST_PAUSE
            except FAILURES:
                pause = self._rest(pause)
        with contextlib.suppress(*FAILURES):
            self._tell()

    def _tell(self) -> None:
        with self._changed:
            versions, self._pending = self._pending, {}
            asked, self._asked = self._asked, False
        counts = {} if self._stopping.is_set() else dict(self._presence.here())
        now = time.monotonic()
        due = counts != self._told or (counts and now >= self._next_telling)
        message = {"by": self._process}
        if versions:
            message["versions"] = versions
        if due or asked:
            message["listeners"] = counts
        if len(message) == 1:
            return
        try:
            self._send(message)
        except FAILURES:
            with self._changed:
                self._pending = _newest(versions, self._pending)
                self._asked |= asked
            raise
        if "listeners" in message:
            self._told, self._next_telling = counts, now + HEARTBEAT

    def _send(self, message: dict) -> None:
        # Sealed, because topics say which mission asks, and Redis may be less well kept than the database.
        self._redis.publish(self._channel, redis_server.seal(json.dumps(message).encode()))

    # Hearing

    def _hear_on(self, hear: Subscriber, missed: Missed) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                with self._redis.pubsub() as channel:
                    channel.subscribe(self._channel)
                    self._hear(channel, hear, missed)
            except FAILURES as failure:
                self._outage.has_begun(failure)
                pause = self._rest(FIRST_PAUSE if time.monotonic() - began > DEAD else pause)

    def _hear(self, channel: PubSub, hear: Subscriber, missed: Missed) -> None:
        heard_at = time.monotonic()
        while not self._stopping.is_set():
            message = channel.get_message(timeout=1.0)
            silent = time.monotonic() - heard_at
            if message is not None:
                heard_at = time.monotonic()
                self._take(message, hear, missed)
            elif silent > DEAD:
                raise TimeoutError("Redis says nothing any more")
            elif silent > QUIET:
                channel.ping()

    def _take(self, message: dict, hear: Subscriber, missed: Missed) -> None:
        if message["type"] == "subscribe":
            self._outage.is_over()
            missed()
            self._send({"by": self._process, "asks": True})
        elif message["type"] == "message":
            self._take_in(_read(message["data"]), hear)

    def _take_in(self, said: dict, hear: Subscriber) -> None:
        # What this process itself said has been delivered already.
        if not said or said["by"] == self._process:
            return
        for topic, version in said.get("versions", {}).items():
            hear(topic, version)
        if "listeners" in said:
            self._presence.hear(said["by"], said["listeners"])
        if said.get("asks"):
            self._answer()

    def _answer(self) -> None:
        with self._changed:
            self._asked = True
            self._changed.notify()

    def _rest(self, pause: float) -> float:
        """Waits before the next try, each process for another while; gives the next pause."""
        self._stopping.wait(pause * random.uniform(0.5, 1))
        return min(pause * 2, LONGEST_PAUSE)


def _thread(name: str, run: Callable[..., None], *args: object) -> threading.Thread:
    thread = threading.Thread(target=run, args=args, name=name, daemon=True)
    thread.start()
    return thread


def _newest(*versions: dict[str, int]) -> dict[str, int]:
    newest: dict[str, int] = {}
    for some in versions:
        for topic, version in some.items():
            newest[topic] = max(version, newest.get(topic, 0))
    return newest


def _read(data: bytes) -> dict:
    """What a message says; nothing where it is none of ours."""
    message = redis_server.unseal(data)
    return json.loads(message) if message else {}
