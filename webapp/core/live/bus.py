"""Carries the news that a topic has a new version from those who commit to those who listen. Versions only,
no HTML."""

from collections.abc import Callable
from typing import Protocol

Subscriber = Callable[[str, int], None]
Missed = Callable[[], None]


class Bus(Protocol):
    """A bus may lose news and may repeat it (subscribers read the versions again every second), but it
    neither blocks the request that publishes nor raises: what is published has been committed already."""

    def publish(self, topic: str, version: int) -> None: ...

    def subscribe(self, subscriber: Subscriber, missed: Missed) -> None: ...

    def listen(self) -> None: ...

    def stop(self) -> None: ...


class LocalBus:
    """The bus within one process: publishing calls the subscribers, who only take a note."""

    def __init__(self) -> None:
        self._subscribers: tuple[Subscriber, ...] = ()

    def publish(self, topic: str, version: int) -> None:
        for subscriber in self._subscribers:
            subscriber(topic, version)

    def subscribe(self, subscriber: Subscriber, missed: Missed) -> None:
        self._subscribers += (subscriber,)

    def listen(self) -> None:
        pass

    def stop(self) -> None:
        pass


_bus: Bus = LocalBus()


def use(bus: Bus) -> None:
    """Makes `bus` this process's own. Each application begins with a fresh one, so that one made later in the
    same process (in tests) does not go on telling the hub of one that is gone."""
    global _bus
    _bus.stop()
    _bus = bus


def publish(topic: str, version: int) -> None:
    _bus.publish(topic, version)


def subscribe(subscriber: Subscriber, missed: Missed = lambda: None) -> None:
    """`missed` is called whenever news may have been lost: time to read the versions again."""
    _bus.subscribe(subscriber, missed)


def listen() -> None:
    """Begins to hear what other processes publish. For the server alone: a command only publishes."""
    _bus.listen()
