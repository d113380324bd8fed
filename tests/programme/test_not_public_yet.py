"""Panels are not released yet: no public page names who sits on one, however they chose to appear."""

import pytest

from tests import factories, pages
from webapp.participants.models import Appearance
from webapp.programme.models import Phase

WORDS = ("Ana", "Rojas", "mujeres", "anellist", "civil society organisation", "Speaker")


@pytest.fixture
def panel(here):
    """Each appearance, and somebody who speaks at this moment."""
    for number, appearance in enumerate([*Appearance, None]):
        factories.panellist(here, f"Ana Rojas {number}", f"Red de mujeres {number}", appearance=appearance)
    factories.sitting(here, Phase.STATEMENTS)


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
@pytest.mark.parametrize(
    "address",
    ["/", "/editions", "/editions/44", "/editions/44/programme", "/editions/44/programme.ics"],
)
def test_nobody_is_named(client, panel, address, lang):
    page = client.get(f"{address}?lang={lang}")
    assert page.status_code == 200
    assert [word for word in WORDS if word in pages.without_tokens(page.text)] == []


def test_nor_in_the_calendar_of_a_pass_of_their_own(app, client, here, panel):
    """The file lies on a phone, and phones are looked through at borders."""
    person = factories.panellist(here, "Ben Diaz", "Ligue").participant
    held = person.passes[0]
    factories.sign_in(client, factories.GrantKind.PASS, held.id)
    reply = client.get(f"/passes/{held.id}.ics?lang=en")
    assert reply.status_code == 200
    assert "Turkmenistan" in reply.text
    told = pages.without_tokens(reply.text)
    assert [word for word in (*WORDS, "Ben", "Diaz", "Ligue") if word in told] == []
    assert "Ben" not in reply.headers["Content-Disposition"]
