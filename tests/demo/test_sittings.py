"""The panels of the demonstration, and how far each sitting is by the clock."""

import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from webapp.core import clock
from webapp.core.text import clean_line
from webapp.demo import week
from webapp.demo.panels import PANELS
from webapp.editions import queries as editions
from webapp.extensions import db
from webapp.participants.models import (
    NAME_MOST,
    ORGANISATION_MOST,
    Appearance,
    Category,
    OrganisationKind,
    Participant,
)
from webapp.programme import panels, queries, sittings
from webapp.programme.models import MINUTES, Panellist, Phase, Statement
from webapp.programme.queries import Timer
from webapp.questions import queries as questions
from webapp.questions.models import Answer, Question, QuestionKind, QuestionStatus

# Ten past midnight in Geneva, on the Tuesday: no country session can have gone on for longer than that.
YOUNG = datetime(2023, 8, 28, 22, 10, tzinfo=UTC)


def under_way():
    db.session.rollback()
    return editions.country_session(week.NUMBER, week.UNDER_WAY)


def view():
    return queries.sitting_view(under_way().id)


@pytest.mark.no_database
def test_each_state_has_a_panel_and_its_people_are_invented():
    assert set(PANELS) == set(week.STATES)
    assert {len(panel) for panel in PANELS.values()} == {4, 5}
    everybody = [person for panel in PANELS.values() for person in panel]
    assert {person.appearance for person in everybody} == {*Appearance, None}
    assert {person.kind for person in everybody} == set(OrganisationKind)
    assert len({person.name for person in everybody}) == len(everybody)
    marks = (
        "(example)",
        "(exemple)",
        "(ejemplo)",
        "(dæmi)",
        "(pavyzdys)",
        "(exemplu)",
        "(ezemplu)",
        "(пример)",
        "(مثال)",
    )
    assert [person for person in everybody if not person.organisation.endswith(marks)] == []
    assert [person for person in everybody if person.minutes not in MINUTES] == []
    scripts = {unicodedata.name(person.name[0]).partition(" ")[0] for person in everybody}
    assert scripts == {"LATIN", "CYRILLIC", "ARABIC", "ETHIOPIC"}
    for person in everybody:
        assert clean_line(person.name, NAME_MOST) == person.name
        assert clean_line(person.organisation, ORGANISATION_MOST) == person.organisation


def test_every_panellist_has_a_pass_and_is_expected_where_they_speak(links):
    links()
    people = db.session.scalars(db.select(Participant).filter_by(category=Category.PANELLIST)).all()
    assert len(people) == sum(len(panel) for panel in PANELS.values())
    assert [person for person in people if person.live_pass is None or len(person.expected_at) != 1] == []


def test_the_floor_is_open_half_an_hour_in(links):
    links()
    here = view()
    assert (here.phase, here.timer, here.speaking) == (Phase.FLOOR, None, None)
    assert {speaker.status for speaker in here.speakers} == {"given"}
    assert here.speakers[0].kind is None
    others = {
        entry.state: queries.sitting_view(entry.id).phase for entry in editions.edition(54).country_sessions
    }
    assert Counter(others.values()) == {Phase.BEFORE: 11, Phase.FLOOR: 1}


def test_what_is_over_is_closed(links):
    clock.set_for_tests(factories.NOW + timedelta(days=2))
    links()
    for entry in editions.edition(54).country_sessions:
        here = queries.sitting_view(entry.id)
        if entry.starts_at and entry.ends_at <= clock.now():
            assert (here.phase, {speaker.status for speaker in here.speakers}) == (Phase.CLOSED, {"given"})
        elif entry.state != week.UNDER_WAY:
            assert (here.phase, {speaker.status for speaker in here.speakers}) == (Phase.BEFORE, {"waiting"})


def test_somebody_speaks_while_the_hour_is_young(links):
    clock.set_for_tests(YOUNG)
    links()
    here = view()
    assert here.phase == Phase.STATEMENTS
    assert [str(speaker.status) for speaker in here.speakers] == [
        "given",
        "given",
        "speaking",
        *["waiting"] * 3,
    ]
    # Two minutes for the opening, five for the first: the second has five from seven past.
    assert here.timer == Timer(300, YOUNG + timedelta(minutes=2), None)
    status = Counter(db.session.scalars(db.select(Question.status)))
    assert QuestionStatus.ON_FLOOR not in status
    assert QuestionStatus.ANSWERED not in status
    assert status[QuestionStatus.APPROVED] == 8


def test_questions_of_every_kind(links):
    links()
    here = under_way().id
    board, room = questions.moderators_view(here), questions.room_view(here)
    assert ([row.mission for row in board.round], board.on_floor.mission) == (["UY", "CL"], "CL")
    assert room.on_floor.panellist_id == queries.speakers(here)[1].panellist_id
    assert room.on_floor.translation_language == "en"
    assert {row.mission: row.answer for row in board.done if row.answer} == {
        "CR": Answer.SPOKEN,
        "IE": Answer.IN_WRITING,
    }
    assert {row.round for row in board.done if row.answer} == {1}
    assert [[row.mission for row in together] for together in board.merged.values()] == [["KE"]]
    assert [row.mission for row in board.returned] == ["JP"]
    spoken = [row.mission for row in (*board.inbox, *board.waiting) if row.kind == QuestionKind.SPOKEN]
    assert sorted(spoken) == ["BE", "LB"]


def appearance_of(slot: str) -> str:
    """What the coordinator's page shows of a panellist's choice."""
    return db.session.get(Statement, slot).panellist.appearance or ""


def test_again_it_is_left_to_whoever_tries_it(links):
    links()
    here = under_way().id
    sittings.enter(here, Phase.CLOSED, version=queries.sitting(here).version, by="test")
    slot = queries.speakers(here)[1].statement_id
    panels.record_appearance(here, slot, Appearance.NEITHER, seen=appearance_of(slot), by="test")
    clock.set_for_tests(factories.NOW + timedelta(minutes=20))
    links()
    assert (view().phase, view().speakers[1].name) == (Phase.CLOSED, None)
    assert db.session.query(Panellist).count() == sum(len(panel) for panel in PANELS.values())


def test_moved_to_another_day_the_sittings_start_anew(links):
    links()
    here = under_way().id
    sittings.suspend(here, version=queries.sitting(here).version, by="test")
    sittings.blank(here, version=0, by="test")
    slot = queries.speakers(here)[1].statement_id
    panels.record_appearance(here, slot, Appearance.NEITHER, seen=appearance_of(slot), by="test")
    clock.set_for_tests(YOUNG + timedelta(days=30))
    links()
    now = view()
    assert (now.phase, now.suspended, now.blank) == (Phase.STATEMENTS, False, False)
    assert [str(speaker.status) for speaker in now.speakers][:3] == ["given", "given", "speaking"]
    assert now.speakers[1].name is None
    assert db.session.query(Panellist).count() == sum(len(panel) for panel in PANELS.values())
