"""The pages of what was handed in: what they show of each part, how files are given out, what they cost."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, update

from tests import factories, pages
from tests.briefing import handed
from webapp.access.permissions import Role
from webapp.briefing import texts
from webapp.briefing.models import HandedIn, Part, ProposalKind, Readers, StatementText
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.participants.models import Appearance
from webapp.programme.models import Panellist, Presence


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def page(here):
    return f"/editions/44/statements/{here.id}"


@pytest.fixture
def ana(here):
    """Who chose that the organisation alone is shown."""
    return factories.panellist(here, "Ana Rojas", "Red de mujeres", appearance=Appearance.ORGANISATION)


@pytest.fixture
def mission(app, edition):
    return handed.delegate(app, edition)


def test_a_statement_in_its_own_language_by_a_speaker_as_released(mission, page, here, ana):
    hidden = factories.panellist(here, "Ben Diaz", "Ligue", appearance=None)
    for panellist in (ana, hidden):
        handed.text(panellist, "<b>طلباتنا</b>\n\nثانيا", language="ar", readers=Readers.MISSIONS)
        handed.proposal(panellist, "Who <i>judges</i>?", ProposalKind.QUESTION, readers=Readers.MISSIONS)
    text = mission.get(f"{page}?lang=en").text
    said = '<div class="letter" lang="ar" dir="rtl">&lt;b&gt;طلباتنا&lt;/b&gt;\n\nثانيا</div>'
    assert (text.count(said), text.count("Who &lt;i&gt;judges&lt;/i&gt;?")) == (2, 2)
    assert (
        text.count("<bdi>Red de mujeres</bdi>") == text.count("<bdi>A speaker from civil society</bdi>") == 2
    )
    assert [
        name for name in ("Ana", "Rojas", "Ben", "Diaz", "Ligue") if name in pages.without_tokens(text)
    ] == []


def test_the_newest_version_alone(mission, page, ana):
    old = handed.file(ana, readers=Readers.MISSIONS)
    clock.set_for_tests(clock.now() + timedelta(minutes=1))
    new = handed.file(ana, readers=Readers.MISSIONS)
    handed.text(ana, "With the name of a witness", readers=Readers.MISSIONS)
    handed.text(ana, "Without it", readers=Readers.MISSIONS)
    text = mission.get(page).text
    found = ("With the name of a witness", "Without it", old, new)
    assert [each in text for each in found] == [False, True, False, True]
    assert [handed.is_given(mission, page, each) for each in (old, new)] == [False, True]


def test_what_was_taken_away_leaves_nothing(mission, page, ana):
    before = mission.get(page).text
    handed.text(ana, "Our statement", readers=Readers.MISSIONS)
    texts.take_back(ana.id, seen=1, by="test")
    assert mission.get(page).text == before


def elsewhere(panellist) -> str:
    return panellist.country_session.edition.country_sessions[1].id


def test_proposals_stand_by_theme_questions_first(mission, page, here, ana):
    ben = factories.panellist(here, "Ben Diaz", "Ligue")
    recommend, ask = ProposalKind.RECOMMENDATION, ProposalKind.QUESTION
    for panellist, words, kind, theme in (
        (ana, "R1", recommend, "women"),
        (ana, "Q1", ask, "women"),
        (ana, "R2", recommend, "justice"),
        (ben, "Q2", ask, "women"),
    ):
        handed.proposal(panellist, words, kind, theme, readers=Readers.MISSIONS)
    said = pages.text_of(mission.get(f"{page}?lang=en").text.partition('id="proposals"')[2])
    in_order = ("fair trial", "R2 Red de", "Women and", "Q1 Red de", "Q2 Ben Diaz", "R1 Red de")
    places = [said.find(each) for each in in_order]
    assert places == sorted(places)
    assert -1 not in places


def test_files_are_named_for_nobody(mission, page, here, ana):
    factories.panellist(here, "Ben Diaz")
    cleo = factories.panellist(here, "Cleo Paz")
    sheet, video = (
        handed.file(cleo, part, readers=Readers.MISSIONS) for part in (Part.FACTSHEET, Part.VIDEO)
    )
    names = []
    for file_id in (sheet, video):
        with mission.get(f"{page}/files/{file_id}") as reply:
            names.append(reply.headers["Content-Disposition"].partition("filename=")[2])
            assert reply.headers["Cache-Control"] == "no-store"
    assert names == ['"factsheet-3.pdf"', '"video-3.mp4"']


def test_a_video_is_played_in_pieces_on_a_page_that_may(mission, page, ana):
    """A player asks for the part that it shows; only a page with a video on it may load one."""
    without = mission.get(page).headers["Content-Security-Policy"]
    video = handed.file(ana, Part.VIDEO, b"0123456789", readers=Readers.MISSIONS)
    shown = mission.get(page)
    assert f"/files/{video}" in shown.text.partition("<video")[2].partition("</video>")[0]
    policies = (without, shown.headers["Content-Security-Policy"])
    assert ["media-src 'self'" in policy for policy in policies] == [False, True]
    with mission.get(f"{page}/files/{video}", headers={"Range": "bytes=2-4"}) as reply:
        found = (reply.status_code, reply.data, reply.headers["Content-Range"], reply.mimetype)
    assert found == (206, b"234", "bytes 2-4/10", "video/mp4")


def test_a_file_is_found_on_its_own_page_alone(app, edition, mission, page, ana):
    sheet = handed.file(ana, readers=Readers.MISSIONS)
    other = factories.edition(50, states=("TM",)).country_sessions[0]
    addresses = [
        f"{page}/files/{sheet}",
        f"{page.replace(ana.country_session_id, elsewhere(ana))}/files/{sheet}",
        f"/editions/50/statements/{ana.country_session_id}/files/{sheet}",
        f"/editions/50/statements/{other.id}/files/{sheet}",
        f"{page}/files/{'0' * 20}",
        f"/editions/50/statements/{ana.country_session_id}",
        f"/editions/44/statements/{'0' * 20}",
        "/editions/45/statements",
    ]
    found = []
    for address in addresses:
        with mission.get(address) as reply:
            found.append(reply.status_code)
    assert found == [200, *[404] * 7]


def test_nobody_keeps_a_copy(client, mission, page):
    for browser in (client, mission):
        for address in (page, page.rpartition("/")[0]):
            reply = browser.get(address)
            assert (reply.headers["Cache-Control"], "Cookie" in reply.vary) == ("no-store", True)
            assert "Set-Cookie" not in reply.headers


def test_the_secretariat_sees_who_reads_each_part_and_what_is_read_out(app, mission, page, ana):
    handed.text(ana, "Our statement", readers=Readers.MISSIONS_AFTER)
    handed.given(ana)
    with transaction() as session:
        session.get_one(Panellist, ana.id).presence = Presence.READ_OUT
    said = ("All missions, once the statement was given", "To be read out by the moderator")
    moderator = handed.staff(app, Role.MODERATOR).get(f"{page}?lang=en").text
    assert [each in moderator for each in said] == [True, True]
    text = mission.get(f"{page}?lang=en").text
    assert ["Our statement" in text, *(each in text for each in said)] == [True, False, False]


def test_the_number_of_statements_does_not_grow_with_the_panel(mission, edition, here, page, ana):
    def count() -> list[int]:
        return [statements_of(mission, address) for address in (page, page.rpartition("/")[0])]

    everything(ana)
    before = count()
    for number in range(4):
        for country_session in edition.country_sessions:
            everything(factories.panellist(country_session, f"Speaker {number}", f"Organisation {number}"))
    assert count() == before
    assert max(before) <= 14


def everything(panellist) -> None:
    handed.text(panellist, readers=Readers.MISSIONS)
    handed.proposal(panellist, readers=Readers.MISSIONS)
    handed.file(panellist, Part.FACTSHEET, readers=Readers.MISSIONS)
    handed.file(panellist, Part.VIDEO, readers=Readers.MISSIONS)


def statements_of(browser, address: str) -> int:
    """How many SQL statements a page takes."""
    seen = []

    def note(*args):
        seen.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    browser.get(address)
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_a_version_that_comes_meanwhile_is_not_shown_under_the_choice_of_the_one_before(mission, page, ana):
    """While the page is made, the speaker keeps what they write next for the panel."""
    handed.text(ana, "For all missions", readers=Readers.MISSIONS)
    began = []

    def write_next(_connection, _cursor, statement, *_more):
        if "FROM statement_text" not in statement or began:
            return
        began.append(statement)
        with db.engine.begin() as other:
            at = {"panellist_id": ana.id, "part": Part.TEXT}
            other.execute(update(HandedIn).filter_by(**at).values(readers=Readers.PANEL, version=2))
            text = {"version": 2, "language": "en", "text": "For the panel alone"}
            new = insert(StatementText).values(
                id="2" * 20, panellist_id=ana.id, written_at=clock.now(), **text
            )
            other.execute(new)

    event.listen(db.engine, "before_cursor_execute", write_next)
    try:
        text = mission.get(page).text
    finally:
        event.remove(db.engine, "before_cursor_execute", write_next)
    assert (len(began), "For the panel alone" in text) == (1, False)
    assert "For all missions" not in mission.get(page).text
