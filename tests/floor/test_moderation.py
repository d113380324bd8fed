"""What moderators do: each act moves a question once, for who saw it as it is; all others get 409 and a fresh view."""

import re
from threading import Barrier, Thread

import pytest

from tests import factories
from webapp.access.permissions import GrantKind, Role
from webapp.core.audit import AuditEntry
from webapp.core.refused import Stale
from webapp.extensions import db
from webapp.questions import actions, queries
from webapp.questions.models import TRANSITIONS, Question
from webapp.questions.models import QuestionStatus as S

# act -> (what it posts besides the version, from which statuses it is allowed, to which it leads)
ACTS = {
    "approval": ({}, {S.PENDING}, S.APPROVED),
    "omission": ({"reason": "time"}, {S.PENDING, S.APPROVED, S.NEXT}, S.NOT_TAKEN_UP),
    "next-mark": ({}, {S.APPROVED}, S.NEXT),
    "call": ({}, {S.APPROVED, S.NEXT}, S.ON_FLOOR),
    "answer": ({}, {S.ON_FLOOR}, S.ANSWERED),
    "return": ({}, {S.NEXT, S.ON_FLOOR, S.ANSWERED, S.NOT_TAKEN_UP}, S.APPROVED),
}
REACHED = [S.PENDING, S.APPROVED, S.NEXT, S.ON_FLOOR, S.ANSWERED, S.NOT_TAKEN_UP]


def stands(question_id):
    db.session.rollback()
    question = db.session.get_one(Question, question_id)
    return question.status, question.version


def order(here):
    db.session.rollback()
    return [question.text for question in queries.moderators_view(here.id).waiting]


@pytest.mark.parametrize("before", REACHED)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_from_every_status(delegate_of, moderator, here, act, before):
    asked = factories.question(delegate_of().held, here, status=before).id
    version = stands(asked)[1]
    fields, allowed_from, leads_to = ACTS[act]
    reply = moderator.post(f"/questions/{asked}/{act}", version=version, **fields)
    if before in allowed_from:
        assert (reply.status_code, reply.headers["Location"]) == (303, f"/floor/{here.id}/moderation?lang=en")
        assert stands(asked) == (leads_to, version + 1)
        assert leads_to in TRANSITIONS[before]
    else:
        assert reply.status_code == 409
        assert "This question was changed by somebody else meanwhile." in reply.text
        assert stands(asked) == (before, version)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_stale_page_decides_nothing_and_gets_the_fresh_view(delegate_of, moderator, here, act, htmx):
    fields, allowed_from, _ = ACTS[act]
    before = sorted(allowed_from)[0]
    asked = factories.question(delegate_of().held, here, "How it stands", status=before).id
    version = stands(asked)[1]
    reply = moderator.post(f"/questions/{asked}/{act}", htmx=htmx, version=version - 1, **fields)
    assert reply.status_code == 409
    assert "This question was changed by somebody else meanwhile." in reply.text
    assert "How it stands" in reply.text
    assert f'value="{version}"' in reply.text
    assert ("<html" in reply.text) is not htmx
    assert stands(asked) == (before, version)


def test_words_changed_by_their_asker_are_not_approved_unseen(delegate_of, moderator, here):
    ana = delegate_of()
    asked = factories.question(ana.held, here, "Seen").id
    ana.browser.post(f"/questions/{asked}", text="Not seen", language="en", version=1)
    assert moderator.post(f"/questions/{asked}/approval", version=1).status_code == 409
    assert stands(asked) == (S.PENDING, 2)


def test_htmx_gets_the_board_alone_and_no_token(delegate_of, moderator, here):
    asked = factories.question(delegate_of().held, here, "Next one").id
    reply = moderator.post(f"/questions/{asked}/approval", htmx=True, version=1)
    assert reply.status_code == 200
    assert "Next one" in reply.text
    assert "<html" not in reply.text
    assert "csrf" not in reply.text.lower()
    assert '<div id="said" role="status" hx-swap-oob="true"></div>' in reply.text


