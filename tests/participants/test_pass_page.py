"""The page of a pass: for its holder alone, with all that a delegate needs at the door and in the week."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories, pages
from webapp.access import links
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySessionStatus
from webapp.participants import actions as participants
from webapp.participants.models import Participant, Pass

ENDINGS = ("", ".pdf", ".svg", ".png", ".ics")


@pytest.fixture
def holder(holder_of, edition):
    return holder_of(edition, expected_at=edition.country_sessions[:2])


def live_page(reply) -> str | None:
    found = re.search(r'href="/floor/([0-9a-f]{20})', reply.text)
    return found and found[1]


def test_what_it_shows(holder, edition):
    reply = holder.get()

    assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-store")
    code = f"{holder.short_code[:4]} {holder.short_code[4:]}"
    for told in (
        "UPR Pre-sessions 44",
        "<bdi>Ana Rojas</bdi>",
        "Permanent Mission of Chile",
        f'<bdi class="code" dir="ltr">{code}</bdi>',
        f'aria-label="QR code of your pass">{holder.get(".svg").text}</div>',
        f'href="/passes/{holder.id}.ics?lang=en"',
        f'href="/passes/{holder.id}.pdf?lang=en"',
    ):
        assert told in reply.text
    shown = pages.text_of(reply.text)
    for told in (
        "Delegate",
        "Mon 28 Aug 10:00 Turkmenistan Room XXV",
        "Mon 28 Aug 11:00 Burkina Faso Room XXV",
        "Hours are those of Europe/Zurich.",
        "Not a UN grounds pass: bring",
    ):
        assert told in shown
    assert "Cabo Verde" not in shown
    assert holder.code not in reply.text


def test_one_small_answer_is_enough_at_the_door(holder):
    """On a bad line the style may come late or never: the code and the eight letters are in the page itself."""
    reply = holder.get(headers={"Accept-Encoding": "gzip"})
    assert reply.headers["Content-Encoding"] == "gzip"
    assert len(reply.data) <= 3_500
    page = holder.get().text
    assert re.findall(r'<(?:img|script|iframe)[^>]*src="(/[^"?]+)', page) == ["/static/mark.svg"]


def test_in_french(holder):
    reply = holder.get("?lang=fr")
    assert "Mission permanente du Chili" in reply.text
    assert "lun. 28 août 10:00 Turkménistan" in pages.text_of(reply.text)


def test_what_is_not_known_is_not_made_up(holder, edition, change):
    change(edition.country_sessions[0], starts_at=None, room=None)
    change(edition.country_sessions[1], starts_at=None, status=CountrySessionStatus.NOT_HELD)

    shown = pages.text_of(holder.get().text)
    assert "Turkmenistan hour not known yet" in shown
    assert "Burkina Faso Room XXV Not held" in shown
    assert ".ics" not in holder.get().text


def test_a_pass_without_expectations(holder_of, edition):
    reply = holder_of(edition).get()
    assert reply.status_code == 200
    assert "Hours are those of" not in reply.text


def test_the_live_page_is_of_what_is_under_way_else_of_what_comes_next(holder_of, edition):
    turkmenistan, burkina, cabo_verde, colombia = edition.country_sessions
    holder = holder_of(edition, expected_at=[cabo_verde])
    hour = timedelta(hours=1)

    def live_at(instant):
        clock.set_for_tests(instant)
        return live_page(holder.get())

    # 10:30 and 11:30: under way, and open to every delegate. Then what this one is expected at.
    assert live_at(factories.NOW) == turkmenistan.id
    assert live_at(factories.NOW + hour) == burkina.id
    assert live_at(factories.NOW + 2 * hour) == cabo_verde.id
    # Before the first: the next of one's own.
    assert live_at(factories.NOW - hour) == cabo_verde.id
    assert live_at(factories.NOW + 3 * hour) == colombia.id
    assert live_at(factories.NOW + 4 * hour) is None


def test_the_live_page_is_never_of_another_edition(holder_of, edition):
    other = factories.edition(number=40, states=())
    assert live_page(holder_of(other).get()) is None


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_is_there_for_its_holder_alone(app, holder, holder_of, edition, ending):
    address = f"/passes/{holder.id}{ending}"
    assert app.test_client().get(address).status_code == 404
    assert holder_of(edition, name="Eve").client.get(address).status_code == 404
    coordinator = app.test_client()
    factories.sign_in(coordinator, GrantKind.STAFF, factories.staff(Role.COORDINATOR).id, Role.COORDINATOR)
    assert coordinator.get(address).status_code == 404
    assert holder.get(ending).status_code == 200


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_replaced_pass_is_gone_and_the_new_one_is_not_shown_to_its_browser(holder, ending):
    with transaction() as session:
        person = session.get(Participant, holder.participant_id)
        new = participants.issue_pass(session, person, by="test").id

    assert holder.get(ending).status_code == 404
    assert holder.client.get(f"/passes/{new}{ending}").status_code == 404


def test_addresses_that_are_none(holder):
    for ending in (".jpg", ".exe", "%00", "/x"):
        assert holder.get(ending).status_code == 404


def test_its_link_leads_there_and_dies_with_it(app, holder):
    with transaction() as session:
        token = links.mint(session, GrantKind.PASS, holder.id, until=clock.now() + timedelta(days=1))
    client = app.test_client()
    opened = pages.submit(client, f"/links/{token}?lang=en")
    assert (opened.status_code, opened.location) == (303, f"/passes/{holder.id}?lang=en")
    assert client.get(opened.location).status_code == 200
    with transaction() as session:
        participants.revoke_passes(session, session.get(Participant, holder.participant_id), by="test")
    assert client.get(opened.location).status_code == 404
    assert client.get(f"/links/{token}").status_code == 410


def test_neither_code_of_a_pass_signs_anybody_in(app, holder):
    """A neighbour can photograph both."""
    for code in (holder.code, holder.short_code):
        assert app.test_client().get(f"/links/{code}").status_code == 404
        assert app.test_client().get(f"/passes/{code}").status_code == 404


def test_a_name_is_a_text_whatever_stands_in_it(holder_of, edition):
    name = '<b onclick="x">Ana</b> {{ 7 * 7 }}'
    reply = holder_of(edition, name=name).get()
    assert "<bdi>&lt;b onclick=&#34;x&#34;&gt;Ana&lt;/b&gt; {{ 7 * 7 }}</bdi>" in reply.text


def test_one_participant_has_one_pass_at_a_time(holder):
    with transaction() as session:
        person = session.get(Participant, holder.participant_id)
        participants.issue_pass(session, person, by="test")
        passes = session.execute(select(Pass.issue, Pass.status).order_by(Pass.issue)).all()
    assert passes == [(1, "revoked"), (2, "issued")]
