"""Told that news may have been lost, the hub reads the versions at once and shows what it finds."""

import pytest

pytestmark = pytest.mark.no_database


def test_what_no_news_told_of_is_found(world, live):
    hub = live.hub()
    world.change("queue", "first")
    reader = live.reader(hub, pings={"mine": 0}).greeted()
    assert reader.state() == (1, "first (en)")
    world.change("queue", "second")
    world.change("mine", "")
    assert reader.hears_nothing()
    hub.look_again()
    events = [reader.event(), reader.event()]
    assert {event.get("id", event.get("event")) for event in events} == {"2", "mine"}


def test_a_hub_without_listeners_has_nothing_to_look_for(live):
    hub = live.hub()
    hub.look_again()
    assert hub.streams == 0
