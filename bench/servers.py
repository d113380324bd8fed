"""The servers that are measured: gunicorn as in production, each on loopback over a folder of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.servers import app_environment, free_port

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 30
# /tmp may be kept in memory, where a commit waits for nothing; this never is.
SCRATCH = "/var/tmp"


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder on a real disk, for an instance to live in."""
    made = Path(tempfile.mkdtemp(prefix="bench-", dir=SCRATCH))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU that its threads have used so far, by the scheduler's own clock."""
        threads = (thread for pid in family(self.pid) for thread in Path(f"/proc/{pid}/task").iterdir())
        return sum(map(_nanoseconds, threads)) / 1e9

    def memory(self) -> float:
        """Megabytes (10^6) of all its processes; what several processes share is divided among them (PSS)."""
        rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in family(self.pid))
        return sum(int(re.search(r"^Pss:\s+(\d+) kB", text, re.M)[1]) for text in rollups) * 1024 / 1e6


@contextmanager
def serve(application: str, instance: Path, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """`application` ("wsgi:app") under gunicorn with the project's settings, from its first answer on."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", application]
    surroundings = app_environment(instance, {"BASE_URL": address, "PORT": str(port)} | dict(env or {}))
    with started(command, surroundings, instance / "server.log") as process:
        wait_for(f"{address}/healthz", process)
        yield Server(port, process.pid)


@contextmanager
def started(command: list[str], env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen]:
    """A child in the project's folder, in a process group of its own, gone when the block ends."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def wait_for(address: str, process: subprocess.Popen, seconds: float = READY_SECONDS) -> None:
    """Returns once `address` answers 200. Raises RuntimeError where the process ends instead, or takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode} before it answered")
        try:
            with urlopen(address, timeout=2) as reply:
                if reply.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.01)
    raise RuntimeError(f"{address} did not answer within {seconds} s")


def _nanoseconds(thread: Path) -> int:
    """What one thread has used; nothing where it ends just now, as one does that is there for the start alone."""
    try:
        return int((thread / "schedstat").read_text().split()[0])
    except FileNotFoundError:
        return 0


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            children.setdefault(_parent(entry), []).append(int(entry.name))
    found = [pid]
    for known in found:
        found += children.get(known, [])
    return found


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it ended meanwhile
        return 0
