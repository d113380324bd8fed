"""What moderators do with the sitting and with the queue as a whole, from their page; a stale page does nothing."""

from datetime import timedelta

import pytest

from tests import factories, pages
from webapp.core import clock
from webapp.extensions import db
from webapp.programme import queries as programme
from webapp.programme import sittings
from webapp.programme.models import Phase, StatementStatus
from webapp.questions import moderating, queries
from webapp.questions.models import Answer
from webapp.questions.models import QuestionStatus as S

# act -> (the sitting before, what is another then)
ACTS = {
    "statements": ({"phase": Phase.BEFORE}, {"phase": Phase.STATEMENTS}),
    "before": ({"phase": Phase.STATEMENTS}, {"phase": Phase.BEFORE}),
    "floor": ({"phase": Phase.STATEMENTS}, {"phase": Phase.FLOOR}),
    "closure": ({"phase": Phase.FLOOR}, {"phase": Phase.CLOSED}),
    "suspension": ({}, {"suspended": True}),
    "resumption": ({"suspended": True}, {"suspended": False}),
    "blank": ({}, {"blank": True}),
    "unblank": ({"blank": True}, {"blank": False}),
    "timer-pause": ({"timer_total": 60, "timer_ends_at": factories.NOW}, {"timer_left": 0}),
    "timer-resumption": ({"timer_total": 60, "timer_left": 60}, {"timer_left": None}),
    "timer-minute": ({"timer_total": 60, "timer_left": 60}, {"timer_left": 120}),
    "timer-end": ({"timer_total": 60, "timer_left": 60}, {"timer_left": None, "timer_total": None}),
}


def sitting(here):
    db.session.rollback()
    return programme.sitting(here.id)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("htmx", [False, True])
def test_each_act_on_the_sitting(moderator, here, act, htmx):
    before, after = ACTS[act]
    version = factories.sitting(here, **before).version
    reply = moderator.post(f"/sitting/{act}", htmx=htmx, version=version)
    assert reply.status_code == (200 if htmx else 303)
    now = sitting(here)
    assert {name: getattr(now, name) for name in after} == after
    assert now.version == version + 1


@pytest.mark.parametrize("act", ACTS.keys() - {"blank"})
def test_a_stale_page_does_nothing_with_the_sitting(moderator, here, act):
    before, after = ACTS[act]
    version = factories.sitting(here, **before).version
    reply = moderator.post(f"/sitting/{act}", htmx=True, version=version - 1)
    assert reply.status_code == 409
    assert "Somebody else was quicker. Here is how the country session stands now." in reply.text
    assert sitting(here).version == version
    assert {name: getattr(sitting(here), name) for name in after} != after


def test_blanking_works_from_a_page_however_old(moderator, here):
    factories.sitting(here)
    assert moderator.post("/sitting/blank", version="").status_code == 303
    assert sitting(here).blank is True


def test_an_act_that_is_none(moderator, here):
    assert moderator.post("/sitting/applause", version=0).status_code == 404
    assert sitting(here).version == 0


@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_done_now_is_refused_with_the_reason(moderator, here, htmx):
    factories.sitting(here)
    reply = moderator.post("/sitting/timer-pause", htmx=htmx, version=1)
    assert reply.status_code == 422
    assert "The timer does not run." in reply.text
    assert ("<html" in reply.text) is not htmx


def test_the_next_statement_begins_and_whoever_spoke_has_spoken(moderator, here):
    first, second = (factories.statement(factories.panellist(here, name)) for name in ("Ana", "Moussa"))
    assert "Ana, Ligue pour les droits" in moderator.get("/moderation").text
    for version, slot in enumerate((first, second)):
        assert moderator.post(f"/statements/{slot.id}/start", version=version).status_code == 303
    db.session.rollback()
    assert [speaker.status for speaker in programme.speakers(here.id)] == [
        StatementStatus.GIVEN,
        StatementStatus.SPEAKING,
    ]
    page = moderator.get("/moderation").text
    assert f'data-ends-at="{(factories.NOW + timedelta(minutes=7)).isoformat()}"' in page
    assert moderator.post(f"/statements/{second.id}/restoration", version=2).status_code == 303
    db.session.rollback()
    assert programme.speakers(here.id)[1].status == StatementStatus.WAITING


def test_of_two_who_press_next_one_skips_nobody(moderator, here):
    first, second = (factories.statement(factories.panellist(here, name)) for name in ("Ana", "Moussa"))
    assert moderator.post(f"/statements/{first.id}/start", version=0).status_code == 303
    assert moderator.post(f"/statements/{second.id}/start", version=0).status_code == 409
    db.session.rollback()
    assert programme.sitting_view(here.id).speaking.statement_id == first.id


def test_the_timer_runs_for_what_is_chosen(moderator, here):
    assert moderator.post("/sitting/timer-start", version=0, seconds=120).status_code == 303
    assert sitting(here).timer_ends_at == factories.NOW + timedelta(minutes=2)
    for seconds in ("", "0", "-1", "1e3", "99999"):
        assert moderator.post("/sitting/timer-start", version=1, seconds=seconds).status_code == 422


def test_closing_asks_once_more_and_says_what_becomes_of_what_waits(delegate_of, moderator, here):
    factories.sitting(here)
    ana = delegate_of()
    for status in (S.PENDING, S.APPROVED, S.NEXT, S.ANSWERED):
        factories.question(ana.held, here, status=status)
    asks = pages.text_of(moderator.get("/sitting/closure").text)
    assert "3 questions have not been put. They stay where they are" in asks
    assert sitting(here).phase == Phase.FLOOR


