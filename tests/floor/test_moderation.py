"""What moderators do: each act moves a question once, for who saw it as it is; all others get 409 and a fresh view."""

import re
from threading import Barrier, Thread

import pytest

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role
from webapp.core.audit import AuditEntry
from webapp.core.refused import Stale
from webapp.extensions import db
from webapp.questions import moderating, queries
from webapp.questions import order as ordering
from webapp.questions.models import TRANSITIONS, Answer, Question, Reason
from webapp.questions.models import QuestionStatus as S

# act -> (what it posts besides the version, from which statuses it is allowed, to which it leads)
ACTS = {
    "approval": ({}, {S.PENDING, S.RETURNED}, S.APPROVED),
    "return": ({"wish": "clearer"}, {S.PENDING}, S.RETURNED),
    "omission": ({"reason": "time"}, {S.PENDING, S.RETURNED, S.APPROVED, S.NEXT}, S.NOT_TAKEN_UP),
    "next-mark": ({}, {S.APPROVED}, S.NEXT),
    "call": ({}, {S.APPROVED, S.NEXT}, S.ON_FLOOR),
    "answer": ({"answer": "in_writing"}, {S.ON_FLOOR}, S.ANSWERED),
    "restoration": ({}, {S.NEXT, S.ON_FLOOR, S.ANSWERED, S.NOT_TAKEN_UP}, S.APPROVED),
}
REACHED = [S.PENDING, S.RETURNED, S.APPROVED, S.NEXT, S.ON_FLOOR, S.ANSWERED, S.NOT_TAKEN_UP]


HOW_IT_STANDS = {
    S.PENDING: "The question of {mission} is in the inbox.",
    S.APPROVED: "The question of {mission} waits in the queue: place 1.",
    S.ANSWERED: "The question of {mission} is done.",
    S.NEXT: "The question of {mission} is marked next: place 1.",
    S.ON_FLOOR: "The question of {mission} is on the floor.",
}


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
        back = f"/floor/{here.id}/moderation?lang=en#question-{asked}"
        assert (reply.status_code, reply.headers["Location"]) == (303, back)
        assert stands(asked) == (leads_to, version + 1)
        assert leads_to in TRANSITIONS[before]
    else:
        assert reply.status_code == 409
        told = "changed by somebody else meanwhile" in reply.text or "Somebody else changed" in reply.text
        assert told
        assert stands(asked) == (before, version)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_stale_page_decides_nothing_and_gets_the_fresh_view(delegate_of, moderator, here, act, htmx):
    fields, allowed_from, _ = ACTS[act]
    before = sorted(allowed_from)[0]
    says = HOW_IT_STANDS[before].format(mission="Chile")
    asked = factories.question(delegate_of().held, here, "How it stands", status=before).id
    version = stands(asked)[1]
    reply = moderator.post(f"/questions/{asked}/{act}", htmx=htmx, version=version - 1, **fields)
    assert reply.status_code == 409
    assert "This question was changed by somebody else meanwhile." in reply.text
    assert "How it stands" in reply.text
    assert says in reply.text
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
    assert reply.text.count(' hx-swap-oob="') == 3  # the facts, the dock, and what is said
    assert "Chile: approved. To undo it, press z." in reply.text


def test_without_a_script_the_next_page_says_what_was_done(delegate_of, moderator, here):
    asked = factories.question(delegate_of().held, here).id
    moderator.post(f"/questions/{asked}/approval", version=1)
    [said] = re.findall(r'id="said".*?</div>', moderator.get("/moderation").text, re.S)
    assert pages.text_of(f"<{said}") == "Chile: approved"


def test_a_question_that_was_withdrawn_is_said_to_be(delegate_of, moderator, here):
    ana = delegate_of()
    asked = factories.question(ana.held, here).id
    ana.browser.post(f"/questions/{asked}/withdrawal")
    reply = moderator.post(f"/questions/{asked}/approval", htmx=True, version=1)
    assert reply.status_code == 409
    assert "The question was withdrawn." in reply.text


def test_a_second_question_is_not_called_by_a_page_that_showed_none_on_the_floor(
    delegate_of, moderator, here
):
    ana = delegate_of()
    first = factories.question(ana.held, here, status=S.ON_FLOOR).id
    second = factories.question(ana.held, here, status=S.APPROVED).id
    reply = moderator.post(f"/questions/{second}/call", version=2)
    assert reply.status_code == 409
    assert "Somebody else changed what is on the floor." in reply.text
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
        calls = [(moderating.call, (one, here.id), {"floor": "", "version": 2}) for one in two]
        assert at_once(app, *calls) == ["done", "stale"]
        [on_floor] = [one for one in two if stands(one)[0] == S.ON_FLOOR]
        moderating.answer(on_floor, here.id, answer=Answer.SPOKEN, version=3, by="test")


def test_of_two_moderators_who_decide_about_one_question_one_wins(app, delegate_of, here):
    asked = factories.question(delegate_of().held, here).id
    outcomes = at_once(
        app,
        (moderating.approve, (asked, here.id), {"version": 1}),
        (moderating.leave_out, (asked, here.id), {"reason": Reason.TIME, "version": 1}),
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
    ordering.move(asked, here.id, place=1, seen_at=3, version=2, by="test")
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
        ("restoration", 3, ["a", "b", "c"]),
        ("call", 4, ["b", "c"]),
        ("answer", 5, ["b", "c"]),
        ("restoration", 6, ["b", "c", "a"]),
    ):
        reply = moderator.post(f"/questions/{first}/{act}", version=version, answer="spoken")
        assert reply.status_code == 303
        assert order(here) == after


@pytest.mark.parametrize("word", ["", "boring", "TIME"])
@pytest.mark.parametrize(
    ("act", "field", "told"),
    [
        ("omission", "reason", "Say why the question is not taken up"),
        ("return", "wish", "Say what you wish for"),
        ("answer", "answer", "Say what became of the question"),
    ],
)
def test_a_word_that_is_none_of_those_offered(delegate_of, moderator, here, act, field, told, word):
    asked = factories.question(delegate_of().held, here).id
    reply = moderator.post(f"/questions/{asked}/{act}", version=1, **{field: word})
    assert reply.status_code == 422
    assert told in reply.text
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
    ana, fiji, norway = delegate_of(), delegate_of("FJ"), delegate_of("NO")
    for status in (S.ANSWERED, *(status for status in REACHED if status != S.ANSWERED)):
        factories.question(fiji.held, here, f"is {status}", status=status, language="fr")
    last = factories.question(ana.held, here, "the last", status=S.APPROVED)
    merged = factories.question(norway.held, here, "the same")
    into = {"into": last.id, "into_version": 2, "version": 1}
    moderating.merge(merged.id, here.id, **into, by="test")
    page = moderator.get("/moderation").text
    inbox, queue, floor = re.split(r'<h2 id="(?:queue|on-floor)"', page.split('<h2 id="inbox"')[1])
    floor, done = floor.split('id="done"')
    assert words_in(inbox) == ["is pending", "is returned"]
    assert words_in(queue) == ["is approved", "is next", "the last"]
    assert words_in(floor) == ["is on_floor"]
    assert sorted(words_in(done)) == ["is answered", "is not_taken_up"]
    assert re.findall(r"<time[^>]*>(.*?)</time>", inbox) == ["10:30", "10:30"]
    assert pages.text_of(re.search(r'<p class="row asker".*?</p>', inbox, re.S)[0]) == (
        "Fiji to all French · 10:30"
    )
    assert "Chile , with Norway to all" in pages.text_of(queue)


def words_in(column):
    return re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", column)


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
