"""The app under gunicorn, and its commands."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.servers.processes import child_process, end, free_port

ROOT = Path(__file__).resolve().parents[2]
# What an operator may have set for the app must not reach a test.
OWN_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")


@dataclass
class Server:
    """The app as it runs in production."""

    url: str
    port: int
    log: Path
    process: subprocess.Popen

    @property
    def pid(self) -> int:
        return self.process.pid

    def kill(self) -> None:
        """Ends gunicorn and its worker at once, as a power cut would: nothing is tidied up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        end(self.process, signal.SIGTERM)


@contextmanager
def app_server(
    instance: Path, env: Mapping[str, str] | None = None, port: int | None = None
) -> Iterator[Server]:
    """The app under gunicorn with the project's own settings, over the data in `instance`.

    It must have been migrated (`flask(instance, "db", "upgrade")`). Give the `port` to come back at the same address.
    """
    port = port or free_port()
    log = Path(instance) / "gunicorn.log"
    url = f"http://127.0.0.1:{port}"
    with child_process(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
        + ["wsgi:app"],
        log=log,
        ready=lambda: urlopen(f"{url}/healthz", timeout=2).close(),
        not_ready=(URLError, ConnectionError, TimeoutError),
        stop=signal.SIGTERM,
        cwd=ROOT,
        env=app_environment(instance, {"BASE_URL": url, "PORT": str(port)} | dict(env or {})),
    ) as process:
        yield Server(url, port, log, process)


def flask(
    instance: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    check: bool = True,
    seconds: float = 120,
) -> subprocess.CompletedProcess[str]:
    """One command of the app (`flask --app wsgi …`), over the data in `instance`."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=app_environment(instance, env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    if check and done.returncode:
        raise AssertionError(
            f"flask {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-4000:]}"
        )
    return done


def app_environment(instance: Path, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment for the app in which no setting of the caller's own is left."""
    kept = {name: os.environ[name] for name in OWN_ENVIRONMENT if name in os.environ}
    return kept | {"INSTANCE_PATH": str(instance), "PYTHONUNBUFFERED": "1"} | dict(env or {})
