"""A reader who does not keep up gets the newest state once it reads again; who never does is dropped."""

import time

import pytest

from tests.core.live.conftest import eventually

# More than the kernel holds for a reader who takes nothing.
BIG = "x" * 1_000_000

PING = {"event": "ping", "data": ""}


def test_it_gets_what_was_begun_and_then_the_newest(live, world):
    hub = live.hub(coalesce=0)
    slow, quick = live.reader(hub).greeted(), live.reader(hub).greeted()
    slow.state(), quick.state()
    for number in range(1, 6):
        hub.notify("queue", world.change("queue", f"{number}{BIG}"))
        assert quick.state() == (number, f"{number}{BIG} (en)")
    assert slow.state() == (1, f"1{BIG} (en)")
    assert slow.state() == (5, f"5{BIG} (en)")
    assert slow.hears_nothing()
    hub.notify("queue", world.change("queue", "six"))
    assert slow.state() == (6, "six (en)")


def test_several_changes_of_what_is_personal_wait_as_one(live, world):
    hub = live.hub(coalesce=0)
    slow, quick = live.reader(hub, pings={"mine": 0}).greeted(), live.reader(hub).greeted()
    slow.state(), quick.state()
    hub.notify("queue", world.change("queue", BIG))
    assert quick.state() == (1, f"{BIG} (en)")
    for version in range(1, 6):
        hub.notify("mine", version)
    live.reader(hub).greeted()  # by the time a newcomer is greeted, what was told before it has been heard
    assert slow.state() == (1, f"{BIG} (en)")
    assert slow.event() == {"event": "mine", "data": ""}
    assert slow.hears_nothing()


def test_heartbeats_do_not_come_between_what_it_has_yet_to_take(live, world):
    hub = live.hub(heartbeat=0.02)
    slow, quick = live.reader(hub).greeted(), live.reader(hub).greeted()
    hub.notify("queue", world.change("queue", BIG))
    shown = {"id": "1", "data": f"{BIG} (en)"}
    while quick.event() != shown:
        pass
    # From here on the slow one has bytes waiting, while the other goes on hearing that the stream lives.
    for _ in range(5):
        assert quick.event() == PING
    while (event := slow.event()) != shown:
        assert event == PING or event["id"] == "0"


def test_without_progress_it_is_dropped(live, world):
    hub = live.hub(versions=0.02, stuck=0.2)
    slow, quick = live.reader(hub).greeted(), live.reader(hub).greeted()
    slow.state(), quick.state()
    hub.notify("queue", world.change("queue", BIG))
    assert quick.state() == (1, f"{BIG} (en)")
    assert hub.streams == 2
    assert eventually(lambda: hub.streams == 1)
    with pytest.raises(AssertionError, match="closed"):
        slow.state()
    hub.notify("queue", world.change("queue", "two"))
    assert quick.state() == (2, "two (en)")


def test_who_takes_a_little_at_a_time_stays(live, world):
    hub = live.hub(versions=0.02, stuck=0.4)
    slow = live.reader(hub).greeted()
    slow.state()
    hub.notify("queue", world.change("queue", BIG))
    taken = b""
    for _ in range(8):
        time.sleep(0.1)
        taken += slow.sock.recv(60_000)
    slow.buffer += taken
    assert slow.state() == (1, f"{BIG} (en)")
