"""The coordinator composes a panel: who, in which order, for how long, and how each chose to appear."""

import re

import pytest

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role
from webapp.core.audit import AuditEntry
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants.models import Category, Participant, PassStatus
from webapp.programme import queries, sittings
from webapp.programme.models import Panellist

ANA = {
    "name": "Ana Rojas",
    "organisation": "Red de mujeres",
    "kind": "cso",
    "minutes": "7",
    "language": "es",
}


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def place(here):
    return f"/desk/country-sessions/{here.id}"


@pytest.fixture
def desk(app):
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF, factories.staff(Role.COORDINATOR).id, Role.COORDINATOR)
    return browser


@pytest.fixture
def add(desk, place):
    def panellist(**typed):
        return pages.submit(desk, f"{place}/panellists/new", **{**ANA, **typed})

    return panellist


@pytest.fixture
def slots(here):
    """The slots as they stand: (name or None, minutes)."""

    def read():
        db.session.rollback()
        rows = queries.slots(here.id)
        return [(row.panellist and row.panellist.participant.name, row.minutes) for row in rows]

    return read


def slot_id(here, name):
    rows = queries.slots(here.id)
    return next(row.id for row in rows if (row.panellist and row.panellist.participant.name) == name)


def test_the_first_panellist_brings_the_opening_of_the_state_under_review(add, desk, place, slots):
    assert add().status_code == 303
    assert slots() == [(None, 2), ("Ana Rojas", 7)]
    page = pages.text_of(desk.get(f"{place}?lang=en").text)
    assert "The panellist is on the panel, and has a pass." in page
    assert "1. Opening of the State under Review 2 min" in page
    assert "2. Ana Rojas 7 min Red de mujeres · Civil society organisation" in page
    assert "Not answered yet: shown as neither" in page


def test_a_panellist_is_a_participant_with_a_pass_expected_there(add, here):
    add()
    person = db.session.scalars(db.select(Participant)).one()
    assert (person.category, person.mission, person.locale) == (Category.PANELLIST, None, "es")
    assert person.live_pass is not None
    assert [entry.state for entry in person.expected_at] == ["TM"]
    assert db.session.scalars(db.select(Panellist)).one().appearance is None


def test_the_minutes_are_summed_against_the_hour(add, desk, place):
    for name in ("Ana Rojas", "Ben Diaz", "Cleo Paz"):
        add(name=name, minutes="9")
    page = pages.text_of(desk.get(f"{place}?lang=en").text)
    assert "Statements 27 min, opening of the State under Review 2 min, left for questions 31 min" in page
    for name in ("Dan Ek", "Eva Soto"):
        add(name=name, minutes="30")
    assert "29 min more than there are" in pages.text_of(desk.get(f"{place}?lang=en").text)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Write the name of the person"),
        ("name", "A" * 201, "Use at most 200 characters."),
        ("name", "Ana\x00", "characters that cannot be printed"),
        ("organisation", " ", "Write the name of the organisation."),
        ("organisation", "x" * 201, "Use at most 200 characters."),
        ("kind", "", "Choose the kind of organisation."),
        ("kind", "club", "Choose the kind of organisation."),
        ("minutes", "", "Write the minutes as a number from 1 to 30."),
        ("minutes", "0", "Write the minutes as a number from 1 to 30."),
        ("minutes", "31", "Write the minutes as a number from 1 to 30."),
        ("minutes", "٧", "Write the minutes as a number from 1 to 30."),
        ("minutes", "7.5", "Write the minutes as a number from 1 to 30."),
        ("language", "xx", "Choose a language from the list."),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(add, slots, field, typed, sentence):
    reply = add(**{field: typed})
    assert reply.status_code == 422
    assert sentence in pages.text_of(reply.text)
    kept = {"name": "Ana Rojas", "organisation": "Red de mujeres", "minutes": "7"}
    assert [
        value for name, value in kept.items() if name != field and f'value="{value}"' not in reply.text
    ] == []
    assert slots() == []


def test_a_lost_token_keeps_what_was_typed(desk, place, slots):
    reply = desk.post(f"{place}/panellists/new", data=ANA)
    assert (reply.status_code, 'value="Red de mujeres"' in reply.text, slots()) == (422, True, [])


def test_nobody_is_twice_on_one_panel(add, slots):
    add()
    reply = add()
    assert reply.status_code == 422
    assert "This person is on the panel already." in pages.text_of(reply.text)
    assert 'value="Ana Rojas"' in reply.text
    assert slots() == [(None, 2), ("Ana Rojas", 7)]


def test_who_speaks_in_another_country_session_too_keeps_one_pass(add, desk, edition):
    add()
    other = edition.country_sessions[1].id
    assert pages.submit(desk, f"/desk/country-sessions/{other}/panellists/new", **ANA).status_code == 303
    person = db.session.scalars(db.select(Participant)).one()
    assert len(person.passes) == 1
    assert [entry.state for entry in person.expected_at] == ["TM", "BF"]


