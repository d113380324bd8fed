"""Presence: how many streams of a topic are open, here and elsewhere; whoever falls silent is no longer counted."""

import pytest

from tests.core.live.conftest import eventually
from webapp.core.live import presence
from webapp.core.live.presence import Presence

pytestmark = pytest.mark.no_database


def test_the_hub_counts_its_streams_by_topic_whatever_the_language(live):
    hub = live.hub()
    assert hub.listeners() == {}
    english, french = live.reader(hub, "hall").greeted(), live.reader(hub, "hall", "fr").greeted()
    live.reader(hub, "podium").greeted()
    assert hub.listeners() == {"hall": 2, "podium": 1}
    english.sock.close()
    assert eventually(lambda: hub.listeners() == {"hall": 1, "podium": 1})
    french.sock.close()
    assert eventually(lambda: hub.listeners() == {"podium": 1})
    hub.stop()
    assert hub.listeners() == {}


def test_the_counts_of_all_processes_are_added_up():
    everybody = Presence(lambda: {"hall": 1})
    everybody.hear("one", {"hall": 2, "podium": 1})
    everybody.hear("two", {"hall": 3})
    everybody.hear("one", {"hall": 4})
    assert [everybody.listeners(topic) for topic in ("hall", "podium", "delegates")] == [8, 0, 0]


def test_a_process_that_fell_silent_is_no_longer_counted(monkeypatch):
    monkeypatch.setattr(presence, "BELIEVED", 0.0)
    everybody = Presence(dict)
    everybody.hear("killed", {"hall": 2})
    assert everybody.listeners("hall") == 0


def test_the_application_that_runs_now_is_asked():
    before = presence._presence
    try:
        presence.use(Presence(lambda: {"hall": 7}))
        assert (presence.listeners("hall"), presence.listeners("podium")) == (7, 0)
    finally:
        presence.use(before)
