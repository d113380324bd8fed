"""Redis."""

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import redis as redis_client

from tests.servers.processes import Missing, child_process, free_port, scratch_folder


@contextmanager
def redis(port: int | None = None) -> Iterator[str]:
    """A Redis server that keeps nothing, as a URL."""
    program = shutil.which("redis-server")
    if not program:
        raise Missing("Redis", "On Debian, as root: apt-get install redis-server")
    port = port or free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with (
        scratch_folder("redis") as folder,
        redis_client.Redis.from_url(url) as client,
        child_process(
            [program, "--port", port, "--bind", "127.0.0.1", "--dir", folder]
            + ["--save", "", "--appendonly", "no"],
            log=folder / "redis.log",
            ready=client.ping,
            not_ready=redis_client.ConnectionError,
            stop=signal.SIGTERM,
        ),
    ):
        yield url
