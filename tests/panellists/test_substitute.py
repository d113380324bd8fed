"""Somebody else of the organisation takes the place: the old pass dies, a new one is sent, the slot is kept."""

import pytest

from tests import factories, pages
from tests.panellists import steps
from tests.selection import steps as selection
from webapp.access import links
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.participants.models import Appearance, Participant, PassStatus
from webapp.programme import queries, sittings
from webapp.programme.models import Panellist, Presence
from webapp.questions import asking
from webapp.questions.models import Question
from webapp.safety.models import SafetyLine


def substitute(ana, name="Berta Luna", appearance="organisation", **typed):
    page = f"{ana.page}/substitution"
    return pages.submit(ana.browser, page, name=name, appearance=appearance, **typed)


def people():
    db.session.rollback()
    return {person.name: person for person in db.session.scalars(db.select(Participant))}


def mails(ana) -> dict[str, str]:
    """Those with the way to a pass, by their ids: what they say."""
    found = selection.mails_to(ana.application_id)
    return {mail.id: mail.text for mail in found if "Here is the pass" in mail.text}


def test_the_place_is_kept_and_the_person_another(app, ana, here):
    old_phone = steps.with_pass(app, ana.id)
    old_pass = ana.row.participant.live_pass.id
    with transaction() as session:
        link = links.mint(session, GrantKind.PASS, old_pass, until=here.edition.closes_at)
    slot = ana.slot.id
    assert substitute(ana).status_code == 303
    row = ana.row
    assert (row.participant.name, row.appearance) == ("Berta Luna", Appearance.ORGANISATION)
    assert (ana.slot.id, ana.slot.minutes, row.organisation) == (slot, 7, "Red de mujeres")
    assert steps.shown(here) == ["Turkmenistan", "Red de mujeres"]
    old, new = people()["Ana Rojas"], people()["Berta Luna"]
    assert ([held.status for held in old.passes], old.expected_at) == ([PassStatus.REVOKED], [])
    assert (new.live_pass is not None, [at.state for at in new.expected_at]) == (True, ["TM"])
    assert new.photographed is False
    assert [old_phone.get(page).status_code for page in (f"/passes/{old_pass}", ana.page)] == [404, 404]
    shown = app.test_client().get(f"/links/{link}")
    assert "Open" not in pages.text_of(shown.text).split()


def test_the_new_pass_and_a_line_of_their_own_are_mailed(app, ana):
    before = mails(ana)
    substitute(ana)
    (mail,) = (text for mail_id, text in mails(ana).items() if mail_id not in before)
    assert [
        word for word in ("Ana", "Berta", "Red de", "Turkmenistan") if word in pages.without_tokens(mail)
    ] == []
    phone = app.test_client()
    to_pass = pages.links_in(mail)[0]
    opened = selection.post(phone, to_pass, to_pass)
    assert opened.location == f"/passes/{people()['Berta Luna'].live_pass.id}?lang=en"
    lines = set(db.session.scalars(db.select(SafetyLine.participant_id)))
    assert lines == {person.id for person in people().values() if person.category == "panellist"}


def test_nothing_of_the_old_name_remains_on_any_screen(app, desk, ana, here, edition):
    steps.first_speaks_next(here)
    delegate, moderator = app.test_client(), app.test_client()
    factories.sign_in(delegate, GrantKind.PASS, factories.issued_pass(edition, name="Litia Cava").id)
    factories.sign_in(moderator, GrantKind.STAFF, "2" * 20, Role.MODERATOR)
    floor, decision = f"/floor/{here.id}", f"/applications/{ana.application_id}/decision"
    seen = [
        *((moderator, floor + screen) for screen in ("/hall", "/podium", "/moderation")),
        (delegate, floor),
        (delegate, f"{floor}/questions/new"),
        *((ana.browser, page) for page in (ana.page, decision)),
        (desk, f"/desk/country-sessions/{here.id}"),
        (desk, f"/desk/editions/44/decisions/{here.id}"),
    ]

    def named(name):
        return [page for browser, page in seen if name in browser.get(page).text]

    assert named("Ana Rojas") == [page for _browser, page in seen]
    substitute(ana, appearance="public")
    assert named("Ana Rojas") == []
    assert named("Berta Luna") == [page for _browser, page in seen]
    found = selection.post(desk, "/desk/editions/44/people", "/desk/editions/44/people", name="rojas")
    assert "Ana Rojas" not in found.text


def test_what_was_put_to_the_place_stays_put_to_it(ana, here, edition):
    factories.sitting(here)
    asker = factories.issued_pass(edition)
    asked = {"submission": "1" * 36, "text": "Why?", "language": "en", "by": "test"}
    asking.ask(here.id, asker.id, panellist_id=ana.id, **asked)
    assert substitute(ana).status_code == 303
    assert db.session.scalars(db.select(Question)).one().panellist_id == ana.id


def test_the_new_person_chooses_anew(ana):
    reply = substitute(ana, appearance="")
    assert reply.status_code == 422
    assert "Choose how this person wishes to appear in public." in reply.text
    assert 'value="Berta Luna"' in reply.text
    assert "checked" not in reply.text
    assert substitute(ana, name="").status_code == 422
    assert ana.row.participant.name == "Ana Rojas"


