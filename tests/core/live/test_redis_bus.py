"""Over Redis, news reaches the other processes of the same installation, each once; without Redis nobody waits."""

import logging
import os
import signal
import time
from collections.abc import Iterator

import pytest
import redis as redis_client

from tests import servers
from tests.core.live.conftest import eventually
from webapp import config
from webapp.core import redis_server
from webapp.core.live.presence import Presence
from webapp.core.live.redis_bus import RedisBus

pytestmark = pytest.mark.no_database


class Process:
    """What one process of the app has of the bus: each has a line of its own, also within one test."""

    def __init__(self, url: str) -> None:
        self.heard: list[tuple[str, int]] = []
        self.missed = 0
        self.counts: dict[str, int] = {}
        self.presence = Presence(lambda: self.counts)
        self.bus = RedisBus(url, self.presence)
        self.bus.subscribe(lambda topic, version: self.heard.append((topic, version)), self.miss)

    def miss(self) -> None:
        self.missed += 1


@pytest.fixture(autouse=True)
def installation(tmp_path):
    config.use(config.read(tmp_path, {"SECRET_KEY": "for tests"}))


@pytest.fixture
def process(redis_url) -> Iterator:
    """Makes a process that listens, once it does."""
    made = []

    def make(url: str = redis_url) -> Process:
        made.append(Process(url))
        made[-1].bus.listen()
        assert eventually(lambda: made[-1].missed == 1)
        return made[-1]

    yield make
    for one in made:
        one.bus.stop()


def control(url: str) -> redis_client.Redis:
    """To be closed, as in `with control(url) as client`."""
    return redis_client.Redis.from_url(url)


def signalled(url: str, number: signal.Signals) -> None:
    with control(url) as client:
        os.kill(client.info()["process_id"], number)


def test_what_one_publishes_each_hears_once(process):
    here, there = process(), process()
    here.bus.publish("queue", 3)
    there.bus.publish("hall", 1)
    assert eventually(lambda: (len(here.heard), len(there.heard)) == (2, 2))
    # Whatever was told twice would have come before this.
    here.bus.publish("last", 1)
    assert eventually(lambda: ("last", 1) in there.heard)
    assert (here.heard, sorted(there.heard)) == (
        [("queue", 3), ("hall", 1), ("last", 1)],
        [("hall", 1), ("last", 1), ("queue", 3)],
    )


def test_another_installation_on_the_same_redis_hears_nothing_of_it(process, tmp_path):
    here = process()
    config.use(config.read(tmp_path, {"SECRET_KEY": "of another installation"}))
    other, its_second = process(), process()
    other.bus.publish("queue", 1)
    assert eventually(lambda: its_second.heard == [("queue", 1)])
    here.bus.publish("queue", 2)
    other.bus.publish("queue", 3)
    assert eventually(lambda: its_second.heard == [("queue", 1), ("queue", 3)])
    assert here.heard == [("queue", 2)]


def test_after_a_break_it_hears_again_and_reads_what_it_missed(process):
    port = servers.free_port()
    with servers.redis(port) as url:
        here, there = process(url), process(url)
        signalled(url, signal.SIGKILL)
    here.bus.publish("queue", 1)
    here.bus.publish("queue", 2)
    with servers.redis(port):
        assert eventually(lambda: (here.missed, there.missed) == (2, 2))
        here.bus.publish("queue", 3)
        assert eventually(lambda: ("queue", 3) in there.heard)
    # Of what could not be told the newest was kept, if anything: an older one would be of no use.
    assert set(there.heard) <= {("queue", 2), ("queue", 3)}


def test_a_redis_that_hangs_holds_nobody_up(process):
    with servers.redis() as url:
        here = process(url)
        with control(url) as client:
            server = client.info()["process_id"]
        os.kill(server, signal.SIGSTOP)
        try:
            began = time.monotonic()
            for version in range(1000):
                here.bus.publish(f"queue/{version}", version)
            # Each that had waited for Redis would have waited for a quarter of a second.
            assert time.monotonic() - began < 5
            assert len(here.heard) == 1000
        finally:
            os.kill(server, signal.SIGCONT)


def test_a_redis_that_was_never_there_leaves_the_bus_within_the_process():
    here = Process(f"redis://127.0.0.1:{servers.free_port()}")
    here.bus.listen()
    here.bus.publish("queue", 1)
    assert here.heard == [("queue", 1)]
    here.bus.stop()
    here.bus.publish("queue", 2)
    assert here.heard == [("queue", 1), ("queue", 2)]


def test_an_outage_is_logged_once_without_the_address(process, caplog):
    caplog.set_level(logging.INFO)
    port = servers.free_port()
    with servers.redis(port) as url:
        here = process(url)
        signalled(url, signal.SIGKILL)
        assert eventually(lambda: caplog.messages)
    time.sleep(1)  # several tries
    with servers.redis(port):
        assert eventually(lambda: here.missed == 2)
        assert caplog.messages == [
            "Redis cannot be had (ConnectionError): other processes hear of changes from the database, a second later",
            "Redis can be had again",
        ]
    assert str(port) not in caplog.text


def test_a_command_that_ends_at_once_has_told(redis_url, process):
    here, command = process(), Process(redis_url)
    command.bus.publish("queue", 1)
    command.bus.stop()
    assert eventually(lambda: here.heard == [("queue", 1)])


@pytest.mark.parametrize("forged", [b"", b"x" * 12, b'{"by": "x", "versions": {"queue": 7}}'])
def test_what_no_process_of_this_installation_wrote_is_passed_over(process, redis_url, forged):
    here, there = process(), process()
    with control(redis_url) as client:
        client.publish(redis_server.name("live"), forged)
    there.bus.publish("queue", 1)
    assert eventually(lambda: here.heard == [("queue", 1)])


def test_who_reads_redis_learns_neither_topics_nor_counts(process, redis_url):
    here, there = process(), process()
    with control(redis_url) as client, client.pubsub(ignore_subscribe_messages=True) as reader:
        reader.psubscribe("*")
        here.counts = {"hall/secret": 212}
        here.bus.publish("own/secret/CL", 1)
        assert eventually(lambda: there.presence.listeners("hall/secret") == 212)
        assert there.heard == [("own/secret/CL", 1)]
        messages = [reader.get_message(timeout=0.2) for _ in range(20)]
    read = b"".join(message["channel"] + message["data"] for message in messages if message)
    assert len(read) > 100
    for word in (b"secret", b"own/", b"hall/", b"versions", b"listeners"):
        assert word not in read


def test_who_listens_is_counted_over_all_processes(process):
    here, there = process(), process()
    here.counts, there.counts = {"hall": 1, "delegates": 2}, {"delegates": 3}
    assert eventually(lambda: here.presence.listeners("delegates") == 5)
    assert eventually(lambda: there.presence.listeners("hall") == 1)
    late = process()  # it asks, and need not wait for the next heartbeat
    assert eventually(lambda: late.presence.listeners("delegates") == 5)
    there.counts = {}
    assert eventually(lambda: here.presence.listeners("delegates") == 2)


def test_who_listened_at_a_process_that_stopped_is_not_counted(process):
    here, there = process(), process()
    there.counts = {"hall": 4}
    assert eventually(lambda: here.presence.listeners("hall") == 4)
    there.bus.stop()
    assert eventually(lambda: here.presence.listeners("hall") == 0)
