"""Streams end when the reader goes, when what let it in ends, and when the server stops; others live on."""

import socket
import struct
import threading

import pytest

from tests.core.live.conftest import PATIENCE, Reader, eventually
from webapp.core.live.listener import SocketListener, WaitingListener, prepare


@pytest.mark.parametrize("politely", [True, False])
def test_a_reader_who_has_gone_is_freed(live, world, politely):
    hub = live.hub()
    listening = socket.create_server(("127.0.0.1", 0))
    page = Reader(socket.create_connection(listening.getsockname()))
    theirs, _ = listening.accept()
    hub.join(lambda: SocketListener(prepare(theirs), b"", ("queue", "en")))
    page.greeted().state()
    assert hub.streams == 1
    if not politely:
        page.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    page.sock.close()
    listening.close()
    assert eventually(lambda: hub.streams == 0)


def test_one_who_has_gone_before_it_was_let_in_harms_nobody(live, world):
    hub = live.hub()
    stays = live.reader(hub, pings={"a": 0}).greeted()
    hub.notify("a", 1)
    assert stays.state() == (0, " (en)")
    assert stays.event() == {"event": "mine", "data": ""}
    gone = WaitingListener(("queue", "en"), pings={"a": 0, "b": 0}, grant="g")
    gone.close()
    hub.join(lambda: gone)
    assert eventually(lambda: hub.streams == 1)
    hub.notify("b", 1)
    hub.notify("queue", world.change("queue", "one"))
    assert stays.state() == (1, "one (en)")


def test_what_nobody_looks_at_is_not_rendered_nor_kept(live, world):
    hub = live.hub()
    reader = live.reader(hub, pings={"mine": 0}, grant="g").greeted()
    reader.state()
    reader.sock.close()
    assert eventually(lambda: hub.streams == 0)
    hub.notify("queue", world.change("queue", "one"))
    assert live.reader(hub).greeted().state() == (1, "one (en)")
    assert world.renderings["queue", "en"] == 2


def test_an_ended_grant_ends_its_streams_and_no_others(live, world):
    hub = live.hub(grants=0.05)
    ended = [live.reader(hub, grant="ended").greeted() for _ in range(2)]
    others = [live.reader(hub, grant="other").greeted(), live.reader(hub).greeted()]
    world.ended = ["ended", "somebody's who is not here"]
    assert all(reader.is_closed() for reader in ended)
    hub.notify("queue", world.change("queue", "one"))
    for reader in others:
        assert reader.state()[0] in (0, 1)
    assert eventually(lambda: hub.streams == 2)


def test_an_ended_grant_that_is_told_ends_its_streams_at_once(live):
    hub = live.hub()
    reader = live.reader(hub, grant="ended").greeted()
    hub.end({"ended"})
    assert reader.is_closed()
    assert eventually(lambda: hub.streams == 0)


def test_each_look_for_ended_grants_reaches_back_before_the_last(live, world, monkeypatch):
    asked = []

    def ended_grants(since):
        asked.append(since)
        if len(asked) == 2:
            raise OSError
        return []

    monkeypatch.setattr(world, "ended_grants", ended_grants)
    live.reader(live.hub(grants=0.05))
    assert eventually(lambda: len(asked) >= 4)
    first, second, third, fourth = asked[:4]
    assert first < second == third < fourth
    assert (fourth - first).total_seconds() < 5


def test_every_reader_gets_a_sign_of_life(live):
    hub = live.hub(heartbeat=0.05)
    for reader in [live.reader(hub).greeted() for _ in range(3)]:
        events = [reader.event() for _ in range(3)]
        assert events.count({"event": "ping", "data": ""}) >= 2


def live_threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name.startswith("live-")}


def test_stopping_closes_every_stream_and_leaves_no_thread(live):
    before = live_threads()  # another test's may be on its way out
    hub = live.hub()
    readers = [live.reader(hub).greeted() for _ in range(3)]
    hub.stop()
    assert all(reader.is_closed() for reader in readers)
    assert hub.streams == 0
    assert live_threads() <= before


def test_after_stopping_a_stream_starts_it_again(live, world):
    hub = live.hub()
    live.reader(hub).greeted()
    hub.stop()
    hub.stop()
    hub.notify("queue", world.change("queue", "one"))
    assert live.reader(hub).greeted().state() == (1, "one (en)")


def test_no_thread_runs_before_the_first_stream(live):
    before = live_threads()
    hub = live.hub()
    hub.notify("queue", 1)
    hub.end(["g"])
    assert live_threads() <= before


def test_a_defect_in_the_loop_sends_readers_back_to_a_new_one(live, world, monkeypatch):
    hub = live.hub()
    reader = live.reader(hub).greeted()
    told = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda args: told.set())
    hub._loop.post(lambda: 1 / 0)
    assert told.wait(PATIENCE)
    assert reader.is_closed()
    assert eventually(lambda: hub.streams == 0)
    assert live.reader(hub).greeted().state() == (0, " (en)")
