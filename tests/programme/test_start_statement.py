"""Starting a statement: one speaks at a time, with the minutes of their slot."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.programme.conftest import Moderator
from webapp.core.audit import AuditEntry
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.extensions import db
from webapp.programme.models import Phase
from webapp.programme.queries import Timer

EVERYBODY = {"moderators": 1, "delegates": 1, "hall": 1, "podium": 1}


def test_the_first_statement_begins_the_sitting(moderator, slots, told):
    assert (moderator.version, moderator.view.phase, moderator.view.next.statement_id) == (
        0,
        "before",
        slots[0],
    )
    moderator.start_statement(slots[0])
    view = moderator.view
    assert (moderator.version, view.phase, view.speaking.statement_id) == (1, Phase.STATEMENTS, slots[0])
    assert view.timer == Timer(420, factories.NOW + timedelta(minutes=7), None)
    assert (view.next.statement_id, view.statements_left) == (slots[1], 2)
    assert told() == EVERYBODY


def test_whoever_spoke_has_given_their_statement(moderator, slots):
    moderator.start_statement(slots[0])
    moderator.start_statement(slots[1])
    assert moderator.statuses == ["given", "speaking", "waiting"]


def test_the_order_is_a_proposal(moderator, slots):
    moderator.start_statement(slots[2])
    assert moderator.statuses == ["waiting", "waiting", "speaking"]
    assert moderator.view.next.statement_id == slots[0]


def test_one_that_was_given_can_begin_again(moderator, slots):
    moderator.start_statement(slots[0])
    moderator.start_statement(slots[1])
    moderator.start_statement(slots[0])
    assert moderator.statuses == ["speaking", "given", "waiting"]


def test_whoever_speaks_cannot_begin(moderator, slots):
    moderator.start_statement(slots[0])
    with pytest.raises(Refused) as refusal:
        moderator.start_statement(slots[0])
    assert (refusal.value.status, moderator.version, moderator.statuses[0]) == (422, 1, "speaking")


def test_from_the_floor_it_leads_back_to_the_statements(moderator, slots):
    moderator.enter(Phase.FLOOR)
    moderator.start_statement(slots[0])
    assert moderator.view.phase == Phase.STATEMENTS


def test_an_old_page_starts_nothing(moderator, slots, told):
    moderator.start_statement(slots[0])
    told()
    with pytest.raises(Stale) as stale:
        moderator.start_statement(slots[1], version=0)
    assert (stale.value.status, moderator.version) == (409, 1)
    assert moderator.statuses == ["speaking", "waiting", "waiting"]
    assert set(told().values()) == {0}


@pytest.mark.parametrize("act", ["close", "suspend"])
def test_nobody_begins_while_nothing_goes_on(moderator, slots, act):
    moderator.enter(Phase.FLOOR)
    if act == "close":
        moderator.enter(Phase.CLOSED)
    else:
        moderator.suspend()
    with pytest.raises(Refused):
        moderator.start_statement(slots[0])
    assert moderator.view.speaking is None


def test_what_is_not_held_does_not_sit(moderator, slots, here):
    with transaction() as session:
        session.get(CountrySession, here.id).status = CountrySessionStatus.NOT_HELD
    with pytest.raises(Refused, match="not held"):
        moderator.start_statement(slots[0])
    with pytest.raises(Refused, match="not held"):
        moderator.blank()
    assert moderator.version == 0


def test_a_slot_of_another_country_session_is_not_there(moderator, slots, edition):
    elsewhere = Moderator(edition.country_sessions[1].id)
    with pytest.raises(NotThere):
        elsewhere.start_statement(slots[0])
    with pytest.raises(NotThere):
        Moderator("0" * 20).start_statement(slots[0])
    assert (elsewhere.version, moderator.version) == (0, 0)


def test_who_did_it_is_kept_by_ids(moderator, slots, here):
    moderator.start_statement(slots[0])
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [(entry.by, entry.verb, entry.object_kind, entry.object_id) for entry in entries] == [
        ("staff:1", "start-statement", "sitting", here.id),
        ("staff:1", "start", "statement", slots[0]),
    ]
