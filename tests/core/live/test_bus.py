"""What is published reaches the subscribers of the application that runs now."""

from webapp.core.live import bus


def test_every_subscriber_of_the_bus_in_use_hears_it():
    heard = []
    before, now = bus.LocalBus(), bus.LocalBus()
    before.subscribe(lambda topic, version: heard.append(("before", topic, version)))
    for name in ("one", "two"):
        now.subscribe(lambda topic, version, name=name: heard.append((name, topic, version)))
    bus.use(before)
    bus.use(now)
    bus.publish("queue", 3)
    assert heard == [("one", "queue", 3), ("two", "queue", 3)]
