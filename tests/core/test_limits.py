"""Rate limits hold over all processes that share a Redis, and in each for itself while there is none."""

import logging
import os
import signal
from contextlib import ExitStack

import pytest
import redis as redis_client

from tests import servers
from webapp import config
from webapp.core import limits
from webapp.core.refused import TooOften

pytestmark = pytest.mark.no_database


@pytest.fixture(autouse=True)
def counted_anew(tmp_path, monkeypatch):
    config.use(config.read(tmp_path, {"SECRET_KEY": "for tests"}))
    monkeypatch.setattr(limits, "PAUSE", 0.0)
    limits.forget_all()
    yield
    limits.use(None)
    limits.forget_all()


@pytest.fixture
def client():
    """Makes clients of a Redis, for the test itself."""
    with ExitStack() as opened:
        yield lambda url: opened.enter_context(redis_client.Redis.from_url(url, decode_responses=True))


@pytest.fixture(params=["here", "redis"])
def counted(request):
    """In this process alone, and in Redis."""
    if request.param == "here":
        limits.use(None)
        yield
    else:
        with servers.redis() as url:
            limits.use(url)
            yield


def another_process(url: str) -> None:
    """What this process counted itself is gone; what it counted in Redis is not."""
    limits.forget_all()
    limits.use(url)


def test_a_limit_is_used_up_by_the_one_who_acts_alone(counted):
    assert [limits.allows("2 per hour", "write", "ana") for _ in range(3)] == [True, True, False]
    assert limits.allows("2 per hour", "write", "luis")
    assert limits.allows("2 per hour", "send", "ana")
    with pytest.raises(TooOften):
        limits.take("2 per hour", "write", "ana")


def test_names_that_read_alike_when_joined_are_different(counted):
    assert limits.allows("1 per hour", "write", "a/b", "c")
    assert limits.allows("1 per hour", "write", "a", "b/c")
    assert not limits.allows("1 per hour", "write", "a", "b/c")


def test_what_one_process_counted_another_knows(redis_url):
    limits.use(redis_url)
    limits.take("1 per hour", "register-as", "ana@example.org")
    another_process(redis_url)
    assert not limits.allows("1 per hour", "register-as", "ana@example.org")


def test_another_installation_on_the_same_redis_counts_for_itself(redis_url, tmp_path):
    limits.use(redis_url)
    limits.take("1 per hour", "invite", "ana@example.org")
    config.use(config.read(tmp_path, {"SECRET_KEY": "of another installation"}))
    another_process(redis_url)
    assert limits.allows("1 per hour", "invite", "ana@example.org")


def test_redis_is_told_neither_addresses_nor_hosts(redis_url, client):
    limits.use(redis_url)
    reader = client(redis_url)
    before = set(reader.keys())
    limits.take("5 per hour", "register-as", "ana@example.org", "192.0.2.7")
    [key] = set(reader.keys()) - before
    assert "register-as" in key
    for said in ("ana", "example", "192.0.2", "http", "localhost"):
        assert said not in key


def test_a_redis_that_is_gone_leaves_the_count_of_this_process(client, caplog):
    caplog.set_level(logging.INFO)
    port = servers.free_port()
    with servers.redis(port) as url:
        limits.use(url)
        assert limits.allows("3 per hour", "write", "ana")
        os.kill(client(url).info()["process_id"], signal.SIGKILL)
    # What was allowed before is not forgotten.
    assert [limits.allows("3 per hour", "write", "ana") for _ in range(3)] == [True, True, False]
    with servers.redis(port):
        assert limits.allows("3 per hour", "write", "ana")  # Redis kept nothing: it counts anew
    assert caplog.messages == [
        "Redis cannot be had (ConnectionError): rate limits are counted by each process for itself",
        "Redis can be had again",
    ]


def test_a_redis_that_was_started_anew_is_no_outage(client, caplog):
    port = servers.free_port()
    with servers.redis(port) as url:
        limits.use(url)
        assert limits.allows("9 per hour", "write", "ana")
    with servers.redis(port) as url:
        assert limits.allows("9 per hour", "write", "ana")
        assert len(client(url).keys()) == 1
    assert caplog.messages == []


def test_a_redis_that_hangs_or_refuses_opens_no_limit(client):
    with servers.redis() as url:
        limits.use(url)
        control = client(url)
        control.config_set("requirepass", "other")  # each connection from now on is refused
        assert [limits.allows("1 per hour", "write", "ana") for _ in range(2)] == [True, False]
        control.config_set("requirepass", "")
        server = control.info()["process_id"]
        os.kill(server, signal.SIGSTOP)
        try:
            assert [limits.allows("1 per hour", "write", "luis") for _ in range(2)] == [True, False]
        finally:
            os.kill(server, signal.SIGCONT)
