"""The real server with the settings that ship: streams hold no thread, and closing clients delay nobody."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.core.live.conftest import PATIENCE, Reader

ROOT = Path(__file__).parents[3]

SITE = """
from werkzeug.wrappers import Response

from webapp.core.live import stream
from webapp.core.live.hub import Hub

state = {"version": 1}
hub = Hub(lambda topic, locale: (state["version"], "now"), lambda topics: {}, lambda since: [], 100)


def app(environ, start_response):
    if environ["PATH_INFO"] == "/stream":
        response = stream.open(hub, environ, view=("queue", "en"))
    elif environ["PATH_INFO"] == "/change":
        state["version"] += 1
        hub.notify("queue", state["version"])
        response = Response("changed")
    else:
        response = Response("page")
    return response(environ, start_response)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    (folder / "site_for_streams.py").write_text(SITE)
    return folder


@pytest.fixture(scope="module")
def port(folder):
    gunicorn, port = started(folder)
    yield port
    stopped(gunicorn)


def started(folder):
    """A gunicorn with gunicorn.conf.py, and its port. Only two threads, so that whatever holds one shows."""
    gunicorn = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--pythonpath", f"{folder},{ROOT}", "--threads", "2"]
        + ["-b", "127.0.0.1:0", "site_for_streams:app"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    lines = []
    for line in gunicorn.stderr:
        lines.append(line)
        if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", line):
            break
    else:
        pytest.fail("gunicorn did not start:\n" + "".join(lines))
    return gunicorn, int(found[1])


def stopped(gunicorn):
    gunicorn.send_signal(signal.SIGTERM)
    _, log = gunicorn.communicate(timeout=PATIENCE * 4)
    assert gunicorn.returncode == 0, log
    assert "Traceback" not in log


def sent(port, path, more=""):
    sock = socket.create_connection(("127.0.0.1", port), PATIENCE * 2)
    sock.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode())
    return sock


def fetched(port, path):
    """The body of a page, and the seconds until the server closed."""
    began = time.monotonic()
    with sent(port, path, "Connection: close\r\n") as sock:
        data = b""
        while more := sock.recv(65536):
            data += more
    return data.rpartition(b"\r\n\r\n")[2], time.monotonic() - began


def streamed(port):
    reader = Reader(sent(port, "/stream"))
    while b"\r\n\r\n" not in reader.buffer:
        reader.buffer += reader.sock.recv(4096)
    head, reader.buffer = reader.buffer.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    return reader.greeted()


def test_streams_leave_the_threads_to_the_pages(port):
    readers = [streamed(port) for _ in range(10)]
    assert {reader.state() for reader in readers} == {(1, "now")}
    assert fetched(port, "/change")[0] == b"changed"
    assert {reader.state() for reader in readers} == {(2, "now")}
    assert fetched(port, "/")[0] == b"page"
    for reader in readers:
        reader.sock.close()


def test_clients_who_do_not_close_delay_nobody(port):
    idle = [sent(port, "/", "Connection: close\r\n") for _ in range(5)]
    for sock in idle:
        assert sock.recv(4096).startswith(b"HTTP/1.1 200 OK")
    body, seconds = fetched(port, "/")
    assert body == b"page"
    # Each of the five would hold it for as long as a client may linger, one after the other (5.9 s were seen).
    assert seconds < PATIENCE / 2
    # Nor are they kept for ever: what one sends once its time is up finds nobody.
    time.sleep(3.5)
    idle[0].sendall(b"anything")
    time.sleep(0.1)
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        idle[0].sendall(b"anything")
    for sock in idle:
        sock.close()


def test_a_connection_is_kept_for_the_next_page(port):
    with sent(port, "/") as sock:
        for _ in range(3):
            data = b""
            while not data.endswith(b"page"):
                more = sock.recv(4096)
                assert more
                data += more
            assert b"Connection: keep-alive" in data
            sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")


def test_stopping_the_server_closes_the_streams_and_takes_no_time(folder):
    gunicorn, port = started(folder)
    readers = [streamed(port) for _ in range(5)]
    began = time.monotonic()
    stopped(gunicorn)
    assert time.monotonic() - began < PATIENCE  # the graceful timeout is longer than that
    assert all(reader.is_closed() for reader in readers)
    for reader in readers:
        reader.sock.close()


def test_clients_who_stop_within_a_request_hold_their_threads_for_a_while_only(folder):
    gunicorn, port = started(folder)
    # One for each thread.
    half = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in range(2)]
    try:
        for sock in half:
            sock.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        time.sleep(0.5)
        with sent(port, "/", "Connection: close\r\n") as whole:
            whole.settimeout(30)  # thrice the time limit of a request
            assert whole.recv(65536).startswith(b"HTTP/1.1 200 OK")
    finally:
        for sock in half:
            sock.close()
        gunicorn.send_signal(signal.SIGTERM)
        gunicorn.communicate(timeout=PATIENCE * 8)
