"""What the servers have in common: a child process, a scratch folder, a free port, and waiting for what comes."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

READY_SECONDS = 30


class Missing(Exception):
    """A program that tests need is not installed. Tests that need it skip by its name."""

    def __init__(self, name: str, how: str):
        super().__init__(f"{name} is missing. {how}")
        self.name = name


def free_port() -> int:
    """A port on loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def child_process(
    command: list[object],
    log: Path,
    ready: Callable[[], object],
    not_ready: type[Exception] | tuple[type[Exception], ...],
    stop: signal.Signals,
    **options: object,
) -> Iterator[subprocess.Popen]:
    """A child in a process group of its own, from when `ready` no longer raises `not_ready` until the block ends."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            process_group=0,
            preexec_fn=_end_with_parent,
            **options,
        )
    try:
        until(lambda: _answers(process, log, ready, not_ready), READY_SECONDS, f"{command[0]} to be ready")
        yield process
    finally:
        end(process, stop)


def _answers(process, log: Path, ready, not_ready) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"ended with {process.returncode} before it was ready:\n{log.read_text()[-4000:]}")
    try:
        ready()
    except not_ready:
        return False
    return True


def end(process: subprocess.Popen, stop: signal.Signals) -> None:
    if process.poll() is not None:
        return
    process.send_signal(stop)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """Runs in the child: the kernel ends it when the tests are gone, however they ended."""
    if _libc:
        pr_set_pdeathsig = 1
        _libc.prctl(pr_set_pdeathsig, signal.SIGTERM)


@contextmanager
def scratch_folder(name: str, user: str | None = None) -> Iterator[Path]:
    """A scratch folder right below the system's own, where another user can reach it too."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-for-tests-"))
    try:
        if user:
            shutil.chown(folder, user, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def until(done: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.05)
