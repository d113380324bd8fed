"""Phone, hall and podium show the sitting: who speaks and how long, what comes next; and nothing while blank."""

from datetime import timedelta

import pytest

from tests import factories, pages
from webapp.access.permissions import GrantKind
from webapp.participants.models import Appearance, OrganisationKind
from webapp.programme import sittings
from webapp.programme.models import Phase
from webapp.questions.models import QuestionKind
from webapp.questions.models import QuestionStatus as S

HTMX = {"HX-Request": "true"}
NOTHING = "The moderators show nothing at present."


@pytest.fixture
def podium(browser_of, here):
    return browser_of(GrantKind.PODIUM, here.id)


@pytest.fixture
def shown(delegate_of, screen, podium):
    """What each screen says, as its stream sends it."""

    def read() -> dict[str, str]:
        ana = read.ana = getattr(read, "ana", None) or delegate_of().browser
        replies = {
            "phone": ana.get(headers=HTMX),
            "hall": screen.get("/hall", headers=HTMX),
            "podium": podium.get("/podium", headers=HTMX),
        }
        assert {reply.status_code for reply in replies.values()} == {200}
        return {name: pages.text_of(reply.text) for name, reply in replies.items()}

    return read


def test_who_speaks_and_until_when(shown, here):
    speaker = factories.panellist(here)
    factories.panellist(here, "Second", "Commission nationale", OrganisationKind.NHRI)
    sittings.start_statement(here.id, factories.statement(speaker).id, version=0, by="test")
    for name, text in shown().items():
        assert "Moussa Agbéko, Ligue pour les droits" in text, name
        assert "until 10:37" in text, name  # seven minutes from half past ten


def test_the_instant_at_which_the_timer_ends_is_in_every_frame(screen, here):
    slot = factories.statement(factories.panellist(here))
    sittings.start_statement(here.id, slot.id, version=0, by="test")
    ends_at = (factories.NOW + timedelta(minutes=7)).isoformat()
    assert f'data-ends-at="{ends_at}"' in screen.get("/hall", headers=HTMX).text


def test_a_paused_timer_stands(shown, here):
    slot = factories.statement(factories.panellist(here))
    sittings.start_statement(here.id, slot.id, version=0, by="test")
    sittings.pause_timer(here.id, version=1, by="test")
    for name, text in shown().items():
        assert "7:00 timer paused" in text, name


def test_the_next_speaker_and_when_the_floor_opens(shown, here):
    factories.panellist(here)
    factories.panellist(here, "Second", "Commission nationale", OrganisationKind.NHRI)
    texts = shown()
    for name in ("phone", "podium"):
        assert "The floor opens after 2 more statements." in texts[name], name
    for name, text in texts.items():
        assert "Moussa Agbéko" in text, name
        assert "Second" not in text, name


@pytest.mark.parametrize(
    ("appearance", "words"),
    [
        (Appearance.PUBLIC, "Moussa Agbéko, Ligue pour les droits"),
        (Appearance.ORGANISATION, "Ligue pour les droits"),
        (Appearance.NEITHER, "A speaker from civil society"),
        (None, "A speaker from civil society"),
    ],
)
def test_a_speaker_is_shown_as_they_chose(shown, here, moderator, appearance, words):
    slot = factories.statement(factories.panellist(here, appearance=appearance))
    sittings.start_statement(here.id, slot.id, version=0, by="test")
    for name, text in shown().items():
        assert words in text, name
        assert ("Moussa" in text) == (appearance == Appearance.PUBLIC), name
        assert ("Ligue" in text) == (appearance in (Appearance.PUBLIC, Appearance.ORGANISATION)), name


def test_several_who_show_neither_are_told_apart_by_a_number(delegate_of, here):
    for person in ("First", "Second"):
        factories.panellist(here, person, "Hidden", appearance=None)
    factories.panellist(here, "Third", "Hidden", OrganisationKind.NHRI, appearance=None)
    form = delegate_of().browser.get("/questions/new").text
    for words in (
        "Speaker 1 (civil society)",
        "Speaker 2 (civil society)",
        "The National Human Rights Institution",
    ):
        assert words in form
    assert not [word for word in ("First", "Second", "Third", "Hidden") if word in form]


def test_blank_is_blank_on_every_screen(shown, here, delegate_of):
    slot = factories.statement(factories.panellist(here))
    sittings.start_statement(here.id, slot.id, version=0, by="test")
    fiji = delegate_of("FJ").held
    factories.question(fiji, here, "What steps?", status=S.ON_FLOOR)
    factories.question(delegate_of("NO").held, here, status=S.NEXT)
    sittings.blank(here.id, version=1, by="test")
    for name, text in shown().items():
        assert NOTHING in text, name
        assert not [word for word in ("Moussa", "Ligue", "What steps?", "Fiji", "Norway") if word in text], (
            name
        )


def test_suspended_and_over(shown, here):
    factories.sitting(here, Phase.FLOOR, suspended=True)
    assert [name for name, text in shown().items() if "The country session is suspended." not in text] == []
    factories.sitting(here, Phase.CLOSED, suspended=False)
    assert [name for name, text in shown().items() if "The country session is over." not in text] == []


def test_the_question_on_the_floor_with_whom_it_is_put_to(shown, here, delegate_of):
    asked = factories.panellist(
        here, "Hidden", "Commission nationale", OrganisationKind.NHRI, Appearance.ORGANISATION
    )
    factories.question(delegate_of("FJ").held, here, "What steps?", status=S.ON_FLOOR, panellist_id=asked.id)
    texts = shown()
    assert "Fiji to: Commission nationale What steps?" in texts["hall"]
    for name in ("phone", "podium"):
        assert "Fiji to Commission nationale" in texts[name], name
        assert "What steps?" in texts[name], name


def test_somebody_who_asked_for_the_floor_has_it(shown, here, delegate_of):
    factories.question(delegate_of("FJ").held, here, "", kind=QuestionKind.SPOKEN, status=S.ON_FLOOR)
    for name, text in shown().items():
        assert "Fiji" in text, name
        assert "has the floor" in text, name


def test_the_podium_tells_whether_the_state_under_review_is_in_the_room(podium, edition, here):
    factories.admitted(factories.issued_pass(edition, mission="CL"), here)
    assert "Nobody of the State under Review" in podium.get("/podium").text
    factories.admitted(factories.issued_pass(edition, name="Own delegate", mission="TM"), here)
    now = podium.get("/podium/under-review", headers=HTMX).text
    assert "The mission of the State under Review is in the room" in now
    assert "Own delegate" not in now


def test_the_podium_has_no_names_of_delegates_and_nothing_to_press(podium, here, delegate_of):
    factories.question(delegate_of(name="Ana Rojas").held, here, status=S.ON_FLOOR)
    page = podium.get("/podium").text
    assert "Ana Rojas" not in page
    assert "<form" not in page
    assert "csrf" not in page.lower()