def test_a_second_question_is_not_called_while_one_is_on_the_floor(delegate_of, moderator, here):
    ana = delegate_of()
    first = factories.question(ana.held, here, status=S.ON_FLOOR).id
    second = factories.question(ana.held, here, status=S.APPROVED).id
    reply = moderator.post(f"/questions/{second}/call", version=2)
    assert reply.status_code == 409
    assert "Another question is on the floor. Mark it answered first." in reply.text
    assert (stands(first)[0], stands(second)[0]) == (S.ON_FLOOR, S.APPROVED)


def at_once(app, *acts):
    """Runs all acts at the same instant; how many were done, and how many were told that they came too late."""
    start, outcomes = Barrier(len(acts)), []

    def run(act, args, how):
        with app.app_context():
            start.wait()
            try:
                act(*args, **how, by="test")
                outcomes.append("done")
            except Stale:
                outcomes.append("stale")

    threads = [Thread(target=run, args=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_two_moderators_who_call_two_questions_one_wins(app, delegate_of, here):
    ana = delegate_of()
    for _ in range(5):
        two = [factories.question(ana.held, here, status=S.APPROVED).id for _ in range(2)]
        calls = [(actions.call_to_floor, (one, here.id), {"version": 2}) for one in two]
        assert at_once(app, *calls) == ["done", "stale"]
        [on_floor] = [one for one in two if stands(one)[0] == S.ON_FLOOR]
        actions.mark_answered(on_floor, here.id, version=3, by="test")


def test_of_two_moderators_who_decide_about_one_question_one_wins(app, delegate_of, here):
    asked = factories.question(delegate_of().held, here).id
    outcomes = at_once(
        app,
        (actions.approve, (asked, here.id), {"version": 1}),
        (actions.leave_out, (asked, here.id, "time"), {"version": 1}),
    )
    assert outcomes == ["done", "stale"]
    assert stands(asked)[1] == 2


def queue_of_three(delegate_of, here):
    ana = delegate_of()
    return [factories.question(ana.held, here, text, status=S.APPROVED).id for text in ("a", "b", "c")]


@pytest.mark.parametrize(
    ("moved", "place", "after"),
    [(2, 1, "cab"), (0, 2, "bac"), (0, 99, "bca"), (1, 2, "abc"), (2, 999999999, "abc")],
)
def test_a_question_moves_to_a_place(delegate_of, moderator, here, moved, place, after):
    asked = queue_of_three(delegate_of, here)[moved]
    where = {"place": place, "seen_at": moved + 1, "version": 2}
    assert moderator.post(f"/questions/{asked}/position", **where).status_code == 303
    assert "".join(order(here)) == after


@pytest.mark.parametrize("place", ["", "0", "-1", "first", "1.5", "9" * 40])
def test_a_place_that_is_none(delegate_of, moderator, here, place):
    asked = queue_of_three(delegate_of, here)[2]
    reply = moderator.post(f"/questions/{asked}/position", place=place, seen_at=3, version=2)
    assert reply.status_code == 422
    assert "Write the place in the queue as a number, from 1." in reply.text
    assert order(here) == ["a", "b", "c"]


def test_a_move_from_where_it_no_longer_stands_is_stale(delegate_of, moderator, here):
    asked = queue_of_three(delegate_of, here)[2]
    actions.move(asked, here.id, place=1, seen_at=3, version=2, by="test")
    reply = moderator.post(f"/questions/{asked}/position", place=2, seen_at=3, version=2)
    assert reply.status_code == 409
    assert order(here) == ["c", "a", "b"]


def test_what_does_not_wait_has_no_place(delegate_of, moderator, here):
    asked = factories.question(delegate_of().held, here).id
    reply = moderator.post(f"/questions/{asked}/position", place=1, seen_at=1, version=1)
    assert reply.status_code == 409


def test_called_by_mistake_a_question_returns_to_its_place_and_answered_to_the_end(
    delegate_of, moderator, here
):
    first = queue_of_three(delegate_of, here)[0]
    for act, version, after in (
        ("call", 2, ["b", "c"]),
        ("return", 3, ["a", "b", "c"]),
        ("call", 4, ["b", "c"]),
        ("answer", 5, ["b", "c"]),
        ("return", 6, ["b", "c", "a"]),
    ):
        assert moderator.post(f"/questions/{first}/{act}", version=version).status_code == 303
        assert order(here) == after


@pytest.mark.parametrize("reason", ["", "boring", "TIME"])
def test_a_reason_that_is_none(delegate_of, moderator, here, reason):
    asked = factories.question(delegate_of().held, here).id
    reply = moderator.post(f"/questions/{asked}/omission", reason=reason, version=1)
    assert reply.status_code == 422
    assert "Say why the question is not taken up" in reply.text
    assert stands(asked) == (S.PENDING, 1)


@pytest.mark.parametrize("version", ["", "x", "2.0", "9" * 40])
def test_a_version_that_is_none_counts_as_stale(delegate_of, moderator, here, version):
    asked = factories.question(delegate_of().held, here).id
    assert moderator.post(f"/questions/{asked}/approval", version=version).status_code == 409


def test_a_question_of_another_country_session_is_not_there(edition, delegate_of, moderator, here):
    asked = factories.question(delegate_of().held, here).id
    moderator.base = f"/floor/{edition.country_sessions[1].id}"
    assert moderator.post(f"/questions/{asked}/approval", version=1).status_code == 404
    assert moderator.post("/questions/nothing/approval", version=1).status_code == 404
    assert stands(asked) == (S.PENDING, 1)


def test_the_board_has_everything_in_its_column(delegate_of, moderator, here):
    ana, fiji = delegate_of(), delegate_of("FJ")
    for status in (S.ANSWERED, *(status for status in REACHED if status != S.ANSWERED)):
        factories.question(fiji.held, here, f"is {status}", status=status, language="fr")
    factories.question(ana.held, here, "the last", status=S.APPROVED)
    page = moderator.get("/moderation").text
    inbox, queue, floor, done = re.split(r'<h2 id="(?:queue|on-floor|done)"', page.split('<h2 id="inbox"')[1])
    assert re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", inbox) == ["is pending"]
    assert re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", queue) == ["is approved", "is next", "the last"]
    assert re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", floor) == ["is on_floor"]
    assert sorted(re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", done)) == [
        "is answered",
        "is not_taken_up",
    ]
    assert "10:30" in inbox
    assert "French" in inbox
    assert "Fiji" in inbox


def test_before_anybody_asked_the_board_is_empty(moderator):
    page = moderator.get("/moderation")
    assert page.status_code == 200
    assert "No new question." in page.text
    assert "Nothing waits." in page.text


def test_each_act_is_in_the_audit_by_ids_alone(delegate_of, moderator, here):
    ana = delegate_of()
    asked = factories.question(ana.held, here).id
    moderator.post(f"/questions/{asked}/approval", version=1)
    db.session.rollback()
    entries = db.session.query(AuditEntry).filter_by(object_kind="question").order_by(AuditEntry.id)
    [ask, approve] = [(entry.by.partition(":")[0], entry.verb, entry.object_id) for entry in entries]
    assert (ask, approve) == (("pass", "ask", asked), ("staff", "approve", asked))


def test_who_is_no_moderator(browser_of, delegate_of, screen, here):
    ana = delegate_of()
    asked = factories.question(ana.held, here).id
    for other in (ana.browser, screen):
        assert other.get("/moderation").status_code == 302
        assert other.open("POST", f"/questions/{asked}/approval", data={"version": 1}).status_code == 302
        assert other.get("/stream/moderators").status_code == 401
    for role in (Role.REVIEWER, Role.DOOR):
        staff = browser_of(GrantKind.STAFF, factories.staff(role).id, role)
        assert staff.get("/moderation").status_code == 404
        assert staff.open("POST", f"/questions/{asked}/approval", data={"version": 1}).status_code == 404
        assert staff.get("/stream/moderators").status_code == 401
    assert stands(asked) == (S.PENDING, 1)


def test_without_its_token_nothing_happens(delegate_of, moderator, here):
    asked = factories.question(delegate_of().held, here).id
    assert moderator.open("POST", f"/questions/{asked}/approval", data={"version": 1}).status_code == 422
    assert stands(asked) == (S.PENDING, 1)
