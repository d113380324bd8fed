"""The people of one country session (Turkmenistan, Pre-sessions 44), each with a browser of their own."""

import re
from types import SimpleNamespace

import pytest

from tests import factories, pages
from tests.clients import Stream
from webapp.access.permissions import GrantKind, Role
from webapp.questions.models import QuestionStatus
from webapp.web import live


class Browser:
    """What one person's browser does in one country session."""

    def __init__(self, app, country_session, start):
        self.client = app.test_client()
        self.base = f"/floor/{country_session.id}"
        self.start = start

    def get(self, path="", **kwargs):
        return self.open("GET", path, **kwargs)

    def post(self, path, *, htmx=False, **fields):
        """Posts a form of one of this person's pages."""
        headers = {"X-CSRFToken": self.token, **({"HX-Request": "true"} if htmx else {})}
        return self.open("POST", path, data={"csrf_token": self.token, **fields}, headers=headers)

    def open(self, method, path, **kwargs):
        return self.client.open(self.base + path, method=method, **kwargs)

    @property
    def token(self):
        return pages.token_in(self.get(self.start).text)


@pytest.fixture
def here(edition):
    """The country session on Turkmenistan."""
    return edition.country_sessions[0]


@pytest.fixture
def browser_of(app, here):
    """Makes a browser that holds one grant."""

    def make(kind, subject_id, role=None, start="/questions/new", country_session=here):
        made = Browser(app, country_session, start)
        factories.sign_in(made.client, kind, subject_id, role=role)
        return made

    return make


@pytest.fixture
def delegate_of(edition, browser_of):
    """Makes a delegate of a mission: `.held` is the pass, `.browser` what it opened."""

    def make(mission="CL", name="Ana Rojas"):
        held = factories.issued_pass(edition, name=name, mission=mission)
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

    def make(browser, path, seen=""):
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": seen} if seen else {})}
        reply = browser.get(path, headers=headers)
        assert (reply.status_code, reply.mimetype) == (200, "text/event-stream")
        opened.append(reply)
        return Stream(reply)

    yield make
    for reply in opened:
        reply.close()
    live.hub().stop()


# --- In a browser, with the database and the clock that tests/floor/test_moderation_keys.py takes ---


def abort_fetch(route):
    """Neither the stream nor, in its stead, the page itself."""
    if route.request.resource_type == "fetch":
        route.abort()
    else:
        route.continue_()


@pytest.fixture
def desk(shared_server, new_context, moderator):
    """Opens the moderators' page in a real browser; `deaf` hears nothing of what others do."""

    def open_page(deaf=False, before=None, viewport=None, **options):
        cookie = {"name": "upr", "value": moderator.client.get_cookie("upr").value, "url": shared_server.url}
        context = new_context(viewport=viewport or {"width": 1280, "height": 1000}, **options)
        context.add_cookies([cookie])
        page = context.new_page()
        if deaf:
            page.route(re.compile(r"/stream/|/moderation\?"), abort_fetch)
        if before:
            before(page)
        page.goto(f"{shared_server.url}{moderator.base}/moderation?lang=en")
        return page

    return open_page


@pytest.fixture
def asked(delegate_of, here):
    """Asks questions by other missions, one each, all with the same status."""

    def ask(*missions, status=QuestionStatus.PENDING):
        return {
            mission: factories.question(
                delegate_of(mission).held, here, f"What of {mission}?", status=status
            ).id
            for mission in missions
        }

    return ask
