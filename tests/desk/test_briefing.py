"""Statements at the desk: who has handed in what, for whose eyes, and what is missing first."""

import re

import pytest
from sqlalchemy import event

from tests import checkers, factories, pages
from tests.briefing import handed
from tests.selection import steps
from webapp.access.permissions import Role
from webapp.briefing.models import HandedIn, Part, ProposalKind, Readers
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.extensions import db
from webapp.participants.models import OrganisationKind
from webapp.programme import panels
from webapp.programme.models import Panellist, Presence

DESK = "/desk/editions/44/statements"


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def desk(app, edition):
    return handed.staff(app, Role.COORDINATOR)


@pytest.fixture
def rows(desk):
    """The rows of the page as they read, under the name of their country session."""

    def read() -> dict[str, list[str]]:
        html = desk.get(f"{DESK}?lang=en").text
        tables = re.findall(r"<caption>(.*?)</caption>.*?<tbody>(.*?)</tbody>", html, re.S)
        return {
            pages.text_of(name): [pages.text_of(row) for row in body.split("</tr>")[:-1]]
            for name, body in tables
        }

    return read


def test_nobody_on_a_panel(desk, rows):
    assert rows() == {}
    assert "Nobody is on a panel yet." in desk.get(f"{DESK}?lang=en").text


def test_what_is_missing_comes_first_and_each_part_says_since_when_and_for_whom(edition, here, rows):
    ana = factories.panellist(here, "Ana Rojas", "Red de mujeres", minutes=5)
    factories.panellist(here, "Ben Diaz", "Ligue")
    late = factories.panellist(edition.country_sessions[2], "Cleo Paz", "ANDH")
    handed.text(ana, "word " * 601, readers=Readers.MISSIONS)
    for kind, number in ((ProposalKind.QUESTION, 1), (ProposalKind.RECOMMENDATION, 2)):
        for each in range(number):
            handed.proposal(ana, f"{kind} {each}", kind, readers=Readers.MISSIONS_AFTER)
    handed.file(ana)
    handed.text(late, "Nine words", readers=Readers.PUBLIC)
    no_address = "No address here: they came without an application."
    at, alone = "Mon 12 Jun, 10:30", "The panel and the secretariat alone"
    assert rows() == {
        "Turkmenistan": [
            f"Ben Diaz Ligue Missing – nothing – nothing – nothing {no_address}",
            "Ana Rojas Red de mujeres 601 words 5.1 of 5 min Too long"
            f" {at} · All missions"
            f" 1 question, 2 recommendations {at} · All missions, once the statement was given"
            f" There {at} · {alone} – nothing",
        ],
        "Cabo Verde": [
            "Cleo Paz ANDH 2 words 0.1 of 7 min"
            f" {at} · Everybody, once the statement was given – nothing – nothing – nothing"
        ],
    }


def test_it_says_who_is_in_danger_and_whom_the_moderator_reads_out(here, rows):
    ana, ben = factories.panellist(here, "Ana"), factories.panellist(here, "Ben")
    handed.hide(ana)
    with transaction() as session:
        session.get_one(Panellist, ben.id).presence = Presence.READ_OUT
    found = rows()["Turkmenistan"]
    assert ["Taken off everything" in row for row in found] == [True, False]
    assert ["Read out by the moderator" in row for row in found] == [False, True]


def test_a_country_session_that_is_not_held(here, rows):
    factories.panellist(here)
    with transaction() as session:
        session.get_one(CountrySession, here.id).status = CountrySessionStatus.NOT_HELD
    assert list(rows()) == ["Turkmenistan Not held"]


def test_a_reminder_is_offered_once_a_day(desk, here, rows):
    application_id = steps.applied(here)
    with transaction() as session:
        panellist = panels.seat(
            session,
            session.get(CountrySession, here.id),
            name="Ana <Rojas>",
            organisation="Red",
            kind=OrganisationKind.CSO,
            minutes=7,
            locale="en",
            by="test",
            application_id=application_id,
        )
    assert rows()["Turkmenistan"][0].endswith("Remind the speaker Ana <Rojas>")
    assert "Write to 1 panellist now" in desk.get(f"{DESK}?lang=en").text
    assert steps.post(desk, DESK, f"{DESK}/{panellist.id}/reminder").status_code == 303
    assert rows()["Turkmenistan"][0].endswith("Reminded: Mon 12 Jun, 10:30")
    assert "Write to" not in desk.get(f"{DESK}?lang=en").text


def test_the_coordinator_hands_in_nothing_and_changes_no_readers(desk, here):
    ana = factories.panellist(here)
    handed.text(ana, readers=Readers.PANEL)
    token = pages.token_in(desk.get(DESK).text)
    for address in ("statement", "proposals", "factsheet", "statement/readers", "video/readers"):
        typed = {"csrf_token": token, "readers": "public", "text": "In their name", "language": "en"}
        assert desk.post(f"/panellists/{ana.id}/{address}", data=typed).status_code == 404
    db.session.rollback()
    found = db.session.scalars(db.select(HandedIn)).all()
    assert [(row.part, row.version, row.readers) for row in found] == [(Part.TEXT, 1, Readers.PANEL)]


def test_the_desk_leads_to_it(desk):
    assert f"{DESK}?" in desk.get("/desk").text
    assert "/editions/44/statements?" in desk.get(DESK).text


def test_the_number_of_statements_does_not_grow_with_the_panels(edition, desk, here):
    def count() -> int:
        made = []

        def note(*args):
            made.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        assert desk.get(DESK).status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(made)

    handed.text(factories.panellist(here, "Ana"))
    before = count()
    for number in range(4):
        for country_session in edition.country_sessions:
            speaker = factories.panellist(country_session, f"Speaker {number}", f"Organisation {number}")
            handed.text(speaker)
            handed.file(speaker)
    assert count() == before


def test_it_is_valid_html(app, edition, desk, here):
    ana = factories.panellist(here, "Ana <Rojas>")
    handed.text(ana, "<b>First</b>", language="ar", readers=Readers.MISSIONS)
    for part in (Part.FACTSHEET, Part.VIDEO):
        handed.file(ana, part, readers=Readers.MISSIONS)
    for kind in ProposalKind:
        handed.proposal(ana, "Why?", kind, readers=Readers.MISSIONS)
    read = "/editions/44/statements"
    mission, nobody = handed.delegate(app, edition), app.test_client()
    found = {
        f"{who} {address}": browser.get(address).text
        for who, browser, addresses in (
            ("coordinator", desk, [DESK, read, f"{read}/{here.id}"]),
            ("mission", mission, [read, f"{read}/{here.id}"]),
            ("nobody", nobody, [read, f"{read}/{here.id}"]),
        )
        for address in addresses
    }
    assert checkers.html_problems(found) == []
