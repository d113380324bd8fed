"""What somebody waits for who opens the app for the first time: its forms, and the server itself; and what a form costs
that saves itself."""

import time
from gzip import decompress
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from bench import driver
from bench.document import Document, files_of_styles
from bench.figures import Figure
from bench.servers import Server, folder, serve, started, wait_for
from tests.servers import app_environment, chromium_options, flask, free_port

LANGUAGES = ("en", "fr", "es")
FORMS = {
    "registration_form_bytes": "/editions/54/delegations/new",
    "application_form_bytes": "/editions/54/applications/new",
}
PHONE = {"width": 390, "height": 844}
STARTS = 3
INSTALL_SECONDS = 600


def at_rest() -> list[Figure]:
    """The demo week, served: the whole reply to each request of a browser with an empty cache, headers included; and
    afterwards the memory of the server."""
    with folder() as instance:
        flask(instance, "db", "upgrade")
        flask(instance, "demo")
        with serve("wsgi:app", instance) as server:
            forms = [_form_bytes(server, name, path) for name, path in FORMS.items()]
            memory = server.memory()
    note = "after every request of those forms in three languages"
    return [*forms, Figure("memory_at_rest", round(memory, 1), note)]


def _form_bytes(server: Server, name: str, path: str) -> Figure:
    """In the language in which it is longest."""
    views = {language: _first_view(server, f"{path}?lang={language}") for language in LANGUAGES}
    longest = max(views, key=lambda language: sum(views[language].values()))
    parts = ", ".join(f"{size:,} {part}" for part, size in views[longest].items())
    return Figure(name, sum(views[longest].values()), f"{longest}: {parts}")


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


def autosave() -> list[Figure]:
    """The demo week: a field of an application that saves itself, headers included, beyond what was typed."""
    with folder() as instance:
        flask(instance, "db", "upgrade")
        flask(instance, "demo")
        with serve("wsgi:app", instance) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(**chromium_options())
            page = browser.new_page(viewport=PHONE)
            page.goto(f"http://127.0.0.1:{server.port}{FORMS['application_form_bytes']}?lang=fr")
            with page.expect_response("**/applications?lang=fr"):
                page.locator("[name=kind]").first.check()
            page.wait_for_url("**/about?lang=fr")
            with page.expect_response("**/answers?lang=fr") as saved:
                page.locator("[name=kind]").last.check()
            sizes = saved.value.request.sizes()
            typed = len(page.locator("[name=kind]").last.get_attribute("value"))
            browser.close()
    there = sizes["requestHeadersSize"] + sizes["requestBodySize"] - typed
    back = sizes["responseHeadersSize"] + sizes["responseBodySize"]
    return [
        Figure("autosave_bytes", max(there, back), f"{there:,} there, {back:,} back, beyond {typed} typed")
    ]


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
