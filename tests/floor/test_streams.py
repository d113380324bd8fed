"""Streams carry the whole state of one audience, to that audience alone, the same bytes to all of it."""

import pytest

from tests import factories
from webapp.access import grants
from webapp.access.permissions import GrantKind
from webapp.core.transaction import transaction
from webapp.questions import moderating
from webapp.questions.models import QuestionStatus as S
from webapp.web import live


def test_a_phone_is_told_what_is_on_the_floor(delegate_of, stream, here):
    ana, fiji = delegate_of(), delegate_of("FJ")
    first = factories.question(fiji.held, here, "<b>What</b> steps?", status=S.APPROVED).id
    events = stream(ana.browser, "/stream/delegates")
    frame = events.event()
    assert frame["id"] == "1"
    assert "1 question waits" in frame["data"]
    moderating.call(first, here.id, floor="", version=2, by="test")
    frame = events.event()
    assert frame["id"] == "2"
    assert "<bdi>Fiji</bdi>" in frame["data"]
    assert "&lt;b&gt;What&lt;/b&gt; steps?" in frame["data"]


def test_the_hall_is_told_who_is_next_and_what_is_on_the_floor(delegate_of, screen, stream, here):
    fiji = delegate_of("FJ")
    asked = factories.question(fiji.held, here, "x" * 300, status=S.APPROVED).id
    events = stream(screen, "/stream/hall?lang=fr")
    events.event()
    moderating.mark_next(asked, here.id, version=2, by="test")
    frame = events.event()["data"]
    assert "<bdi>Fidji</bdi>" in frame
    assert "xxx" not in frame
    moderating.call(asked, here.id, floor="", version=3, by="test")
    assert f'<p class="say longer" lang="en" dir="auto">{"x" * 300}</p>' in events.event()["data"]


def test_moderators_are_told_of_each_question_with_all_that_can_be_done(delegate_of, moderator, stream, here):
    ana = delegate_of()
    events = stream(moderator, "/stream/moderators")
    assert "No new question." in events.event()["data"]
    asked = factories.question(ana.held, here, "Just asked").id
    frame = events.event()["data"]
    assert "Just asked" in frame
    assert f"/questions/{asked}/approval" in frame
    assert "csrf" not in frame.lower()
    # What one moderator was told stays where it stands.
    assert 'id="said"' not in frame


def test_the_own_delegation_is_nudged_and_nobody_else(delegate_of, stream, here):
    ana, luis, fiji = delegate_of(), delegate_of(name="Luis"), delegate_of("FJ")
    asked = factories.question(fiji.held, here).id
    followed = {
        "luis": stream(luis.browser, "/stream/delegates?mine=0"),
        "fiji": stream(fiji.browser, "/stream/delegates?mine=1"),
    }
    assert followed["fiji"].event()["data"].count("0 questions wait") == 1
    assert followed["luis"].event()["data"].count("0 questions wait") == 1
    mine = factories.question(ana.held, here).id
    assert followed["luis"].event() == {"event": "mine", "data": ""}
    moderating.leave_out(mine, here.id, reason="time", version=1, by="test")
    assert followed["luis"].event() == {"event": "mine", "data": ""}
    # Fiji hears of its own alone: the next that comes is about its own question.
    moderating.approve(asked, here.id, version=1, by="test")
    assert {followed["fiji"].event().get("event", "frame") for _ in range(2)} == {"mine", "frame"}


def test_what_changed_between_the_page_and_its_stream_is_told_once(delegate_of, stream, here):
    ana = delegate_of()
    factories.question(ana.held, here)
    told = stream(ana.browser, "/stream/delegates?mine=0")
    assert {told.event().get("event", "frame") for _ in range(2)} == {"mine", "frame"}
    knows = stream(ana.browser, "/stream/delegates?mine=1")
    assert knows.event().get("id") == "0"
    factories.question(ana.held, here)
    assert knows.event() == {"event": "mine", "data": ""}


@pytest.mark.parametrize("mine", ["", "x", "-5", "9" * 30])
def test_a_version_that_is_none_counts_as_nothing_seen(delegate_of, stream, here, mine):
    ana = delegate_of()
    factories.question(ana.held, here)
    events = stream(ana.browser, f"/stream/delegates?mine={mine}")
    assert {events.event().get("event", "frame") for _ in range(2)} == {"mine", "frame"}


def test_who_has_the_newest_already_gets_it_only_when_it_changes(delegate_of, stream, here):
    ana = delegate_of()
    asked = factories.question(ana.held, here, status=S.APPROVED).id
    events = stream(ana.browser, "/stream/delegates?mine=2", seen="1")
    moderating.call(asked, here.id, floor="", version=2, by="test")
    # The nudge and the frame come in either order.
    assert {events.event().get("id", "mine") for _ in range(2)} == {"mine", "2"}


def test_all_phones_get_the_same_bytes_and_nothing_of_one_person(delegate_of, stream, here):
    ana, fiji = delegate_of(name="Ana Rojas"), delegate_of("FJ", "Seini Tora")
    factories.question(ana.held, here, "Hers", status=S.APPROVED)
    one = stream(ana.browser, "/stream/delegates?mine=99").event()
    assert one == stream(fiji.browser, "/stream/delegates?mine=99").event()
    for personal in ("Ana", "Seini", "Chile", "Hers", "csrf"):
        assert personal not in one["data"]


def test_the_stream_ends_with_the_grant(delegate_of, here):
    ana = delegate_of()
    reply = ana.browser.get("/stream/delegates")
    with transaction() as session:
        grants.end_all(session, GrantKind.PASS, ana.held.id)
    assert b"".join(reply.response).startswith(b"retry: ")
    reply.close()
    live.hub().stop()


def test_signed_out_or_not_allowed_is_401_and_unknown_404(app, edition, delegate_of, screen, moderator, here):
    nobody = app.test_client()
    for audience in ("delegates", "hall", "moderators"):
        reply = nobody.get(f"/floor/{here.id}/stream/{audience}")
        assert (reply.status_code, reply.data) == (401, b"")
    ana = delegate_of().browser
    assert [ana.get(f"/stream/{audience}").status_code for audience in ("hall", "moderators")] == [401, 401]
    assert [screen.get(f"/stream/{audience}").status_code for audience in ("delegates", "moderators")] == [
        401,
        401,
    ]
    assert moderator.get("/stream/delegates").status_code == 401
    assert moderator.get("/stream/everybody").status_code == 404
    screen.base = f"/floor/{edition.country_sessions[1].id}"
    assert screen.get("/stream/hall").status_code == 401
    for browser, audience, status in (
        (ana, "delegates", 401),
        (screen, "hall", 401),
        (moderator, "moderators", 404),
    ):
        browser.base = "/floor/nothing"
        assert browser.get(f"/stream/{audience}").status_code == status
