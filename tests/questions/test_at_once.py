"""Two people at the same instant: one act is done, the other is told that it came too late; on both databases."""

from threading import Barrier, Thread

import pytest

from tests.questions import steps
from webapp.core.refused import Stale
from webapp.questions import asking, moderating, order, undo
from webapp.questions.models import QuestionStatus

ROUNDS = 5


@pytest.fixture
def at_once(app):
    """Runs all acts at the same instant; how each ended, sorted."""

    def run(*acts):
        start, outcomes = Barrier(len(acts)), []

        def one(act, *args, **how):
            with app.app_context():
                start.wait()
                try:
                    act(*args, **how, by="staff:test")
                    outcomes.append("done")
                except Stale:
                    outcomes.append("stale")

        threads = [Thread(target=one, args=(act, *args), kwargs=how) for act, args, how in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(outcomes)

    return run


def on_floor(here, *questions):
    return [one for one in questions if steps.stands(one).status == QuestionStatus.ON_FLOOR]


def test_of_two_who_call_one_wins_and_one_question_is_on_the_floor(here, chile, fiji, at_once):
    shown = ""
    for _ in range(ROUNDS):
        two = steps.approved(chile, here), steps.approved(fiji, here)
        calls = [(moderating.call, (one, here), {"floor": shown, "version": 2}) for one in two]
        assert at_once(*calls) == ["done", "stale"]
        [shown] = on_floor(here, *two)
    assert len(steps.board(here).round) == ROUNDS
    assert steps.on_floor(here) == shown


def test_of_two_who_call_one_question_one_wins(here, chile, at_once):
    for _ in range(ROUNDS):
        asked, shown = steps.approved(chile, here), steps.on_floor(here)
        call = (moderating.call, (asked, here), {"floor": shown, "version": 2})
        assert at_once(call, call) == ["done", "stale"]
        assert steps.on_floor(here) == asked


def test_of_two_who_merge_each_into_the_other_one_wins(here, chile, fiji, at_once):
    for _ in range(ROUNDS):
        first, second = steps.ask(chile, here), steps.ask(fiji, here)
        shown = {"into_version": 1, "version": 1}
        mergers = [
            (moderating.merge, (one, here), {"into": other, **shown})
            for one, other in ((first, second), (second, first))
        ]
        assert at_once(*mergers) == ["done", "stale"]
        assert sorted(steps.status(first, second)) == ["merged", "pending"]


def test_an_act_is_undone_once(here, chile, at_once):
    for _ in range(ROUNDS):
        asked = steps.approved(chile, here)
        act = (undo.undo, (undo.last_act(here).id, here), {})
        assert at_once(act, act) == ["done", "stale"]
        assert steps.status(asked) == ["pending"]


def test_a_round_is_closed_once(here, chile, at_once):
    for number in range(1, ROUNDS + 1):
        steps.call(steps.approved(chile, here), here)
        close = (moderating.close_round, (here,), {"round": number})
        assert at_once(close, close) == ["done", "stale"]


def test_of_an_asker_who_edits_and_a_moderator_who_approves_one_wins(here, chile, at_once):
    for _ in range(ROUNDS):
        asked = steps.ask(chile, here, "Seen")
        words = {"text": "Not seen", "language": "en", "kind": "written", "panellist_id": None}
        outcomes = at_once(
            (asking.edit, (asked, chile.participant_id), {**words, "version": 1}),
            (moderating.approve, (asked, here), {"version": 1}),
        )
        now = steps.stands(asked)
        assert outcomes == ["done", "stale"]
        assert (now.status, now.text) in {("pending", "Not seen"), ("approved", "Seen")}


def test_of_two_orders_the_second_was_not_seen(here, chile, fiji, norway, at_once):
    asked = [steps.approved(held, here, text) for held, text in ((chile, "a"), (fiji, "b"), (norway, "c"))]
    outcomes = at_once(
        (order.move, (asked[2], here), {"place": 1, "seen_at": 3, "version": 2}),
        (order.move, (asked[2], here), {"place": 2, "seen_at": 3, "version": 2}),
    )
    assert outcomes == ["done", "stale"]
    assert steps.waiting(here) in (["c", "a", "b"], ["a", "c", "b"])
