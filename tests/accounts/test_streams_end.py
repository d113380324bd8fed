"""On a real server: what ends in another process ends its open pages too, within five seconds."""

import threading
import time
from http.client import HTTPConnection

import pytest

from tests import factories, servers
from tests.accounts.conftest import INES
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock

SECONDS = 5


@pytest.fixture
def database_url(shared_database_url):
    return shared_database_url


@pytest.fixture
def open_page(app, shared_server):
    """Signs somebody in, and follows the moderators' stream on the server; the event says that it was closed."""
    clock.set_for_tests(None)  # the server has the real one
    country_session, followed = factories.edition().country_sessions[0].id, []

    def follow(email: str) -> threading.Event:
        person, client = factories.staff(Role.MODERATOR, email), app.test_client()
        factories.sign_in(client, GrantKind.STAFF, person.id, Role.MODERATOR)
        cookie = client.get_cookie("upr")
        connection = HTTPConnection(shared_server.url.removeprefix("http://"), timeout=30)
        followed.append(connection)
        path = f"/floor/{country_session}/stream/moderators?lang=en"
        connection.request("GET", path, headers={"Cookie": f"upr={cookie.value}"})
        reply = connection.getresponse()
        assert (reply.status, reply.readline() != b"") == (200, True)
        closed = threading.Event()

        def read() -> None:
            while reply.read1():
                pass
            closed.set()

        threading.Thread(target=read, daemon=True).start()
        return closed

    yield follow
    for connection in followed:
        connection.close()


@pytest.mark.parametrize("command", [["invite", INES, "--role", "door"], ["reset", INES]])
def test_a_command_closes_the_pages_of_that_person_alone(open_page, shared_server, instance, command):
    mine, colleague = open_page(INES), open_page("omar@upr.example.org")
    began = time.monotonic()
    environment = {"DATABASE_URL": shared_server.database_url, "SECRET_KEY": "for tests"}
    servers.flask(instance, "staff", *command, env=environment)
    done = time.monotonic()
    assert mine.wait(SECONDS), (
        f"still open {time.monotonic() - done:.1f} s after the command ({done - began:.1f} s)"
    )
    assert not colleague.is_set()
