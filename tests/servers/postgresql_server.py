"""PostgreSQL."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.servers.processes import Missing, child_process, free_port, scratch_folder


@contextmanager
def postgresql(durable: bool = False) -> Iterator[str]:
    """A PostgreSQL server of its own, as the URL of its `postgres` database, with every right in it.

    Only `durable` waits for the disk at a commit.
    """
    programs = _postgresql_programs()
    user = _postgresql_user()
    password = secrets.token_urlsafe(12)
    with scratch_folder("postgresql", user) as folder:
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
        with child_process(
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
