"""The hall screen shows the State, the clock, the question on the floor, the missions next, and how many wait."""

from xml.etree import ElementTree

import pytest

from tests import factories, pages
from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.core.transaction import transaction
from webapp.questions.models import QuestionStatus as S


def test_before_anybody_asked(screen, here):
    page = screen.get("/hall").text
    for words in (
        "<h1>Turkmenistan</h1>",
        ">10:30</time>",
        "No question is on the floor.",
    ):
        assert words in page
    assert "0 questions" not in page  # a nought in the largest letters helps nobody
    assert f'src="/floor/{here.id}/hall/join.svg?lang=en"' in page


@pytest.mark.parametrize(
    ("length", "size"), [(110, "say"), (111, "say long"), (241, "say longer"), (501, "say longest")]
)
def test_the_size_follows_the_length(delegate_of, screen, here, length, size):
    factories.question(delegate_of("FJ").held, here, "é" * length, status=S.ON_FLOOR, language="fr")
    page = screen.get("/hall").text
    assert f'<p class="{size}" lang="fr" dir="auto">{"é" * length}</p>' in page
    assert '<p class="who"><bdi>Fiji</bdi></p>' in page


def test_the_missions_next_in_their_order(delegate_of, screen, here):
    for mission in ("FJ", "NO"):
        factories.question(delegate_of(mission).held, here, status=S.NEXT)
    factories.question(delegate_of().held, here, status=S.APPROVED)
    words = " ".join(screen.get("/hall").text.split('id="next">')[1].split("</p>")[0].split())
    assert words == "Next: <bdi>Fiji</bdi>, <bdi>Norway</bdi> <br>1 more waits"


def test_it_shows_no_names_of_people_and_has_nothing_to_press(delegate_of, screen, here):
    factories.question(delegate_of(name="Ana Rojas").held, here, status=S.ON_FLOOR)
    page = screen.get("/hall").text
    assert "Ana Rojas" not in page
    assert "<form" not in page
    assert "csrf" not in page.lower()


def test_its_link_leads_to_it(app, here):
    with transaction() as session:
        token = links.mint(
            session, GrantKind.HALL, here.id, until=factories.NOW + factories.timedelta(days=1)
        )
    client = app.test_client()
    reply = pages.submit(client, f"/links/{token}")
    assert reply.status_code == 303
    assert reply.headers["Location"].startswith(f"/floor/{here.id}/hall")
    assert client.get(reply.headers["Location"]).status_code == 200


def test_a_screen_shows_its_own_country_session_and_no_other(edition, screen):
    screen.base = f"/floor/{edition.country_sessions[1].id}"
    assert screen.get("/hall").status_code == 404
    assert screen.get("/hall/join.svg").status_code == 404


def test_staff_may_look_and_delegates_may_not(moderator, delegate_of):
    assert moderator.get("/hall").status_code == 200
    assert delegate_of().browser.get("/hall").status_code == 302


def test_a_country_session_that_does_not_exist(moderator):
    moderator.base = "/floor/nothing"
    assert [moderator.get(path).status_code for path in ("/hall", "/moderation", "/hall/join.svg")] == [
        404
    ] * 3


def test_the_code_is_an_image_that_needs_nothing_else(screen):
    reply = screen.get("/hall/join.svg")
    assert (reply.status_code, reply.mimetype) == (200, "image/svg+xml")
    assert ElementTree.fromstring(reply.data).tag == "{http://www.w3.org/2000/svg}svg"
    assert b"style=" not in reply.data
    assert b"href" not in reply.data


def test_htmx_gets_what_the_stream_would_send(delegate_of, screen, here):
    factories.question(delegate_of("FJ").held, here, "What steps?", status=S.ON_FLOOR)
    frame = screen.get("/hall", headers={"HX-Request": "true"}).text
    assert "What steps?" in frame
    assert 'id="next" hx-swap-oob="true"' in frame
    assert "<html" not in frame
    assert "Turkmenistan" not in frame
