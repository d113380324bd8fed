"""Real servers for tests: PostgreSQL, Redis, SMTP, and the app under gunicorn.

Each listens on loopback, on a free port, in a folder of its own; each is ready when its context is entered and
gone when it is left, also when the tests themselves are killed.
"""

import asyncio
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import redis as redis_client
from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 30
# What an operator may have set for the app must not reach a test.
OWN_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")


class Missing(Exception):
    """A program that tests need is not installed. Tests that need it skip by its name."""

    def __init__(self, name: str, how: str):
        super().__init__(f"{name} is missing. {how}")
        self.name = name


# --- PostgreSQL -----------------------------------------------------------------------------------


@contextmanager
def postgresql(durable: bool = False) -> Iterator[str]:
    """A PostgreSQL server of its own, as the URL of its `postgres` database, with every right in it.

    Only `durable` waits for the disk at a commit.
    """
    programs = _postgresql_programs()
    user = _postgresql_user()
    password = secrets.token_urlsafe(12)
    with _folder("postgresql", user) as folder:
        secret = folder / "password"
        secret.write_text(password)
        if user:
            shutil.chown(secret, user, user)
        # `password` rather than `scram`: every test connects anew, and nobody else listens on loopback.
        options = ["--auth=password", "--username=postgres", f"--pwfile={secret}"]
        subprocess.run(
            [programs / "initdb", f"--pgdata={folder / 'data'}", *options]
            + ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            check=True,
            cwd="/",
            user=user,
            group=user,
            stdout=subprocess.DEVNULL,
            timeout=120,
        )
        port = free_port()
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 200,
            "fsync": "on" if durable else "off",
            "synchronous_commit": "on" if durable else "off",
            "full_page_writes": "on" if durable else "off",
        }
        url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        with _process(
            [programs / "postgres", "-D", folder / "data"]
            + [word for name, value in settings.items() for word in ("-c", f"{name}={value}")],
            log=folder / "postgresql.log",
            ready=lambda: psycopg.connect(url, connect_timeout=2).close(),
            not_ready=psycopg.OperationalError,
            # SIGTERM waits for every connection; this closes them.
            stop=signal.SIGINT,
            cwd="/",
            user=user,
            group=user,
        ):
            yield url.replace("postgresql://", "postgresql+psycopg://")


def _postgresql_programs() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    program = next(iter(found), None) or shutil.which("initdb")
    if not program:
        raise Missing("PostgreSQL", "On Debian, as root: apt-get install postgresql")
    return Path(program).resolve().parent


def _postgresql_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the user that its package makes."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise Missing("the user postgres", "On Debian, as root: apt-get install postgresql") from None


# --- Redis ----------------------------------------------------------------------------------------


@contextmanager
def redis(port: int | None = None) -> Iterator[str]:
    """A Redis server that keeps nothing, as a URL."""
    program = shutil.which("redis-server")
    if not program:
        raise Missing("Redis", "On Debian, as root: apt-get install redis-server")
    port = port or free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with (
        _folder("redis") as folder,
        redis_client.Redis.from_url(url) as client,
        _process(
            [
                program,
                "--port",
                port,
                "--bind",
                "127.0.0.1",
                "--dir",
                folder,
                "--save",
                "",
                "--appendonly",
                "no",
            ],
            log=folder / "redis.log",
            ready=client.ping,
            not_ready=redis_client.ConnectionError,
            stop=signal.SIGTERM,
        ),
    ):
        yield url


# --- Mail -----------------------------------------------------------------------------------------


@dataclass
class Mailbox:
    """What a mail server took in, and how it behaves from now on.

    `mode`: `accept`; `refuse` (5xx for each recipient); `later` (4xx after the message); `hang` (no answer after
    the message).
    """

    url: str
    mode: str = "accept"
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    attempts: int = 0

    def wait_for(self, count: int, seconds: float = 10) -> list[EmailMessage]:
        _until(lambda: len(self.messages) >= count, seconds, f"{count} messages")
        return self.messages

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802, RUF100
        if self.mode == "refuse":
            self.attempts += 1
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, RUF100
        self.attempts += 1
        if self.mode == "hang":
            await asyncio.sleep(600)
        if self.mode == "later":
            return "451 4.3.0 Try again later"
        self.recipients.append(list(envelope.rcpt_tos))
        self.messages.append(BytesParser(policy=policy.default).parsebytes(envelope.content))
        return "250 OK"


@contextmanager
def smtp(mode: str = "accept") -> Iterator[Mailbox]:
    """A mail server in a thread of this process."""
    port = free_port()
    mailbox = Mailbox(f"smtp://127.0.0.1:{port}", mode)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, ready_timeout=READY_SECONDS)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


# --- The app --------------------------------------------------------------------------------------


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
        _end(self.process, signal.SIGTERM)


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
    with _process(
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


# --- The browser ----------------------------------------------------------------------------------


def chromium_options() -> dict[str, object]:
    """How playwright launches the system's Chromium: `playwright.chromium.launch(**chromium_options())`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        raise Missing("Chromium", "On Debian, as root: apt-get install chromium")
    return {
        "executable_path": program,
        "headless": True,
        "args": [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


# --- What they share ------------------------------------------------------------------------------


def free_port() -> int:
    """A port on loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _process(
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
        _until(lambda: _answers(process, log, ready, not_ready), READY_SECONDS, f"{command[0]} to be ready")
        yield process
    finally:
        _end(process, stop)


def _answers(process, log: Path, ready, not_ready) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"ended with {process.returncode} before it was ready:\n{log.read_text()[-4000:]}")
    try:
        ready()
    except not_ready:
        return False
    return True


def _end(process: subprocess.Popen, stop: signal.Signals) -> None:
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
def _folder(name: str, user: str | None = None) -> Iterator[Path]:
    """A scratch folder right below the system's own, where another user can reach it too."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-for-tests-"))
    try:
        if user:
            shutil.chown(folder, user, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _until(done: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.05)
