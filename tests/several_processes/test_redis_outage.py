"""A Redis that is killed costs a second, and nothing is lost; when it comes back, it is caught up with."""

import os
import signal

import pytest
import redis as redis_client

from tests import servers
from tests.several_processes.conftest import two_servers, until
from tests.several_processes.test_streams import AT_ONCE, MOST, ask, moderate, seconds_to_the_other


class Redis:
    """One that can be killed, and started again at the same address."""

    def __init__(self) -> None:
        self.port = servers.free_port()
        self.start()

    def start(self) -> None:
        self.running = servers.redis(self.port)
        self.url = self.running.__enter__()

    def kill(self) -> None:
        with redis_client.Redis.from_url(self.url) as client:
            os.kill(client.info()["process_id"], signal.SIGKILL)
        self.running.__exit__(None, None, None)

    def who_listens(self) -> int:
        """How many servers follow the live channel."""
        with redis_client.Redis.from_url(self.url) as client:
            return sum(count for _, count in client.pubsub_numsub(*client.pubsub_channels("upr-*:live")))


@pytest.fixture(scope="module")
def redis():
    server = Redis()
    yield server
    server.running.__exit__(None, None, None)


@pytest.fixture(scope="module")
def pair(databases, redis, tmp_path_factory):
    with two_servers(databases, tmp_path_factory, {"REDIS_URL": redis.url}) as made:
        yield made


def test_a_redis_that_is_killed_and_comes_back(redis, pair, delegate, moderator, wall, floor, opened):
    first, second = pair.urls
    hall = opened(wall.stream(second, f"{floor}/stream/hall"))
    hall.frame()
    redis.kill()
    # Everything goes on: it is asked, approved and called at the one, and comes to the other from the database.
    asked = ask(delegate, first, floor)
    moderate(moderator, first, floor, asked, "approval")
    moderate(moderator, first, floor, asked, "call")
    hall.frame_with("What steps?")
    redis.start()
    assert until(lambda: redis.who_listens() == 2)
    moderate(moderator, first, floor, asked, "restoration")
    delays = seconds_to_the_other(pair, moderator, wall, floor, opened, asked)
    assert sum(delay <= AT_ONCE for delay in delays) >= MOST, delays


def test_a_redis_that_hangs_fails_no_request(redis, pair, delegate, moderator, wall, floor, opened):
    first, second = pair.urls
    hall = opened(wall.stream(second, f"{floor}/stream/hall"))
    hall.frame()
    with redis_client.Redis.from_url(redis.url) as client:
        process = client.info()["process_id"]
    os.kill(process, signal.SIGSTOP)
    try:
        asked = ask(delegate, first, floor)
        moderate(moderator, first, floor, asked, "approval")
        moderate(moderator, first, floor, asked, "call")
        hall.frame_with("What steps?")
    finally:
        os.kill(process, signal.SIGCONT)
