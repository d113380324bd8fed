"""The demonstration week on a real server, and a browser for each of its people."""

import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import pages, servers


@pytest.fixture(scope="session")
def week(tmp_path_factory, browser):
    """Pre-sessions 54 with its shipped neighbours, served by gunicorn; `links` is what `demo --json` printed."""
    instance = tmp_path_factory.mktemp("week")
    servers.flask(instance, "db", "upgrade")
    for edition in ("30", "40", "44"):
        servers.flask(instance, "edition", "load", f"editions/{edition}.toml")
    links = json.loads(servers.flask(instance, "demo", "--people", "60", "--json").stdout)
    with servers.app_server(instance) as server:
        yield SimpleNamespace(url=server.url, instance=instance, links=links, mails=instance / "mail")


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, context, url: str):
        self.page, self.url = context.new_page(), url

    def go(self, address: str) -> None:
        self.page.goto(address if address.startswith("http") else self.url + address)

    def open_link(self, address: str) -> None:
        """Opens a link and presses the button that is behind it."""
        self.go(address)
        self.press("Open")

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).first.click()

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link).first.click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).last.fill(text)

    def sees(self, text: str) -> None:
        """Waits until the page says so."""
        self.page.get_by_text(text).locator("visible=true").first.wait_for()


@pytest.fixture
def person(new_context, week):
    """Makes a person; takes what playwright's `new_context` takes."""
    return lambda **options: Person(new_context(**options), week.url)


@pytest.fixture
def mail_to(week):
    """The text of the mails to an address, newest last, once there are as many as wanted."""

    def wait(address: str, count: int = 1) -> list[str]:
        until = time.monotonic() + 30
        while len(found := _mails_to(week.mails, address)) < count:
            assert time.monotonic() < until, f"{len(found)} mails to {address}, not {count}"
            time.sleep(0.1)
        return found

    return wait


def _mails_to(folder: Path, address: str) -> list[str]:
    mine = [mail for mail in pages.mails_in(folder) if mail["To"] == address]
    return [pages.body_of(mail) for mail in mine]