def three(delegate_of, here):
    """Chile twice, then Fiji: fair is one of each first."""
    ana, fiji = delegate_of(), delegate_of("FJ")
    asked = [(ana, "a"), (ana, "b"), (fiji, "c")]
    return [factories.question(who.held, here, text, status=S.APPROVED).id for who, text in asked]


def order(here):
    db.session.rollback()
    return [question.text for question in queries.moderators_view(here.id).waiting]


def test_the_suggested_order_says_why_and_is_taken_when_wanted(delegate_of, moderator, here):
    seen = three(delegate_of, here)
    page = pages.text_of(moderator.get("/moderation").text)
    assert page.count("not heard this week") == 2
    assert "another of theirs is in front · suggested: 3" in page
    assert order(here) == ["a", "b", "c"]
    assert moderator.post("/order", order="suggested", seen=",".join(seen)).status_code == 303
    assert order(here) == ["a", "c", "b"]


@pytest.mark.parametrize("how", ["suggested", "lots"])
def test_an_order_that_the_page_did_not_show_is_left_as_it_is(delegate_of, moderator, here, how):
    seen = three(delegate_of, here)
    reply = moderator.post("/order", htmx=True, order=how, seen=",".join(reversed(seen)))
    assert reply.status_code == 409
    assert "The order was changed by somebody else meanwhile." in reply.text
    assert order(here) == ["a", "b", "c"]


def test_lots_are_drawn_among_those_that_wait(delegate_of, moderator, here):
    seen = three(delegate_of, here)
    assert moderator.post("/order", order="lots", seen=",".join(seen)).status_code == 303
    assert sorted(order(here)) == ["a", "b", "c"]


def test_an_order_that_is_none(delegate_of, moderator, here):
    seen = three(delegate_of, here)
    assert moderator.post("/order", order="alphabet", seen=",".join(seen)).status_code == 422


def test_a_round_is_closed_once(delegate_of, moderator, here):
    asked = factories.question(delegate_of().held, here, status=S.ON_FLOOR).id
    assert "Round 1" in moderator.get("/moderation").text
    assert moderator.post("/round-closure", round=1).status_code == 303
    db.session.rollback()
    [done] = queries.moderators_view(here.id).done
    assert (done.id, done.answer) == (asked, Answer.SPOKEN)
    assert "Round 2" in moderator.get("/moderation").text
    assert moderator.post("/round-closure", round=1).status_code == 409


def test_the_last_act_is_offered_to_be_undone_and_undone(delegate_of, moderator, here):
    asked = factories.question(delegate_of().held, here).id
    moderator.post(f"/questions/{asked}/approval", version=1)
    page = moderator.get("/moderation").text
    [reversal] = [part.partition('"')[0] for part in page.split('action="') if "/reversal" in part[:120]]
    prominent = (factories.NOW + timedelta(seconds=30)).isoformat()
    assert f'class="seconds" data-ends-at="{prominent}"' in page
    reply = moderator.post(reversal.removeprefix(moderator.base), htmx=True)
    assert reply.status_code == 200
    assert "Undone: Chile: approved." in reply.text
    assert [question.id for question in queries.moderators_view(here.id).inbox] == [asked]
    assert moderator.post(reversal.removeprefix(moderator.base), htmx=True).status_code == 409


def facts(moderator):
    return pages.text_of(moderator.get("/moderation/presence", headers={"HX-Request": "true"}).text)


def test_the_pace_counts_from_the_first_call_and_says_nothing_before_the_second(delegate_of, moderator, here):
    factories.sitting(here)
    ana = delegate_of()
    waiting = [factories.question(ana.held, here, status=S.APPROVED).id for _ in range(9)]
    assert "at this pace" not in facts(moderator)
    moderating.call(waiting[0], here.id, floor="", version=2, by="test")
    clock.set_for_tests(factories.NOW + timedelta(minutes=4))
    assert "at this pace" not in facts(moderator)
    moderating.call(waiting[1], here.id, floor=waiting[0], version=2, by="test")
    # Twice called counts once; 10:30 to 10:40 for two, and 20 minutes of the hour are left: four more.
    moderating.call(waiting[0], here.id, floor=waiting[1], version=4, by="test")
    clock.set_for_tests(factories.NOW + timedelta(minutes=10))
    assert "at this pace 4 more fit" in facts(moderator)
    clock.set_for_tests(factories.NOW + timedelta(minutes=30))
    assert "at this pace" not in facts(moderator)


def test_a_pace_by_which_all_get_their_turn(delegate_of, moderator, here):
    factories.sitting(here)
    ana = delegate_of()
    one, two, _three = [factories.question(ana.held, here, status=S.APPROVED).id for _ in range(3)]
    moderating.call(one, here.id, floor="", version=2, by="test")
    clock.set_for_tests(factories.NOW + timedelta(minutes=1))
    moderating.call(two, here.id, floor=one, version=2, by="test")
    assert "at this pace the one that waits fits" in facts(moderator)
    sittings.suspend(here.id, version=1, by="test")
    assert "at this pace" not in facts(moderator)


def test_who_listens_is_counted_by_screen(delegate_of, moderator, screen, stream):
    assert "0 moderators here" in facts(moderator)
    stream(moderator, "/stream/moderators").event()
    stream(screen, "/stream/hall").event()
    for _ in range(2):
        stream(delegate_of().browser, "/stream/delegates").event()
    assert facts(moderator) == "1 moderator here hall connected podium not connected 2 phones"
