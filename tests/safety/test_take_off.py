"""“Take me off everything”: asked once more, then at once, everywhere; undone by the coordinator alone."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.checkin.conftest import DoorAtWork
from tests.safety import steps
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.live import versions
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.participants.models import Appearance, Participant
from webapp.programme import audiences
from webapp.programme.models import Panellist, Phase

NAMES = ("Ana Rojas", "Red de mujeres")


@pytest.fixture
def everywhere(app, client, edition, here, ana):
    """What each place says that shows speakers, while one speaks."""
    device = DoorAtWork(app.test_client(), factories.door(edition))
    person = db.session.get_one(Participant, ana)
    code = factories.code(person.live_pass)
    factories.sitting(here, Phase.STATEMENTS)
    delegate = factories.issued_pass(edition, name="Delegate Name", mission="FJ")
    floor, screens = f"/floor/{here.id}", app.test_client()
    factories.sign_in(screens, GrantKind.PASS, delegate.id)
    factories.sign_in(screens, GrantKind.HALL, here.id)
    factories.sign_in(screens, GrantKind.PODIUM, here.id)

    def look() -> dict[str, str]:
        db.session.rollback()
        pages_of = {
            "programme": client.get("/editions/44/programme"),
            "calendar": client.get("/editions/44/programme.ics"),
            "edition": client.get("/editions/44"),
            "hall": screens.get(f"{floor}/hall"),
            "podium": screens.get(f"{floor}/podium"),
            "phone": screens.get(floor),
            "asking": screens.get(f"{floor}/questions/new"),
        }
        assert {reply.status_code for reply in pages_of.values()} == {200}
        return {place: reply.text for place, reply in pages_of.items()} | {"door": str(device.scan(code))}

    return look


def naming(places: dict[str, str]) -> set[str]:
    return {place for place, text in places.items() if any(name in text for name in NAMES)}


def test_from_one_instant_on_nothing_names_them(phone, ana, everywhere):
    assert naming(everywhere()) >= {"hall", "phone", "door", "asking"}
    assert steps.press(phone, ana, "removal").status_code == 303
    after = everywhere()
    assert naming(after) == set()
    assert "A speaker from civil society" in after["hall"]
    assert steps.words(ana) == [("off_everything", None)]


def test_asking_changes_nothing(phone, ana, everywhere):
    before = naming(everywhere())
    asked = phone.get(f"{steps.address(ana)}/removal")
    said = pages.text_of(asked.text)
    for words in ("At once", "What it cannot do", "What stays", "Your place on the panel and your pass"):
        assert words in said
    assert (naming(everywhere()), steps.words(ana), steps.hidden(ana)) == (before, [], [False])


def test_on_every_panel_and_every_screen_is_told(phone, edition, here, ana):
    other = edition.country_sessions[2]
    factories.panellist(other, "Ana Rojas", "Red de mujeres")
    factories.panellist(other, "Ben Diaz", "Ligue")
    topics = [
        topic(each.id)
        for each in (here, other)
        for topic in (audiences.moderators, audiences.delegates, audiences.hall, audiences.podium)
    ]
    before = versions.read(topics)
    factories.staff(Role.COORDINATOR)
    assert [steps.press(phone, ana, "removal").status_code for _ in range(2)] == [303, 303]
    db.session.rollback()
    after = versions.read(topics)
    assert [after[topic] - before[topic] for topic in topics] == [1] * 8
    assert steps.hidden(ana) == [True, True]
    assert len(steps.words(ana)) == 1
    (mail,) = steps.mails()
    assert (mail.subject, "Ana" in mail.text) == ("Pre-sessions 44: please look at the desk", False)
    (word,) = steps.rows(ana)
    assert steps.audited(word.id) == [("say-off_everything", f"safety_line:{ana}")]
    # Nobody else on the panel is touched.
    shown = db.select(Participant.name).join(Panellist).where(Panellist.hidden_at.is_(None))
    assert db.session.scalars(shown).all() == ["Ben Diaz"]


def test_a_seat_that_is_taken_later_does_not_show_them(phone, edition, ana):
    steps.press(phone, ana, "removal")
    again = factories.panellist(edition.country_sessions[1], *NAMES, appearance=Appearance.PUBLIC)
    assert (again.participant_id, steps.hidden(ana)) == (ana, [True, True])


def test_they_come_in_as_before(app, phone, edition, ana):
    steps.press(phone, ana, "removal")
    person = db.session.get_one(Participant, ana)
    device = DoorAtWork(app.test_client(), factories.door(edition))
    assert device.scan(factories.code(person.live_pass))["verdict"] == "admitted"


def test_the_coordinator_alone_undoes_it_as_they_asked(app, phone, desk, ana, everywhere):
    before = naming(everywhere())
    steps.press(phone, ana, "removal")
    (word,) = steps.rows(ana)
    undo = f"{steps.DESK}/{ana}/return"
    assert phone.post(undo).status_code in (302, 404)
    assert steps.hidden(ana) == [True]
    assert pages.submit(desk, steps.DESK, undo).status_code == 303
    assert (steps.hidden(ana), naming(everywhere())) == ([False], before)
    assert steps.audited(ana) == [("show-again", f"staff:{'1' * 20}")]
    assert steps.rows(ana)[0].answered_at is not None
    # What was said stays, and it can be asked for again.
    assert "Would you rather not be shown?" in steps.says(phone, ana)
    assert "You are off everything" not in steps.says(phone, ana)
    clock.set_for_tests(factories.NOW + timedelta(minutes=1))
    assert steps.press(phone, ana, "removal").status_code == 303
    assert (steps.hidden(ana), len(steps.words(ana)), naming(everywhere())) == ([True], 2, set())
    assert word.id == steps.rows(ana)[0].id


def test_whoever_sits_on_no_panel_any_more_is_heard_too(phone, desk, ana):
    with transaction() as session:
        panellist = session.scalars(db.select(Panellist).where(Panellist.participant_id == ana)).one()
        slot = factories.statement(panellist)
        session.delete(session.get_one(type(slot), slot.id))
        session.flush()
        session.delete(panellist)
    assert [steps.press(phone, ana, "removal").status_code for _ in range(2)] == [303, 303]
    assert steps.words(ana) == [("off_everything", None)]
    assert "Ana Rojas · on no panel any more" in steps.desk_says(desk)


def test_one_edition_does_not_reach_into_another(desk, phone, ana):
    factories.edition(45, starts_on=factories.date(2024, 2, 5), ends_on=factories.date(2024, 2, 9))
    steps.press(phone, ana, "removal")
    (word,) = steps.rows(ana)
    other = "/desk/editions/45/safety"
    for act in (f"{ana}/return", f"{ana}/settlement", f"{ana}/links", f"words/{word.id}/answer"):
        assert pages.submit(desk, steps.DESK, f"{other}/{act}").status_code == 404
    assert (steps.hidden(ana), steps.rows(ana)[0].answered_at) == ([True], None)
