"""Prevented from coming: the slot is kept, the panellist says how the statement is given and what is told about it."""

import pytest

from tests import factories, pages
from tests.panellists import steps
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.live import versions
from webapp.editions.models import Format
from webapp.extensions import db
from webapp.programme import audiences, sittings
from webapp.programme.models import AbsenceNote, Presence

TOLD = ("Unable to be in Geneva", "Prevented from coming")
WAYS = ("Remotely", "By video", "Read out by the moderator")


@pytest.fixture
def screens(app, ana, here, edition):
    """What each screen of the room says: hall, phones, podium, moderation."""
    steps.first_speaks_next(here)
    delegate, staff = app.test_client(), app.test_client()
    factories.sign_in(delegate, GrantKind.PASS, factories.issued_pass(edition).id)
    factories.sign_in(staff, GrantKind.STAFF, "2" * 20, Role.MODERATOR)
    at = {"hall": (staff, "/hall"), "phones": (delegate, ""), "podium": (staff, "/podium")}
    at |= {"moderation": (staff, "/moderation"), "public": (app.test_client(), None)}

    def say() -> dict[str, list[str]]:
        found = {}
        for screen, (browser, path) in at.items():
            address = "/editions/44/programme" if path is None else f"/floor/{here.id}{path}"
            reply = browser.get(f"{address}?lang=en")
            assert reply.status_code == 200
            text = pages.text_of(reply.text)
            found[screen] = [words for words in (*TOLD, *WAYS) if words in text]
        return found

    return say


def prevent(ana, presence, note=None, **typed):
    typed |= {"note": note} if note else {}
    return pages.submit(ana.browser, f"{ana.page}/prevention", presence=presence, **typed)


def test_each_audience_reads_what_it_may(ana, screens):
    """The moderators and the podium have to know how it is given; all others read what the panellist let be told."""
    nothing = {screen: [] for screen in ("hall", "phones", "podium", "moderation", "public")}
    assert screens() == nothing
    assert prevent(ana, "remote", "prevented").status_code == 303
    note, way = "Prevented from coming", "Remotely"
    assert screens() == {
        "hall": [note],
        "phones": [note],
        "podium": [note, way],
        "moderation": [way],
        "public": [],
    }
    assert prevent(ana, "read_out", "nothing").status_code == 303
    assert screens() == nothing | {"podium": [WAYS[2]], "moderation": [WAYS[2]]}


def test_the_coordinator_sees_it_at_once(ana, desk, here):
    prevent(ana, "video", "unable")
    for page in (f"/desk/country-sessions/{here.id}", f"/desk/editions/44/decisions/{here.id}"):
        said = pages.text_of(desk.get(page).text)
        assert "By video Everybody is told: Unable to be in Geneva" in said


def test_nothing_is_chosen_beforehand_and_both_are_asked(ana):
    page = f"{ana.page}/prevention"
    assert "checked" not in ana.browser.get(page).text
    said = ana.says("/prevention")
    assert "that of the State under Review too" in said
    reply = prevent(ana, "")
    assert (reply.status_code, "Choose how the statement is given." in reply.text) == (422, True)
    reply = prevent(ana, "remote")
    assert (reply.status_code, "Choose what everybody is told." in reply.text) == (422, True)
    assert 'value="remote" checked' in reply.text
    assert ana.row.presence == Presence.IN_ROOM


def test_it_is_shown_changed_and_taken_back(ana):
    prevent(ana, "remote", "unable")
    assert "Remotely Everybody reads: “Unable to be in Geneva”." in ana.says()
    shown = ana.browser.get(f"{ana.page}/prevention").text
    assert ['value="remote" checked' in shown, 'value="unable" checked' in shown] == [True, True]
    prevent(ana, "video", "nothing")
    assert (ana.row.presence, ana.row.absence_note) == (Presence.VIDEO, AbsenceNote.NOTHING)
    assert prevent(ana, "in_room").status_code == 303
    assert (ana.row.presence, ana.row.absence_note) == (Presence.IN_ROOM, None)
    assert "Everybody reads:" not in ana.says()


