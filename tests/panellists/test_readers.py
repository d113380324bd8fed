"""Who may read a part: chosen by the panellist alone, part by part, with nothing chosen beforehand."""

import re

import pytest
from sqlalchemy import select

from tests import pages
from tests.panellists import steps
from webapp.briefing import handing_in
from webapp.briefing.models import HandedIn, Part, Readers
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.extensions import db

LABELS = [
    ("panel", "The panel, the moderators and the secretariat"),
    ("missions", "All missions, including Turkmenistan's, from now on"),
    ("missions_after", "All missions, including Turkmenistan's, after my statement"),
    ("public", "Everybody, after my statement"),
]
NOT_CHOSEN = "Until you choose, only the panel, the moderators and the secretariat read it."


@pytest.fixture
def moussa(app, here):
    return steps.invited(app, here)


def choose(who, word="statement", **typed):
    return pages.submit(who.browser, f"{who.page}/{word}/readers", **typed)


def chosen(who) -> dict[Part, Readers | None]:
    db.session.rollback()
    return {part: row.readers for part, row in handing_in.standing(who.id).items()}


def boxes(html: str) -> list[tuple[str, bool]]:
    found = re.findall(r'<input type="radio" name="readers"[^>]*value="(\w+)"( checked)?>', html)
    return [(value, bool(checked)) for value, checked in found]


def test_nothing_is_chosen_beforehand_and_the_state_is_named(moussa):
    page = moussa.browser.get(f"{moussa.page}/statement/readers").text
    assert boxes(page) == [(value, False) for value, _label in LABELS]
    said = pages.text_of(page)
    assert [label for _value, label in LABELS if label in said] == [label for _value, label in LABELS]
    assert NOT_CHOSEN in moussa.says("/statement")
    assert chosen(moussa) == dict.fromkeys(Part)


@pytest.mark.parametrize(("value", "label"), LABELS)
def test_each_choice_is_kept_and_said(moussa, value, label):
    reply = choose(moussa, readers=value)
    assert (reply.status_code, reply.location) == (303, f"{moussa.page}/statement?lang=en")
    assert f"Who may read it {label}" in moussa.says("/statement")
    assert chosen(moussa)[Part.TEXT] == value
    assert (value, True) in boxes(moussa.browser.get(f"{moussa.page}/statement/readers").text)
    row = handing_in.standing(moussa.id)[Part.TEXT]
    assert (row.version, row.changed_at) == (0, None)  # nothing is handed in by it


def test_each_part_has_readers_of_its_own(moussa):
    choose(moussa, "statement", readers="missions")
    choose(moussa, "proposals", readers="public")
    assert chosen(moussa) == {
        Part.TEXT: Readers.MISSIONS,
        Part.PROPOSALS: Readers.PUBLIC,
        Part.FACTSHEET: None,
        Part.VIDEO: None,
    }
    assert NOT_CHOSEN in moussa.says("/factsheet")


def test_it_can_be_chosen_otherwise_and_each_change_is_on_record(moussa):
    for readers in ("public", "public", "panel"):
        choose(moussa, readers=readers)
    assert chosen(moussa)[Part.TEXT] == Readers.PANEL
    entries = select(AuditEntry).filter_by(object_id=moussa.id, verb="choose-readers")
    assert [each.object_kind for each in db.session.scalars(entries)] == ["statement-text"] * 2


@pytest.mark.parametrize("typed", [{}, {"readers": ""}, {"readers": "everybody"}, {"readers": "panel\0"}])
def test_what_is_no_choice_changes_nothing(moussa, typed):
    choose(moussa, readers="missions_after")
    reply = choose(moussa, **typed)
    assert (reply.status_code, "Choose who may read it." in reply.text) == (422, True)
    assert chosen(moussa)[Part.TEXT] == Readers.MISSIONS_AFTER


def test_nobody_else_chooses(app, desk, here, moussa):
    choose(moussa, readers="panel")
    ben = steps.invited(app, here, name="Ben Diallo")
    for browser, page in ((ben.browser, f"{ben.page}/statement/readers"), (desk, "/desk")):
        typed = {"csrf_token": pages.token_in(browser.get(page).text), "readers": "public"}
        assert browser.get(f"{moussa.page}/statement/readers").status_code == 404
        assert browser.post(f"{moussa.page}/statement/readers", data=typed).status_code == 404
    assert chosen(moussa)[Part.TEXT] == Readers.PANEL


def test_nobody_is_asked_about_a_video_that_is_not_asked_for(moussa):
    assert moussa.browser.get(f"{moussa.page}/video/readers").status_code == 404
    assert moussa.browser.get(f"{moussa.page}/statement-text/readers").status_code == 404


def test_after_the_week_it_can_still_be_taken_back(app, edition, moussa):
    choose(moussa, readers="public")
    clock.set_for_tests(edition.closes_at)
    late = steps.Seated("", moussa.id, steps.with_pass(app, moussa.id))
    assert choose(late, readers="panel").status_code == 303
    assert chosen(moussa)[Part.TEXT] == Readers.PANEL


def test_the_first_choice_of_two_pages_at_once_is_one_row(moussa):
    page = moussa.browser.get(f"{moussa.page}/statement/readers").text
    for readers in ("missions", "panel"):
        typed = {"csrf_token": pages.token_in(page), "readers": readers}
        assert moussa.browser.post(f"{moussa.page}/statement/readers", data=typed).status_code == 303
    db.session.rollback()
    (row,) = db.session.scalars(select(HandedIn))
    assert (row.part, row.readers) == (Part.TEXT, Readers.PANEL)