def test_what_the_other_said_of_not_coming_is_not_theirs(ana):
    row = ana.row
    row.presence, row.absence_note, row.hidden_at = "remote", "prevented", clock.now()
    db.session.commit()
    substitute(ana)
    assert (ana.row.presence, ana.row.absence_note, ana.row.hidden_at) == (Presence.IN_ROOM, None, None)


def test_twice_is_once(ana):
    shown = ana.row.participant_id
    before = len(mails(ana))
    replies = [substitute(ana, seen=shown).status_code for _ in range(2)]
    assert (replies, len(mails(ana))) == ([303, 303], before + 1)
    assert len(people()["Berta Luna"].passes) == 1
    reply = substitute(ana, name="Carla Sol", seen=shown)
    assert (reply.status_code, "Somebody else has this place by now" in reply.text) == (409, True)
    assert sorted(people()) == ["Ana Rojas", "Berta Luna"]


def test_the_same_person_is_nobody_else(ana):
    reply = substitute(ana, name="ANA ROJAS")
    assert (reply.status_code, "the person who has the place already" in reply.text) == (422, True)
    assert ana.row.participant.live_pass is not None


def test_once_the_statement_has_begun_nobody_takes_it(ana, here):
    shown = ana.row.participant_id
    token = pages.token_in(ana.browser.get(f"{ana.page}/substitution").text)
    sittings.start_statement(here.id, ana.slot.id, version=0, by="test")
    typed = {"csrf_token": token, "name": "Berta Luna", "appearance": "public", "seen": shown}
    reply = ana.browser.post(f"{ana.page}/substitution", data=typed)
    db.session.rollback()
    assert reply.status_code == 422
    assert (ana.row.participant.name, list(people())) == ("Ana Rojas", ["Ana Rojas"])


def test_who_speaks_on_another_panel_too_keeps_that_and_the_pass(app, desk, ana, edition):
    other = steps.seated(app, desk, edition.country_sessions[1], "Red de mujeres", speaker="Ana Rojas")
    assert other.row.participant_id == ana.row.participant_id
    substitute(ana)
    old = people()["Ana Rojas"]
    assert (old.live_pass is not None, [at.state for at in old.expected_at]) == (True, ["BF"])
    assert other.row.participant_id == old.id


def test_who_speaks_elsewhere_keeps_one_pass_and_is_in_one_room_at_a_time(app, desk, ana, here, edition):
    second = edition.country_sessions[1]
    berta = steps.seated(app, desk, second, "Red de mujeres", speaker="Berta Luna")
    starts_at = second.starts_at
    second.starts_at = here.starts_at
    db.session.commit()
    reply = substitute(ana)
    assert (reply.status_code, "another country session at the same time" in reply.text) == (422, True)
    assert ana.row.participant.name == "Ana Rojas"
    berta.row.hidden_at = clock.now()
    second.starts_at = starts_at
    db.session.commit()
    assert substitute(ana).status_code == 303
    assert ana.row.participant_id == berta.row.participant_id
    assert (len(people()["Berta Luna"].passes), len(people()["Berta Luna"].expected_at)) == (1, 2)
    # She asked for it herself, there.
    assert ana.row.hidden_at is not None


def test_the_place_of_a_substitute_bars_two_rooms_by_the_new_name(app, desk, ana, here, edition):
    second = edition.country_sessions[1]
    second.starts_at = here.starts_at
    db.session.commit()
    berta = selection.applied(second, "Red de mujeres", speaker="Berta Luna")
    anew = selection.applied(second, "Red de mujeres", speaker="Ana Rojas")
    assert selection.accept(desk, anew).status_code == 422
    substitute(ana)
    assert selection.accept(desk, anew).status_code == 303
    assert selection.accept(desk, berta).status_code == 422


def test_a_pass_alone_hands_nothing_on(app, ana):
    browser = steps.with_pass(app, ana.id)
    page = f"{ana.page}/substitution"
    shown = browser.get(page)
    assert (shown.status_code, 'name="name"' in shown.text) == (200, False)
    token = pages.token_in(browser.get(f"{ana.page}/prevention").text)
    typed = {"csrf_token": token, "name": "Eve", "appearance": "public", "seen": ana.row.participant_id}
    assert browser.post(page, data=typed).status_code == 404
    assert ana.row.participant.name == "Ana Rojas"


@pytest.mark.parametrize("applied", [True, False])
def test_the_coordinator_does_it_for_them(ana, desk, here, applied):
    panellist_id = ana.id if applied else factories.panellist(here, "Cleo Paz", "Ombuds").id
    slot = queries.slot_of(steps.panellist(panellist_id)).id
    page = f"/desk/country-sessions/{here.id}/statements/{slot}/substitution"
    said = {"name": "Berta Luna", "appearance": "neither"}
    before = len(selection.mails())
    reply = pages.submit(desk, page, **said)
    assert (reply.status_code, "Record it once they" in reply.text) == (422, True)
    assert pages.submit(desk, page, **said, as_told="y").status_code == 303
    row = db.session.get_one(Panellist, panellist_id)
    assert (row.participant.name, row.appearance) == ("Berta Luna", Appearance.NEITHER)
    assert row.participant.live_pass is not None
    assert len(selection.mails()) == before + (2 if applied else 0)  # the pass, and the line
    to_code = f'action="/desk/passes/{row.participant.live_pass.id}/codes?lang=en"'
    assert (to_code in desk.get(page.removesuffix("/substitution")).text) is not applied
