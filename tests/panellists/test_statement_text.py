"""The text of a statement: every version is kept, nothing that was typed is lost, nobody but its owner sees it here."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from tests import pages
from tests.panellists import steps
from webapp.briefing import handing_in, texts
from webapp.briefing.models import DueDate, HandedIn, Part, StatementText
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.programme import panels
from webapp.programme.models import Panellist


@pytest.fixture
def moussa(app, here):
    return steps.invited(app, here)


SAID = "Judges were dismissed in 2021."


def save(who, text=SAID, language="en", **typed):
    return pages.submit(who.browser, f"{who.page}/statement", text=text, language=language, **typed)


def press(who, act, seen):
    token = pages.token_in(who.browser.get(f"{who.page}/statement").text)
    reply = who.browser.post(f"{who.page}/statement/{act}", data={"csrf_token": token, "seen": seen})
    db.session.rollback()
    return reply


def kept(who) -> list[tuple[int, str, str]]:
    """The versions, the newest first."""
    db.session.rollback()
    return [(each.version, each.language, each.text) for each in texts.versions(who.id)]


def typed_in(html: str) -> str:
    """What stands in the text area of a page."""
    found = re.search(r'<textarea[^>]* id="text"[^>]*>\r?\n?(.*?)</textarea>', html, re.S)
    return unescape(found[1])


def test_a_text_is_handed_in(moussa):
    assert "Your statement Turkmenistan" not in moussa.says("/statement")
    reply = save(moussa)
    assert (reply.status_code, reply.location) == (303, f"{moussa.page}/statement?lang=en")
    page = moussa.browser.get(f"{moussa.page}/statement").text
    assert typed_in(page) == SAID
    assert "Saved." in pages.text_of(page)
    assert kept(moussa) == [(1, "en", SAID)]
    row = handing_in.standing(moussa.id)[Part.TEXT]
    assert (row.version, row.changed_at, row.readers) == (1, clock.now(), None)
    entries = db.session.scalars(select(AuditEntry).filter_by(object_id=moussa.id, verb="hand-in")).all()
    held = moussa.row.participant.live_pass
    assert [(each.object_kind, each.by) for each in entries] == [("statement-text", f"pass:{held.id}")]


def test_by_the_application_too(ana):
    assert save(ana).status_code == 303
    assert kept(ana) == [(1, "en", SAID)]


def test_each_change_is_a_version_and_the_same_again_is_none(moussa):
    for text in (SAID, SAID, "Judges were dismissed in 2022.", f"  {SAID}\r\n"):
        assert save(moussa, text).status_code == 303
    assert kept(moussa) == [
        (3, "en", SAID),
        (2, "en", "Judges were dismissed in 2022."),
        (1, "en", SAID),
    ]
    assert save(moussa, SAID, "fr").status_code == 303
    assert kept(moussa)[0] == (4, "fr", SAID)


def test_its_length_is_said_against_the_slot(moussa):
    assert "At 120 words a minute, 7 minutes are about 840 words." in moussa.says("/statement")
    save(moussa, "word " * 612)
    said = moussa.says("/statement")
    assert "612 words: about 5 minutes 6 seconds at 120 words a minute; you have 7 minutes" in said
    assert "Longer than your time" not in said
    save(moussa, "one")
    assert "1 word: about 1 second at 120 words a minute; you have 7 minutes" in moussa.says("/statement")


def test_one_that_is_too_long_is_taken_and_its_owner_told(moussa):
    save(moussa, "word " * 840)
    assert "Longer than your time" not in moussa.says("/statement")
    save(moussa, "word " * 841)
    page = moussa.browser.get(f"{moussa.page}/statement").text
    assert "Longer than your time It is taken as it is." in pages.text_of(page)
    assert re.findall(r'class="(count[^"]*)"', page) == ["count over"]
    assert kept(moussa)[0][0] == 2


def test_ten_thousand_words_are_taken(moussa):
    assert save(moussa, "word " * 10_000).status_code == 303
    assert "10000 words: about 83 minutes 20 seconds" in moussa.says("/statement")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Write your statement."),
        (" \n\t", "Write your statement."),
        ("a\0b", "This contains characters that cannot be printed."),
        ("safe \u202egnihton", "This contains characters that cannot be printed."),
        ("x" * (texts.MOST + 1), "Use at most 50000 characters. You used 50001."),
    ],
    ids=["nothing", "white space", "NUL", "bidi override", "too many characters"],
)
def test_what_cannot_be_kept_is_refused_with_what_was_typed(moussa, text, reason):
    save(moussa)
    reply = save(moussa, text)
    assert (reply.status_code, reason in pages.text_of(reply.text)) == (422, True)
    assert typed_in(reply.text) == text.strip()
    assert kept(moussa) == [(1, "en", SAID)]


def test_a_body_of_a_megabyte_and_more_is_refused(moussa):
    reply = save(moussa, "x" * 2**20)
    assert (reply.status_code, "Nothing was saved" in reply.text) == (413, True)


def test_a_language_that_is_not_offered_is_refused(moussa, edition):
    edition.speaking_languages, edition.languages = ["fr"], ["fr", "es"]
    db.session.commit()
    page = moussa.browser.get(f"{moussa.page}/statement").text
    assert re.findall(r'<option[^>]* value="(\w*)"', page) == ["fr", "es"]
    for nonsense in ("en", "", "xx" * 20, "fr\0"):
        reply = save(moussa, SAID, nonsense)
        assert (reply.status_code, "Choose the language of the text." in reply.text) == (422, True)
        assert typed_in(reply.text) == SAID
    assert save(moussa, SAID, "fr").status_code == 303
    assert kept(moussa) == [(1, "fr", SAID)]


# ---- Two pages at once ----


def test_who_wrote_on_another_page_meanwhile_loses_nothing(moussa):
    old = moussa.browser.get(f"{moussa.page}/statement").text
    save(moussa, "From the telephone.")
    seen = re.search(r'name="seen" type="hidden" value="(\d+)"', old)[1]
    typed = {"csrf_token": pages.token_in(old), "text": "From the laptop.", "language": "en"}
    reply = moussa.browser.post(f"{moussa.page}/statement", data=typed | {"seen": seen})
    assert (reply.status_code, typed_in(reply.text)) == (409, "From the laptop.")
    assert "As it stands now From the telephone. What you typed is in the form below." in pages.text_of(
        reply.text
    )
    assert kept(moussa) == [(1, "en", "From the telephone.")]
    seen = re.search(r'name="seen" type="hidden" value="(\d+)"', reply.text)[1]
    assert moussa.browser.post(f"{moussa.page}/statement", data=typed | {"seen": seen}).status_code == 303
    assert [text for _version, _language, text in kept(moussa)] == ["From the laptop.", "From the telephone."]


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 30, "2"])
def test_nonsense_for_the_version_overwrites_nothing(moussa, seen):
    save(moussa)
    assert save(moussa, "Other words.", seen=seen).status_code == 409
    assert kept(moussa) == [(1, "en", SAID)]


# ---- Versions ----


def test_an_older_version_is_read_and_brought_back(moussa):
    save(moussa, "First.")
    clock.set_for_tests(clock.now() + timedelta(hours=1))
    save(moussa, "Second.")
    said = moussa.says("/statement")
    assert (
        "Version 2 Monday 12 June 2023, 11:30, Geneva time (Europe/Zurich). English. 1 word, 1 second" in said
    )
    assert "Version 1 Monday 12 June 2023, 10:30" in said
    assert "Version 1 Monday 12 June 2023, 10:30" in moussa.says("/statement/versions/1")
    assert "First." in moussa.says("/statement/versions/1")
    assert press(moussa, "versions/1/restoration", 1).status_code == 409  # seen before the second
    assert press(moussa, "versions/1/restoration", 2).status_code == 303
    assert press(moussa, "versions/3/restoration", 3).status_code == 303  # it stands already
    assert [text for _version, _language, text in kept(moussa)] == ["First.", "Second.", "First."]


def test_fifty_versions_are_kept(moussa):
    for seen in range(51):
        texts.save(moussa.id, f"Text {seen + 1}", "en", seen=seen, by="test")
    assert [version for version, _language, _text in kept(moussa)] == list(range(51, 1, -1))


@pytest.mark.parametrize("version", ["0", "2", "9" * 40, "x", "-1"])
def test_a_version_that_is_not_there_is_not_found(moussa, version):
    save(moussa)
    assert moussa.browser.get(f"{moussa.page}/statement/versions/{version}").status_code == 404
    assert press(moussa, f"versions/{version}/restoration", 1).status_code == 404


def test_the_text_is_removed_with_every_version(moussa):
    save(moussa, "First.")
    save(moussa, "Second.")
    assert press(moussa, "removal", 1).status_code == 409
    assert press(moussa, "removal", 2).status_code == 303
    assert kept(moussa) == []
    assert moussa.browser.get(f"{moussa.page}/statement/versions/1").status_code == 404
    assert save(moussa, "Anew.").status_code == 303
    assert kept(moussa) == [(4, "en", "Anew.")]  # no number twice: who read the second knows this is another


# ---- Who, and until when ----


def test_nobody_else_reaches_it(app, desk, here, moussa):
    save(moussa)
    ben = steps.invited(app, here, name="Ben Diallo")
    token = pages.token_in(ben.browser.get(f"{ben.page}/statement").text)
    typed = {"csrf_token": token, "text": "Forged.", "language": "en", "seen": "1"}
    for browser in (ben.browser, desk, app.test_client()):
        got = [browser.get(f"{moussa.page}/statement{more}") for more in ("", "/versions/1")]
        assert [reply.status_code for reply in got] == [404, 404]
    for act in ("", "/versions/1/restoration", "/removal"):
        assert ben.browser.post(f"{moussa.page}/statement{act}", data=typed).status_code == 404
    assert kept(moussa) == [(1, "en", SAID)]


def test_until_when_it_is_asked_for_is_said_with_its_zone(moussa, edition):
    db.session.add(DueDate(edition_number=edition.number, part=Part.TEXT, due_on=date(2023, 6, 13)))
    db.session.commit()
    until = "Please hand it in by Tuesday 13 June 2023, 23:59, Geneva time (Europe/Zurich)."
    assert f"{until} What comes later is taken too." in moussa.says("/statement")
    assert until not in moussa.says("/proposals")
    assert save(moussa).status_code == 303


def test_late_is_taken_until_the_week_is_over(app, moussa, edition):
    save(moussa)
    clock.set_for_tests(edition.closes_at - timedelta(seconds=1))
    late = steps.Seated("", moussa.id, steps.with_pass(app, moussa.id))
    assert save(late, "In the last second.").status_code == 303
    page = f"{late.page}/statement"
    typed = {"csrf_token": pages.token_in(late.browser.get(page).text), "language": "en"}
    clock.set_for_tests(edition.closes_at)
    assert "The week is over." in late.says("/statement")
    assert "<textarea" not in late.browser.get(page).text
    reply = late.browser.post(page, data=typed | {"text": "Too late.", "seen": "2"})
    assert (reply.status_code, "The week is over, so nothing can be handed in" in reply.text) == (422, True)
    for act in ("versions/1/restoration", "removal"):
        assert press(late, act, 2).status_code == 422
    assert [text for _version, _language, text in kept(moussa)] == ["In the last second.", SAID]


def test_who_was_taken_off_everything_is_told_so_calmly(moussa):
    save(moussa)
    moussa.row.hidden_at = clock.now()
    db.session.commit()
    assert (
        "Shown to nobody You asked to be taken off everything. Nobody but you and the secretariat reads"
        in moussa.says("/statement")
    )
    assert save(moussa, "Still mine to change.").status_code == 303


def test_with_the_seat_goes_what_was_handed_in(moussa):
    """The rows go with the panellist: what nobody reads is not kept."""
    save(moussa)
    with transaction() as session:
        panels.unseat(session, session.get_one(Panellist, moussa.id), by="test")
    assert db.session.scalars(select(StatementText)).all() == []
    assert db.session.scalars(select(HandedIn)).all() == []
