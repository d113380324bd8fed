"""What somebody waits for who opens the app for the first time: the registration form, and the server itself."""

import time
from gzip import decompress
from urllib.parse import urlsplit

from bench import driver
from bench.document import Document, files_of_styles
from bench.figures import Figure
from bench.servers import Server, folder, serve, started, wait_for
from tests.servers import app_environment, flask, free_port

LANGUAGES = ("en", "fr", "es")
FORM = "/editions/54/delegations/new"
STARTS = 3
INSTALL_SECONDS = 600


def at_rest() -> list[Figure]:
    """The demo week, served: the whole reply to each request of a browser with an empty cache, headers included; and
    afterwards the memory of the server."""
    with folder() as instance:
        flask(instance, "db", "upgrade")
        flask(instance, "demo")
        with serve("wsgi:app", instance) as server:
            views = {language: _first_view(server, f"{FORM}?lang={language}") for language in LANGUAGES}
            memory = server.memory()
    longest = max(views, key=lambda language: sum(views[language].values()))
    parts = ", ".join(f"{size:,} {name}" for name, size in views[longest].items())
    return [
        Figure("registration_form_bytes", sum(views[longest].values()), f"{longest}: {parts}"),
        Figure("memory_at_rest", round(memory, 1), "after every request of that form in three languages"),
    ]


def _first_view(server: Server, path: str) -> dict[str, int]:
    """The bytes of each reply, by the name of what was asked for."""
    sizes, asked, waiting = {}, set(), {path}
    while waiting - asked:
        address = (waiting - asked).pop()
        asked.add(address)
        reply, size = driver.fetch(server.port, address, [("Accept-Encoding", "gzip")])
        if reply.status != 200:
            raise RuntimeError(f"{address} answered {reply.status}")
        sizes[urlsplit(address).path.rpartition("/")[2]] = size
        body = reply.body
        text = (decompress(body) if body.startswith(b"\x1f\x8b") else body).decode()
        if address == path:
            waiting |= Document(text, path).files
        elif urlsplit(address).path.endswith(".css"):
            waiting |= files_of_styles(text, address)
    return sizes


def second_start() -> list[Figure]:
    """`make run` as anybody types it, after a first one that made the demo week: from the command until `/` answers."""
    with folder() as instance:
        _make_run(instance / "instance", seconds=INSTALL_SECONDS)
        again = [_make_run(instance / "instance") for _ in range(STARTS)]
    each = ", ".join(f"{seconds:.2f}" for seconds in again)
    return [Figure("second_start", round(min(again), 2), f"best of {each}")]


def _make_run(instance, seconds: float = 30) -> float:
    """Seconds from the command to the first page."""
    instance.mkdir(exist_ok=True)
    port = free_port()
    env = app_environment(instance, {"PORT": str(port)})
    since = time.perf_counter()
    with started(["make", "run"], env, instance / "make.log") as process:
        wait_for(f"http://localhost:{port}/", process, seconds)
        return time.perf_counter() - since