def test_the_pass_is_enough(app, ana):
    browser = steps.with_pass(app, ana.id)
    reply = pages.submit(browser, f"{ana.page}/prevention", presence="remote", note="nothing")
    assert (reply.status_code, ana.row.presence) == (303, Presence.REMOTE)


def test_a_page_left_open_undoes_nothing_newer(ana):
    stale = "in_room-"
    prevent(ana, "remote", "prevented")
    reply = prevent(ana, "video", "nothing", seen=stale)
    assert (reply.status_code, "changed by somebody else meanwhile" in reply.text) == (409, True)
    assert 'value="remote" checked' in reply.text
    # The same once more is no change.
    assert prevent(ana, "remote", "prevented", seen=stale).status_code == 303
    assert (ana.row.presence, ana.row.absence_note) == (Presence.REMOTE, AbsenceNote.PREVENTED)


def test_once_the_statement_has_begun_it_stays(ana, here):
    prevent(ana, "remote", "prevented")
    sittings.start_statement(here.id, ana.slot.id, version=0, by="test")
    page = f"{ana.page}/prevention"
    assert "can no longer be changed here" in ana.says("/prevention")
    token = pages.token_in(ana.browser.get(ana.page).text)
    typed = {"csrf_token": token, "presence": "in_room", "seen": "remote-prevented"}
    reply = ana.browser.post(page, data=typed)
    assert (reply.status_code, ana.row.presence) == (422, Presence.REMOTE)


def test_who_is_told_of_which_change(ana, here):
    """The hall's and the phones' numbers rise only with what they show."""
    topics = [audiences.hall, audiences.delegates, audiences.podium, audiences.moderators]

    def numbers():
        db.session.rollback()
        known = versions.read([topic(here.id) for topic in topics])
        return [known[topic(here.id)] for topic in topics]

    before = numbers()
    prevent(ana, "remote", "nothing")
    silent = numbers()
    assert [now - then for now, then in zip(silent, before, strict=True)] == [0, 0, 1, 1]
    prevent(ana, "remote", "prevented")
    assert [now - then for now, then in zip(numbers(), silent, strict=True)] == [1, 1, 1, 1]


def test_who_was_taken_off_everything_has_no_note_either(ana, screens):
    prevent(ana, "remote", "prevented")
    row = ana.row
    row.hidden_at = clock.now()
    db.session.commit()
    assert screens()["hall"] == []
    assert screens()["moderation"] == ["Remotely"]


def test_in_a_virtual_edition_nobody_is_expected_in_geneva(ana, edition):
    edition.format = Format.VIRTUAL
    db.session.commit()
    shown = ana.browser.get(f"{ana.page}/prevention").text
    offered = [value for value in (*Presence, *AbsenceNote) if f'value="{value}"' in shown]
    assert offered == ["in_room", "video", "read_out", "nothing", "prevented"]
    assert prevent(ana, "remote", "nothing").status_code == 422
    assert prevent(ana, "video", "unable").status_code == 422
    prevent(ana, "video", "prevented")
    assert "Everybody reads: “Prevented from taking part”." in ana.says()


def test_the_coordinator_records_what_they_were_told(ana, desk, here):
    page = f"/desk/country-sessions/{here.id}/statements/{ana.slot.id}/prevention"
    said = {"presence": "read_out", "note": "prevented"}
    reply = pages.submit(desk, page, **said)
    assert (reply.status_code, "Record it once they" in reply.text) == (422, True)
    assert ana.row.presence == Presence.IN_ROOM
    assert pages.submit(desk, page, **said, as_told="y").status_code == 303
    assert (ana.row.presence, ana.row.absence_note) == (Presence.READ_OUT, AbsenceNote.PREVENTED)
    reply = pages.submit(desk, page, **said | {"presence": "video"}, as_told="y", seen="in_room-")
    assert reply.status_code == 409
    opening = factories.opening(here)
    assert desk.get(page.replace(ana.slot.id, opening.id)).status_code == 404
