"""Who is listening, to which views and personal topics: what the loop looks things up in."""

import time
from collections.abc import Collection

from webapp.core.live import frames
from webapp.core.live.listener import Listener, SocketListener


class View:
    """One topic in one language, while somebody looks at it."""

    __slots__ = ("key", "listeners", "frame", "wanted", "due", "rested", "rendering", "doubtful", "asked")

    def __init__(self, key: tuple[str, str]) -> None:
        self.key = key
        self.listeners: set[Listener] = set()
        self.frame: frames.Frame | None = None
        self.wanted = 0  # the newest version heard of since the last rendering began
        self.due: float | None = None
        self.rested = 0.0
        self.rendering = False
        # Listeners who may claim a version above the one that is known. Either its news has not come yet, or
        # there is no such version (a database put back from a backup). Only a rendering that began after they
        # joined can tell: while it runs, they are `asked`.
        self.doubtful: list[Listener] = []
        self.asked: list[Listener] = []

    def want(self) -> None:
        """Rendered at once when the view has rested, so that a lone change is shown without delay, while a
        burst is shown once for each rest."""
        if self.due is None and not self.rendering:
            self.due = max(time.monotonic(), self.rested)


class Books:
    """They write no bytes and close nothing. Like the loop, they belong to one thread, so that nothing needs
    a lock."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.views: dict[tuple[str, str], View] = {}
        self._by_descriptor: dict[int, SocketListener] = {}
        self._by_grant: dict[str, set[Listener]] = {}
        self._by_topic: dict[str, list[View]] = {}
        self._pinged: dict[str, dict[Listener, int]] = {}  # personal topic -> listener -> version it knows of
        self._known: dict[str, int] = {}  # personal topic -> version

    # Coming and going

    def enrol(self, listener: Listener) -> None:
        self.listeners.add(listener)
        if isinstance(listener, SocketListener):
            self._by_descriptor[listener.sock.fileno()] = listener
        if listener.grant is not None:
            self._by_grant.setdefault(listener.grant, set()).add(listener)
        if listener.view not in self.views:
            view = self.views[listener.view] = View(listener.view)
            self._by_topic.setdefault(listener.view[0], []).append(view)
        self.views[listener.view].listeners.add(listener)
        for topic, version in listener.pings.items():
            self._pinged.setdefault(topic, {})[listener] = version

    def strike_off(self, listener: Listener) -> None:
        """While its socket is still open: a closed one has no descriptor to be found by."""
        if isinstance(listener, SocketListener):
            del self._by_descriptor[listener.sock.fileno()]
        self.listeners.remove(listener)

    def tidy_up_after(self, listener: Listener) -> None:
        """Frees what was kept for `listener`, and for its topics when nobody else follows them. A step of
        its own, after it was dismissed: a defect here must not leave it dismissed twice, or never."""
        if listener.grant is not None:
            _discard(self._by_grant, listener.grant, listener)
        view = self.views[listener.view]
        view.listeners.remove(listener)
        if not view.listeners:
            del self.views[view.key]
            _discard(self._by_topic, view.key[0], view)
        for topic in listener.pings:
            del self._pinged[topic][listener]
            if not self._pinged[topic]:
                del self._pinged[topic]
                self._known.pop(topic, None)

    # Looking up

    def at(self, descriptor: int) -> SocketListener | None:
        return self._by_descriptor.get(descriptor)

    def under(self, grant: str) -> Collection[Listener]:
        return self._by_grant.get(grant, ())

    def views_of(self, topic: str) -> Collection[View]:
        return self._by_topic.get(topic, ())

    def topics(self) -> list[str]:
        """Those of the views and the personal ones."""
        return [*(self._by_topic.keys() | self._pinged.keys())]

    # Personal topics

    def catch_up(self, listener: Listener) -> bool:
        """Notes for `listener` the versions that are known, and says whether any was news."""
        behind = {topic: self._known.get(topic, 0) for topic in listener.pings}
        behind = {topic: version for topic, version in behind.items() if version > listener.pings[topic]}
        for topic, version in behind.items():
            self._pinged[topic][listener] = version
        return bool(behind)

    def note(self, topic: str, version: int) -> list[Listener]:
        """Notes the version of a personal topic; gives those to whom it is news."""
        listeners = self._pinged.get(topic)
        if listeners is None:
            return []
        self._known[topic] = max(version, self._known.get(topic, 0))
        behind = [listener for listener, seen in listeners.items() if seen < version]
        listeners.update(dict.fromkeys(behind, version))
        return behind


def _discard(index: dict, key: str, value: object) -> None:
    """Takes `value` out of the collection at `key`, and the collection too when that leaves it empty."""
    index[key].remove(value)
    if not index[key]:
        del index[key]
