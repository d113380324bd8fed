"""Suggested questions and recommendations: each added, changed, moved and removed as one act that is handed in."""

import re
from datetime import timedelta

import pytest

from tests import pages
from tests.panellists import steps
from webapp.briefing import handing_in, proposals
from webapp.briefing.models import Part
from webapp.core import clock, limits
from webapp.extensions import db

TYPED = {"kind": "recommendation", "theme": "justice", "language": "en", "text": "Ratify the protocol."}


@pytest.fixture
def moussa(app, here):
    return steps.invited(app, here)


def add(who, text=TYPED["text"], **typed):
    return pages.submit(who.browser, f"{who.page}/proposals", **{**TYPED, "text": text, **typed})


def change(who, proposal_id, **typed):
    return pages.submit(who.browser, f"{who.page}/suggestions/{proposal_id}", **{**TYPED, **typed})


def press(who, proposal_id, noun, **typed):
    token = pages.token_in(who.browser.get(f"{who.page}/proposals").text)
    to = f"{who.page}/suggestions/{proposal_id}/{noun}"
    reply = who.browser.post(to, data={"csrf_token": token, **typed})
    db.session.rollback()
    return reply


def ids(who) -> list[str]:
    db.session.rollback()
    return [each.id for each in proposals.in_order(who.id)]


def words(who) -> list[str]:
    """In their order."""
    db.session.rollback()
    return [each.text for each in proposals.in_order(who.id)]


def version(who) -> int:
    return handing_in.standing(who.id)[Part.PROPOSALS].version


def test_a_suggestion_is_added(moussa):
    reply = add(moussa, theme="women", kind="question", text="What will be done?")
    assert (reply.status_code, reply.location) == (303, f"{moussa.page}/proposals?lang=en")
    assert "Question Women and girls · English What will be done?" in moussa.says("/proposals")
    (made,) = proposals.in_order(moussa.id)
    assert (made.kind, made.theme, made.language, made.text) == (
        "question",
        "women",
        "en",
        "What will be done?",
    )
    assert version(moussa) == 1


def test_the_same_again_is_one(moussa):
    assert [add(moussa).status_code for _ in range(2)] == [303, 303]
    assert (words(moussa), version(moussa)) == (["Ratify the protocol."], 1)
    add(moussa, kind="question")
    assert len(words(moussa)) == 2


def test_each_comes_last_and_is_moved_with_buttons(moussa):
    for text in ("One.", "Two.", "Three."):
        add(moussa, text)
    first, _second, third = ids(moussa)
    assert press(moussa, third, "position", place=2, seen_at=3).status_code == 303
    assert words(moussa) == ["One.", "Three.", "Two."]
    assert press(moussa, first, "position", place=2, seen_at=1).status_code == 303
    assert words(moussa) == ["Three.", "One.", "Two."]
    stale = press(moussa, third, "position", place=1, seen_at=2)  # from a page of before
    assert (stale.status_code, "The order was changed on another page" in stale.text) == (409, True)
    assert (words(moussa), version(moussa)) == (["Three.", "One.", "Two."], 5)


@pytest.mark.parametrize("place", ["-5", "x", "", "9" * 30, "99"])
def test_nonsense_for_a_place_breaks_nothing(moussa, place):
    for text in ("One.", "Two."):
        add(moussa, text)
    assert press(moussa, ids(moussa)[0], "position", place=place, seen_at=1).status_code == 303
    assert sorted(words(moussa)) == ["One.", "Two."]


def test_one_is_changed(moussa):
    add(moussa)
    (made,) = ids(moussa)
    assert change(moussa, made, text="Ratify both protocols.", theme="detention").status_code == 303
    assert words(moussa) == ["Ratify both protocols."]
    assert change(moussa, made, text="Ratify both protocols.", theme="detention").status_code == 303
    assert version(moussa) == 2  # the second changed nothing


def test_one_is_removed_twice_is_once(moussa):
    add(moussa)
    add(moussa, "Another.")
    (first, _second) = ids(moussa)
    assert [press(moussa, first, "removal").status_code for _ in range(2)] == [303, 303]
    assert (words(moussa), version(moussa)) == (["Another."], 3)


def test_who_changed_it_on_another_page_meanwhile_loses_nothing(moussa):
    add(moussa)
    (made,) = ids(moussa)
    old = moussa.browser.get(f"{moussa.page}/suggestions/{made}").text
    seen = re.search(r'name="seen" type="hidden" value="(\w+)"', old)[1]
    change(moussa, made, text="From the telephone.")
    reply = change(moussa, made, text="From the laptop.", seen=seen)
    assert (reply.status_code, "From the laptop.</textarea>" in reply.text) == (409, True)
    assert "As it stands now Recommendation Access to justice and fair trial From the telephone." in (
        pages.text_of(reply.text)
    )
    assert words(moussa) == ["From the telephone."]
    seen = re.search(r'name="seen" type="hidden" value="(\w+)"', reply.text)[1]
    assert change(moussa, made, text="From the laptop.", seen=seen).status_code == 303
    assert words(moussa) == ["From the laptop."]


