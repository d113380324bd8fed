"""What is published reaches the subscribers of the application that runs now."""

import pytest

from webapp.core.live import bus


@pytest.fixture(autouse=True)
def bus_put_back():
    before = bus._bus
    yield
    bus.use(before)


def test_every_subscriber_of_the_bus_in_use_hears_it():
    heard = []
    before, now = bus.LocalBus(), bus.LocalBus()
    bus.use(before)
    bus.subscribe(lambda topic, version: heard.append(("before", topic, version)))
    bus.use(now)
    for name in ("one", "two"):
        bus.subscribe(lambda topic, version, name=name: heard.append((name, topic, version)))
    bus.publish("queue", 3)
    assert heard == [("one", "queue", 3), ("two", "queue", 3)]
