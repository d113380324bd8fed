"""The coordinator's page of safety lines: who waits comes first; it names people, so nobody else opens it."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests import factories, pages
from tests.safety import steps
from tests.safety.test_are_you_home import SILENT
from webapp.access.permissions import Role
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.programme.models import Panellist, Presence
from webapp.safety.models import SafetyWord, Word


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def desk(app, edition):
    return steps.coordinator(app)


@pytest.fixture
def people(here) -> dict[str, str]:
    names = ("Ana Rojas", "Ben Diaz", "Cleo Paz")
    return {name.split()[0]: steps.line(here, name, organisation=f"Org {name[0]}") for name in names}


def say(participant_id: str, word: Word, minutes: int = 0, number: str | None = None) -> str:
    with transaction() as session:
        said = SafetyWord(
            participant_id=participant_id,
            word=word,
            said_at=factories.NOW + timedelta(minutes=minutes),
            number=number,
        )
        session.add(said)
        session.flush()
        return said.id


def press(desk, to: str):
    return pages.submit(desk, steps.DESK, f"{steps.DESK}/{to}")


def test_without_panellists_it_says_so(desk):
    assert "Nobody waits for a call." in steps.desk_says(desk)
    assert "Nobody has confirmed yet." in steps.desk_says(desk)


def test_calls_come_first_and_of_these_the_oldest(desk, people):
    say(people["Ana"], Word.ARRIVED)
    say(people["Cleo"], Word.CALL_ME, 2)
    say(people["Ben"], Word.CALL_ME, 3, "+41 22 1")
    say(people["Cleo"], Word.CALL_ME, 15, "+41 22 2")
    said = steps.desk_says(desk)
    assert (
        "Asked for a call 2 Cleo Paz · Org C, Turkmenistan Waiting since Mon 28 Aug, 10:32 +41 22 2"
        " Asked 2 times · last Mon 28 Aug, 10:45 We called Cleo Paz"
        " Ben Diaz · Org B, Turkmenistan Waiting since Mon 28 Aug, 10:33 +41 22 1 We called Ben Diaz"
        " Taken off everything 0"
    ) in said
    assert said.index("Everybody 3") > said.index("Nothing heard 0") > said.index("Taken off everything")
    assert "Ana Rojas · Org A, Turkmenistan Arrived Mon 28 Aug, 10:30" in said


def test_an_answer_is_for_what_the_page_showed(app, desk, people):
    first = say(people["Cleo"], Word.CALL_ME)
    shown = say(people["Cleo"], Word.CALL_ME, 11)
    newer = say(people["Cleo"], Word.CALL_ME, 22)
    removal = say(people["Cleo"], Word.OFF_EVERYTHING, 1)
    assert [press(desk, f"words/{shown}/answer").status_code for _ in range(2)] == [303, 303]
    answered = {row.id: row.answered_at is not None for row in steps.rows(people["Cleo"])}
    assert answered == {first: True, shown: True, newer: False, removal: False}
    assert steps.audited(first, shown, newer) == [("answer", f"staff:{'1' * 20}")] * 2
    assert "Asked for a call 1 Cleo Paz" in steps.desk_says(desk)
    page = steps.says(steps.holder(app, people["Cleo"]), people["Cleo"])
    assert page.count("Seen to by the secretariat") == 2


def test_what_is_left_after_somebody_was_taken_off(app, desk, people):
    ana = people["Ana"]
    steps.press(steps.holder(app, ana), ana, "removal")
    said = steps.desk_says(desk)
    assert "Taken off everything 1" in said
    assert "take back badges and lists that were printed" in said
    assert "Ana Rojas · Org A, Turkmenistan Since Mon 28 Aug, 10:30 All of it is done" in said
    assert press(desk, f"words/{steps.rows(ana)[0].id}/answer").status_code == 303
    said = steps.desk_says(desk)
    assert "Taken off everything 0" in said
    assert "Ana Rojas · Org A, Turkmenistan Not arrived yet Off everything" in said


def test_silence_shows_from_its_instant_on(app, people):
    say(people["Ben"], Word.ARRIVED)
    say(people["Cleo"], Word.HOME)
    clock.set_for_tests(SILENT - timedelta(seconds=1))
    assert "Nothing heard 0" in steps.desk_says(steps.coordinator(app))
    clock.set_for_tests(SILENT)
    desk = steps.coordinator(app)
    said = steps.desk_says(desk)
    assert (
        "Nothing heard 2 They have not said that they are home. Reach them in the way that they wished, and in no"
        " other: a message can be read by somebody else. Ana Rojas · Org A, Turkmenistan"
        " Never heard from Not asked by e-mail Heard from them otherwise Ana Rojas"
        " Ben Diaz · Org B, Turkmenistan Nothing heard since Mon 28 Aug, 10:30"
    ) in said
    assert [press(desk, f"{people['Ana']}/settlement").status_code for _ in range(2)] == [303, 303]
    assert "Nothing heard 1" in steps.desk_says(desk)
    assert steps.audited(people["Ana"]) == [("settle", f"staff:{'1' * 20}")]


def test_who_stays_at_home_is_not_missed(app, people):
    with transaction() as session:
        for panellist in session.scalars(db.select(Panellist)):
            panellist.presence = Presence.READ_OUT
    say(people["Ben"], Word.ARRIVED)
    clock.set_for_tests(SILENT)
    said = steps.desk_says(steps.coordinator(app))
    assert "Nothing heard 1" in said
    assert "Ana Rojas · Org A, Turkmenistan Does not travel" in said


def test_in_a_virtual_edition_nobody_is_missed(app):
    virtual = factories.edition(40, format="virtual")
    steps.line(virtual.country_sessions[0])
    clock.set_for_tests(SILENT + timedelta(days=5))
    said = pages.text_of(steps.coordinator(app).get("/desk/editions/40/safety").text)
    assert ("Nothing heard" in said, "Ana Rojas" in said) == (False, True)


def test_whoever_was_added_by_hand_gets_a_link_to_hand_over(app, desk, here):
    person = factories.panellist(here, "Dan Ek", "National Commission").participant_id
    assert "Dan Ek · National Commission, Turkmenistan No line yet" in steps.desk_says(desk)
    reply = press(desk, f"{person}/links")
    (link,) = [part for part in reply.text.split('"') if part.startswith(f"{pages.SITE}/links/")]
    opened = pages.submit(app.test_client(), link.removeprefix(pages.SITE))
    assert opened.headers["Location"] == f"/safety/{person}?lang=en"
    assert steps.mails() == []
    assert steps.audited(person)[-1] == ("make-link", f"staff:{'1' * 20}")
    delegate = factories.participant(here.edition, "Delegate Name")
    assert press(desk, f"{delegate.id}/links").status_code == 404


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.REVIEWER, Role.DOOR])
def test_nobody_but_the_coordinator(app, people, role):
    word = say(people["Ana"], Word.CALL_ME, 0, "+41 22 1")
    browser = steps.staff(app, role)
    reply = browser.get(steps.DESK)
    assert (reply.status_code, "Ana" in reply.text, "+41" in reply.text) == (404, False, False)
    ana = people["Ana"]
    for act in (f"words/{word}/answer", f"{ana}/settlement", f"{ana}/return", f"{ana}/links"):
        assert browser.post(f"{steps.DESK}/{act}").status_code == 404
    home = pages.text_of(browser.get("/desk").text)
    assert ("Safety" in home, "waits for you" in home) == (False, False)


def test_the_desk_counts_people_also_after_the_week(app, desk, people):
    home = pages.text_of(desk.get("/desk").text)
    assert "Safety lines Pre-sessions 44 Doors that call" not in home
    assert ("Safety lines Pre-sessions 44" in home, "for you" in home) == (True, False)
    say(people["Ana"], Word.CALL_ME)
    say(people["Ana"], Word.OFF_EVERYTHING)
    assert "Safety lines Pre-sessions 44 1 person waits for you" in pages.text_of(desk.get("/desk").text)
    clock.set_for_tests(SILENT)
    later = pages.text_of(steps.coordinator(app).get("/desk").text)
    assert "Safety lines Pre-sessions 44 3 people wait for you" in later


def test_however_many_they_are_the_statements_are_as_few(desk, edition, people):
    few = statements(desk)
    for place in edition.country_sessions:
        for number in range(5):
            say(steps.line(place, f"Person {number} of {place.state}"), Word.CALL_ME)
    assert statements(desk) == few


def statements(desk) -> int:
    seen = []

    def count(*_args) -> None:
        seen.append(1)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert desk.get(steps.DESK).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)