def test_nobody_is_in_two_rooms_at_once(add, desk, edition):
    add()
    other = edition.country_sessions[1]
    other.starts_at = edition.country_sessions[0].starts_at
    db.session.commit()
    reply = pages.submit(desk, f"/desk/country-sessions/{other.id}/panellists/new", **ANA)
    assert reply.status_code == 422
    assert "speaks in another country session at the same time" in pages.text_of(reply.text)
    assert len(db.session.scalars(db.select(Panellist)).all()) == 1


def test_moved_by_the_buttons(add, desk, place, slots):
    add()
    add(name="Ben Diaz")
    page = desk.get(f"{place}?lang=en").text
    up = re.findall(r'action="([^"?]+/position)[^>]*>(.*?)</form>', page, re.S)
    assert [pages.text_of(form) for _address, form in up] == [
        "Down Opening of the State under Review",
        "Up Ana Rojas",
        "Down Ana Rojas",
        "Up Ben Diaz",
    ]
    fields = dict(re.findall(r'name="(place|seen_at)" value="(\d)"', up[3][1]))
    assert pages.submit(desk, place, up[3][0], **fields).status_code == 303
    assert [name for name, _minutes in slots()] == [None, "Ben Diaz", "Ana Rojas"]
    reply = pages.submit(desk, place, up[3][0], **fields)
    assert reply.status_code == 409
    assert "The panel was changed by somebody else meanwhile" in pages.text_of(reply.text)
    assert [name for name, _minutes in slots()] == [None, "Ben Diaz", "Ana Rojas"]


@pytest.mark.parametrize(
    ("typed", "order"), [("1", ["Ben Diaz", None, "Ana Rojas"]), ("99", [None, "Ana Rojas", "Ben Diaz"])]
)
def test_moved_by_a_number_and_given_other_minutes(add, desk, place, here, slots, typed, order):
    add()
    add(name="Ben Diaz")
    page = f"{place}/statements/{slot_id(here, 'Ben Diaz')}"
    assert pages.submit(desk, page, place=typed, minutes="5", seen_at="3").status_code == 303
    assert [name for name, _minutes in slots()] == order
    assert dict(slots())["Ben Diaz"] == 5


@pytest.mark.parametrize(
    ("field", "typed"), [("place", "0"), ("place", "first"), ("minutes", "60"), ("minutes", "")]
)
def test_a_place_or_minutes_that_cannot_be(add, desk, place, here, slots, field, typed):
    add()
    page = f"{place}/statements/{slot_id(here, 'Ana Rojas')}"
    reply = pages.submit(desk, page, **{"place": "2", "minutes": "6", "seen_at": "2", field: typed})
    assert (reply.status_code, f'value="{typed}"' in reply.text) == (422, True)
    assert slots() == [(None, 2), ("Ana Rojas", 7)]


def test_a_choice_is_recorded_only_as_the_person_wrote_it(add, desk, place, here):
    add()
    page = f"{place}/statements/{slot_id(here, 'Ana Rojas')}/appearance"
    assert "checked" not in desk.get(page).text
    reply = pages.submit(desk, page, appearance="public")
    assert reply.status_code == 422
    assert "Nobody chooses this for a panellist" in pages.text_of(reply.text)
    assert re.search(r'value="public" checked', reply.text)
    assert queries.speakers(here.id)[1].name is None

    assert pages.submit(desk, page, appearance="public", in_writing="y").status_code == 303
    assert queries.speakers(here.id)[1].name == "Ana Rojas"
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    person = db.session.scalars(db.select(Panellist)).one()
    assert (entry.verb, entry.object_kind, entry.object_id) == ("record-public", "panellist", person.id)


def test_a_page_left_open_undoes_no_newer_choice(add, desk, place, here):
    add()
    page = f"{place}/statements/{slot_id(here, 'Ana Rojas')}/appearance"
    pages.submit(desk, page, appearance="neither", in_writing="y")
    reply = pages.submit(desk, page, appearance="public", in_writing="y", seen="")
    assert reply.status_code == 409
    assert "Somebody else recorded a choice meanwhile." in pages.text_of(reply.text)
    assert re.search(r'value="neither" checked', reply.text)
    assert queries.speakers(here.id)[1].name is None


def test_a_page_left_open_undoes_no_newer_settings(desk, place, here):
    page = f"{place}/settings"
    pages.submit(desk, page, under_review_opens="y", shows_waiting="")
    reply = pages.submit(desk, page, under_review_opens="y", shows_waiting="y", seen="1111")
    assert reply.status_code == 409
    assert "Somebody else changed these settings meanwhile." in pages.text_of(reply.text)
    assert queries.sitting(here.id).shows_waiting is False


def test_the_state_under_review_has_no_appearance_to_choose_and_is_not_taken_off(add, desk, place, here):
    add()
    page = f"{place}/statements/{slot_id(here, None)}"
    assert desk.get(f"{page}/appearance").status_code == 404
    assert "Take off the panel" not in desk.get(page).text
    for act in ("appearance", "removal"):
        reply = pages.submit(desk, place, f"{page}/{act}", appearance="public", in_writing="y")
        assert reply.status_code == 404


