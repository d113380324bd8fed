"""Carries the news that a topic has a new version from those who commit to those who listen. Versions only,
no HTML."""

from collections.abc import Callable
from typing import Protocol

Subscriber = Callable[[str, int], None]


class Bus(Protocol):
    """A bus may lose news and may repeat it (subscribers read the versions again every second), but it
    neither blocks the request that publishes nor raises: what is published has been committed already."""

    def publish(self, topic: str, version: int) -> None: ...

    def subscribe(self, subscriber: Subscriber) -> None: ...


class LocalBus:
    """The bus within one process: publishing calls the subscribers, who only take a note."""

    def __init__(self) -> None:
        self._subscribers: tuple[Subscriber, ...] = ()

    def publish(self, topic: str, version: int) -> None:
        for subscriber in self._subscribers:
            subscriber(topic, version)

    def subscribe(self, subscriber: Subscriber) -> None:
        self._subscribers += (subscriber,)


_bus: Bus = LocalBus()


def use(bus: Bus) -> None:
    """Makes `bus` this process's own. Each application begins with a fresh one, so that one made later in the
    same process (in tests) does not go on telling the hub of one that is gone."""
    global _bus
    _bus = bus


def publish(topic: str, version: int) -> None:
    _bus.publish(topic, version)


def subscribe(subscriber: Subscriber) -> None:
    _bus.subscribe(subscriber)
