"""How many listen to a topic, over all processes: counts of open streams by topic, and never who."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping

# What another process said counts for so long. It says it again every few seconds, unless it died.
BELIEVED = 10.0  # seconds

Counts = Mapping[str, int]


class Presence:
    """Belongs to one process; any thread may ask. It answers from memory, and waits for nobody."""

    def __init__(self, here: Callable[[], Counts]) -> None:
        """`here` gives the counts of this process."""
        self.here = here
        self._lock = threading.Lock()
        self._elsewhere: dict[str, tuple[float, Counts]] = {}  # process -> believed until, what it said

    def listeners(self, topic: str) -> int:
        return self.here().get(topic, 0) + sum(counts.get(topic, 0) for counts in self._believed())

    def hear(self, process: str, counts: Counts) -> None:
        """Takes note of what another process says of itself: all of its counts."""
        with self._lock:
            self._elsewhere[process] = (time.monotonic() + BELIEVED, Counter(counts))

    def _believed(self) -> list[Counts]:
        now = time.monotonic()
        with self._lock:
            self._elsewhere = {
                process: said for process, said in self._elsewhere.items() if said[0] > now and said[1]
            }
            return [counts for _, counts in self._elsewhere.values()]


_presence = Presence(dict)


def use(presence: Presence) -> None:
    """Makes `presence` this process's own. `create_app` calls it once."""
    global _presence
    _presence = presence


def listeners(topic: str) -> int:
    """How many streams of `topic` are open now, in whatever language; those of another process a few seconds late,
    and only where Redis connects the processes. A person with two pages counts twice."""
    return _presence.listeners(topic)