def test_taken_off_the_panel_the_pass_ends(add, desk, place, here, slots):
    add()
    page = f"{place}/statements/{slot_id(here, 'Ana Rojas')}"
    assert pages.submit(desk, page, f"{page}/removal").status_code == 303
    assert slots() == [(None, 2)]
    person = db.session.scalars(db.select(Participant)).one()
    assert ([held.status for held in person.passes], person.expected_at) == ([PassStatus.REVOKED], [])


def test_taken_off_one_of_two_panels_the_pass_stays(add, desk, place, here, edition):
    add()
    other = edition.country_sessions[1].id
    pages.submit(desk, f"/desk/country-sessions/{other}/panellists/new", **ANA)
    page = f"{place}/statements/{slot_id(here, 'Ana Rojas')}"
    pages.submit(desk, page, f"{page}/removal")
    person = db.session.scalars(db.select(Participant)).one()
    assert person.live_pass is not None
    assert [entry.state for entry in person.expected_at] == ["BF"]


def test_whoever_speaks_or_has_spoken_stays_and_can_wait_again(add, desk, place, here, slots):
    add()
    slot = slot_id(here, "Ana Rojas")
    sittings.start_statement(here.id, slot, version=0, by="test")
    page = f"{place}/statements/{slot}"
    reply = pages.submit(desk, page, f"{page}/removal")
    assert reply.status_code == 422
    assert "so it stays on the panel" in pages.text_of(reply.text)
    assert len(slots()) == 2
    back = re.search(r'name="version" value="(\d+)"', desk.get(page).text)[1]
    assert pages.submit(desk, page, f"{page}/return", version=back).status_code == 303
    assert [str(row.status) for row in queries.slots(here.id)] == ["waiting", "waiting"]
    assert pages.submit(desk, page, f"{page}/return", version=back).status_code == 409


def test_settings_are_kept(desk, place, here):
    page = f"{place}/settings"
    assert re.findall(r'id="(\w+)"[^>]*checked|checked[^>]*id="(\w+)"', desk.get(page).text) == [
        ("", "under_review_opens")
    ]
    reply = pages.submit(desk, page, under_review_asks="y", shows_waiting="y", capacity="40", limited="y")
    assert reply.status_code == 303
    row, room = queries.sitting(here.id), db.session.get(CountrySession, here.id)
    assert (row.under_review_opens, row.under_review_replies, row.under_review_asks, row.shows_waiting) == (
        False,
        False,
        True,
        True,
    )
    assert (room.capacity, room.limited) == (40, True)
    assert pages.submit(desk, page, under_review_opens="y", capacity="").status_code == 303
    assert db.session.get(CountrySession, here.id).capacity is None


def test_the_opening_comes_and_goes_with_its_setting(add, desk, place, here, slots):
    page = f"{place}/settings"
    pages.submit(desk, page, capacity="")
    add()
    assert slots() == [("Ana Rojas", 7)]
    pages.submit(desk, page, under_review_opens="y")
    assert slots() == [(None, 2), ("Ana Rojas", 7)]
    pages.submit(desk, page, under_review_opens="y")
    assert slots() == [(None, 2), ("Ana Rojas", 7)]
    version = queries.sitting(here.id).version
    sittings.start_statement(here.id, slot_id(here, None), version=version, by="test")
    reply = pages.submit(desk, page, capacity="12")
    assert (reply.status_code, 'value="12"' in reply.text) == (422, True)
    assert slots() == [(None, 2), ("Ana Rojas", 7)]
    assert db.session.get(CountrySession, here.id).capacity is None


@pytest.mark.parametrize("typed", ["0", "5001", "many", "-3"])
def test_a_room_that_takes_nobody(desk, place, here, typed):
    reply = pages.submit(desk, f"{place}/settings", capacity=typed, shows_waiting="y")
    assert (reply.status_code, f'value="{typed}"' in reply.text) == (422, True)
    assert "a number from 1 to 5000" in pages.text_of(reply.text)
    assert (queries.sitting(here.id).version, db.session.get(CountrySession, here.id).capacity) == (0, None)


def test_the_desk_leads_there_and_it_leads_to_the_screens(desk, place, here):
    assert f"{place}?lang=en" in desk.get("/desk?lang=en").text
    page = desk.get(f"{place}?lang=en").text
    for screen in ("moderation", "hall", "podium"):
        assert f"/floor/{here.id}/{screen}?lang=en" in page


def test_a_moderator_s_desk_does_not_lead_there(app, place):
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF, factories.staff(Role.MODERATOR).id, Role.MODERATOR)
    assert "/country-sessions/" not in browser.get("/desk").text
    assert browser.get(place).status_code == 404


@pytest.mark.parametrize(
    "path", ["", "/settings", "/panellists/new", "/statements/x", "/statements/x/appearance"]
)
@pytest.mark.parametrize("missing", ["0" * 20, "%00", "%ff"])
def test_what_is_not_there(desk, edition, path, missing):
    assert desk.get(f"/desk/country-sessions/{missing}{path}").status_code == 404
