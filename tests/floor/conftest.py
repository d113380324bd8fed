"""The people of one country session (Turkmenistan, Pre-sessions 44), each with a browser of their own."""

import re
from types import SimpleNamespace

import pytest

from tests import factories
from webapp.access.permissions import GrantKind, Role
from webapp.web import live

TOKEN = re.compile(r'X-CSRFToken": ("|&#34;)(.+?)("|&#34;)')


class Browser:
    """What one person's browser does in one country session."""

    def __init__(self, app, country_session, start):
        self.app, self.client = app, app.test_client()
        self.base = f"/floor/{country_session.id}"
        self.start = start

    def get(self, path="", **kwargs):
        return self.open("GET", path, **kwargs)

    def post(self, path, *, htmx=False, **fields):
        """Posts a form of one of this person's pages."""
        headers = {"X-CSRFToken": self.token, **({"HX-Request": "true"} if htmx else {})}
        return self.open("POST", path, data={"csrf_token": self.token, **fields}, headers=headers)

    def open(self, method, path, **kwargs):
        # A context for each request, as on a server: in the test's own, `g` would outlive it.
        with self.app.app_context():
            return self.client.open(self.base + path, method=method, **kwargs)

    @property
    def token(self):
        return TOKEN.search(self.get(self.start).text)[2]


class Stream:
    """An open stream: the events as they come."""

    def __init__(self, reply):
        self.reply, self.body, self.text = reply, iter(reply.response), ""

    def event(self) -> dict[str, str]:
        """The next event that is not a ping: `id` and `data` of a frame, or the name of another."""
        while True:
            while "\n\n" not in self.text:
                self.text += next(self.body).decode()
            block, _, self.text = self.text.partition("\n\n")
            event = {}
            for line in block.split("\n"):
                name, _, value = line.partition(":")
                value = value.removeprefix(" ")
                event[name] = f"{event[name]}\n{value}" if name in event else value
            if event.get("event") != "ping":
                return event


# Rows go stale with each request, so what tests hold of them are plain values.


def plain_edition(**values):
    made = factories.edition(**values)
    sessions = [SimpleNamespace(id=one.id, state=one.state) for one in made.country_sessions]
    return SimpleNamespace(number=made.number, country_sessions=sessions)


def plain_pass(edition, **values):
    issued = factories.issued_pass(edition, **values)
    return SimpleNamespace(id=issued.id, participant_id=issued.participant_id)


@pytest.fixture
def edition(app):
    return plain_edition()


@pytest.fixture
def here(edition):
    """The country session on Turkmenistan."""
    return edition.country_sessions[0]


@pytest.fixture
def browser_of(app, here):
    """Makes a browser that holds one grant."""
    count = iter(range(1000))

    def make(kind, subject_id, role=None, start="/questions/new", country_session=here):
        made = Browser(app, country_session, start)
        with made.client.session_transaction() as cookie:
            cookie["browser"] = f"{next(count):040}"
        factories.sign_in(made.client, kind, subject_id, role=role)
        return made

    return make


@pytest.fixture
def delegate_of(edition, browser_of):
    """Makes a delegate of a mission: `.held` is the pass, `.browser` what it opened."""

    def make(mission="CL", name="Ana Rojas"):
        held = plain_pass(edition, name=name, mission=mission)
        return SimpleNamespace(held=held, browser=browser_of(GrantKind.PASS, held.id))

    return make


@pytest.fixture
def moderator(browser_of):
    return browser_of(
        GrantKind.STAFF, factories.staff(Role.MODERATOR).id, Role.MODERATOR, start="/moderation"
    )


@pytest.fixture
def screen(browser_of, here):
    """The hall screen of this country session."""
    return browser_of(GrantKind.HALL, here.id)


@pytest.fixture
def stream(app):
    """Opens a stream of a browser; all are closed in the end."""
    opened = []

    def make(browser, path):
        reply = browser.get(path, headers={"Accept": "text/event-stream"})
        assert (reply.status_code, reply.mimetype) == (200, "text/event-stream")
        opened.append(reply)
        return Stream(reply)

    yield make
    for reply in opened:
        reply.close()
    live.hub().stop()
