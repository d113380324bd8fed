"""`make run` starts the server over a week that is ready, the second time as the first."""

import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import servers
from webapp import ROOT

pytestmark = pytest.mark.sqlite  # what differs by database is tested where it is made

SECONDS = 60


@contextmanager
def started(instance, port: int):
    """The start page once it is there, and what was printed until then."""
    instance.parent.mkdir(exist_ok=True)
    log = instance.parent / "start.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "webapp.demo.start"],
            cwd=ROOT,
            env=servers.app_environment(instance, {"PORT": str(port)}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        yield first_page(process, port, log), log.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def first_page(process, port: int, log) -> str:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            with urlopen(f"http://localhost:{port}/?lang=en", timeout=SECONDS) as reply:
                return reply.read().decode()
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise TimeoutError(log.read_text())


def test_twice(tmp_path):
    instance, port = tmp_path / "instance", servers.free_port()
    with started(instance, port) as (page, first):
        assert "<h1>Pre-sessions 54</h1>" in page
        assert "Pre-sessions 30" in page
        assert re.findall(r"^Coordinator +http://localhost:(\d+)/links/", first, re.MULTILINE) == [str(port)]
    listed = servers.flask(instance, "edition", "list").stdout.splitlines()
    assert [line.split()[0] for line in listed[1:]] == ["30", "40", "44", "54"]

    with started(instance, port) as (page, second):
        (coordinator,) = re.findall(r"^Coordinator +(\S+)", second, re.MULTILINE)
        assert coordinator not in first
        with urlopen(coordinator) as reply:
            assert reply.status == 200


def test_it_is_refused_where_others_can_reach_the_app(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "webapp.demo.start"],
        cwd=ROOT,
        env=servers.app_environment(
            tmp_path / "instance",
            {
                "BASE_URL": "https://pre-sessions.example.org",
                "SECRET_KEY": "long enough for others",
                "PASS_KEY": "00" * 32,
            },
        ),
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The demonstration is refused")