def test_who_changes_one_that_was_removed_meanwhile_finds_the_words_again(moussa):
    add(moussa)
    (made,) = ids(moussa)
    page = moussa.browser.get(f"{moussa.page}/suggestions/{made}").text
    press(moussa, made, "removal")
    typed = TYPED | {"csrf_token": pages.token_in(page), "text": "Long thought about."}
    reply = moussa.browser.post(f"{moussa.page}/suggestions/{made}", data=typed)
    assert (reply.status_code, "Long thought about.</textarea>" in reply.text) == (409, True)
    assert moussa.browser.get(f"{moussa.page}/suggestions/{made}").status_code == 404
    assert words(moussa) == []


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"text": " "}, "Write the question or the recommendation."),
        ({"text": "x" * 601}, "Use at most 600 characters. You used 601."),
        ({"text": "a\0b"}, "This contains characters that cannot be printed."),
        ({"text": "\u202eb"}, "This contains characters that cannot be printed."),
        ({"kind": ""}, "Say whether it is a question or a recommendation."),
        ({"kind": "order"}, "Say whether it is a question or a recommendation."),
        ({"theme": ""}, "Choose a theme."),
        ({"theme": "x" * 100}, "Choose a theme."),
        ({"language": "tlh"}, "Choose the language of the text."),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(moussa, typed, reason):
    add(moussa)
    (made,) = ids(moussa)
    for reply in (add(moussa, **{"text": "Other words.", **typed}), change(moussa, made, **typed)):
        assert (reply.status_code, reason in pages.text_of(reply.text)) == (422, True)
    assert words(moussa) == ["Ratify the protocol."]


def test_thirty_are_enough(moussa):
    for number in range(30):
        what = proposals.Suggested("question", "justice", "en", f"Question {number}?")
        proposals.add(moussa.id, what, by="test")
    assert "There are 30 suggestions, and no more can be kept." in moussa.says("/proposals")
    typed = TYPED | {"csrf_token": pages.token_in(moussa.browser.get(f"{moussa.page}/statement").text)}
    reply = moussa.browser.post(f"{moussa.page}/proposals", data=typed)
    assert (reply.status_code, "Ratify the protocol.</textarea>" in reply.text) == (422, True)
    assert len(words(moussa)) == 30


def test_two_of_them_are_not_made_the_same(moussa):
    add(moussa)
    add(moussa, "Another.")
    reply = change(moussa, ids(moussa)[1])
    assert (reply.status_code, "You suggest exactly this already." in reply.text) == (422, True)
    assert words(moussa) == ["Ratify the protocol.", "Another."]


def test_nobody_else_reaches_them(app, desk, here, moussa):
    """Another panellist tries it below the own place too."""
    add(moussa)
    (made,) = ids(moussa)
    ben = steps.invited(app, here, name="Ben Diallo")
    for base in (moussa, ben):
        page = f"{base.page}/suggestions/{made}"
        typed = TYPED | {"csrf_token": pages.token_in(ben.browser.get(f"{ben.page}/proposals").text)}
        typed |= {"place": "1", "seen_at": "1"}
        assert ben.browser.get(page).status_code == 404
        assert ben.browser.post(f"{page}/position", data=typed).status_code == 404
    assert ben.browser.post(f"{moussa.page}/proposals", data=typed).status_code == 404
    assert ben.browser.post(f"{moussa.page}/suggestions/{made}", data=typed).status_code == 404
    assert press(ben, made, "removal").status_code == 303  # as of one that never was
    assert "Ratify" not in ben.says("/proposals")
    assert [browser.get(f"{moussa.page}/proposals").status_code for browser in (desk, app.test_client())] == [
        404,
        404,
    ]
    assert words(moussa) == ["Ratify the protocol."]


def test_after_the_week_they_stay_as_they_are(app, edition, moussa):
    add(moussa)
    (made,) = ids(moussa)
    clock.set_for_tests(edition.closes_at - timedelta(seconds=1))
    late = steps.Seated("", moussa.id, steps.with_pass(app, moussa.id))
    assert add(late, "In the last second.").status_code == 303
    clock.set_for_tests(edition.closes_at)
    token = {"csrf_token": pages.token_in(late.browser.get(f"{late.page}/statement/readers").text)}
    tried = [
        late.browser.post(f"{late.page}/{more}", data=TYPED | token | typed)
        for more, typed in (
            ("proposals", {"text": "Too late."}),
            (f"suggestions/{made}", {"text": "Too late."}),
            (f"suggestions/{made}/position", {"place": "2", "seen_at": "1"}),
            (f"suggestions/{made}/removal", {}),
        )
    ]
    sentence = "The week is over, so nothing can be handed in or changed any more."
    assert [(reply.status_code, sentence in reply.text) for reply in tried] == [(422, True)] * 4
    assert words(moussa) == ["Ratify the protocol.", "In the last second."]
    assert "Too late." not in late.says("/proposals")


def test_many_changes_in_an_hour_are_too_many(moussa):
    add(moussa)
    (made,) = ids(moussa)
    for _ in range(239):
        limits.take(proposals.CHANGES, "change-proposals", moussa.id)
    reply = press(moussa, made, "removal")
    assert (reply.status_code, words(moussa)) == (429, ["Ratify the protocol."])
