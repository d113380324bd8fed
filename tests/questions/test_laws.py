"""Whatever delegates of three missions and two moderators do, in any order and with old pages: what always holds."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from uuid import uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from tests import factories
from webapp.core import clock
from webapp.core.live import versions
from webapp.core.refused import NotThere, Refused
from webapp.extensions import db
from webapp.programme import audiences
from webapp.questions import asking, moderating, order, queries, undo
from webapp.questions.audiences import own
from webapp.questions.models import Answer, Question, QuestionKind, QuestionStatus, Reason, Wish

S = QuestionStatus
MISSIONS = ("CL", "FJ", "TM")
ROOM = ("delegates", "hall", "podium")
# A week for each example, so that one database serves them all.
editions = count(100)

# Which question: of those for which the act may be legal, seldom of all.
which = st.integers(0, 99)
# Which moderator, and whether their page is drawn anew before, as it mostly is.
moderator = st.tuples(st.integers(0, 1), st.sampled_from([True, True, True, False]))


WAITING = (S.APPROVED, S.NEXT)
PUT = (S.ON_FLOOR, S.HEARD)
# From where each act may lead somewhere.
FROM = {
    moderating.approve: (S.PENDING, S.RETURNED),
    moderating.give_back: (S.PENDING,),
    moderating.leave_out: (S.PENDING, S.RETURNED, *WAITING),
    moderating.mark_next: (S.APPROVED,),
    moderating.bring_back: (S.NEXT, *PUT, S.ANSWERED, S.NOT_TAKEN_UP, S.MERGED),
    moderating.translate: (S.PENDING, *WAITING, *PUT),
    moderating.mend: (S.PENDING, *WAITING, *PUT),
    moderating.answer: PUT,
    moderating.call: (*WAITING, S.HEARD),
    moderating.merge: (S.PENDING, *WAITING),
    order.move: WAITING,
}


@dataclass
class Page:
    """What a moderator's page shows, since it was last drawn."""

    versions: dict[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    floor: str = ""
    round: int = 1
    act: str = ""


class Morning(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        edition = factories.edition(number=next(editions), states=("CU",))
        self.here = edition.country_sessions[0].id
        self.passes = {one: factories.issued_pass(edition, mission=one).id for one in MISSIONS}
        self.pages = [Page(), Page()]
        self.undoable = []  # what was shown before each act that nobody has acted upon since, with the act's id
        self.questions, self.views, self.numbers = {}, self._views(), self._numbers()
        for mission in MISSIONS * 2:
            self.ask(mission, QuestionKind.WRITTEN)
        for which in range(4):
            self.approve((0, True), which)

    # --- What people do ---------------------------------------------------------------------------

    @rule(mission=st.sampled_from(MISSIONS), kind=st.sampled_from(QuestionKind))
    def ask(self, mission, kind):
        words = {"text": f"words {uuid4()}", "language": "en", "kind": kind, "by": "test"}
        self._asker(asking.ask, self.here, self.passes[mission], submission=str(uuid4()), **words)

    @rule(which=which, old=st.booleans())
    def edit(self, which, old):
        question = self._one(which, S.RETURNED, S.PENDING, *WAITING)
        if question:
            words = {
                "text": f"words {uuid4()}",
                "language": "fr",
                "kind": question.kind,
                "panellist_id": None,
            }
            shown = question.version - old
            done = self._asker(
                asking.edit, question.id, question.participant_id, **words, version=shown, by="test"
            )
            assert not (done and old)

    @rule(which=which)
    def withdraw(self, which):
        question = self._one(which, S.RETURNED, S.APPROVED, S.MERGED)
        if question:
            self._asker(asking.withdraw, question.id, question.participant_id, by="test")

    @rule(moderator=moderator, which=which)
    def approve(self, moderator, which):
        self._on_question(moderating.approve, moderator, which)

    @rule(moderator=moderator, which=which, wish=st.sampled_from(Wish))
    def give_back(self, moderator, which, wish):
        self._on_question(moderating.give_back, moderator, which, wish=wish)

    @rule(moderator=moderator, which=which, reason=st.sampled_from(Reason))
    def leave_out(self, moderator, which, reason):
        self._on_question(moderating.leave_out, moderator, which, reason=reason)

    @rule(moderator=moderator, which=which)
    def mark_next(self, moderator, which):
        self._on_question(moderating.mark_next, moderator, which)

    @rule(moderator=moderator, which=which)
    def bring_back(self, moderator, which):
        self._on_question(moderating.bring_back, moderator, which)

    @rule(moderator=moderator, which=which)
    def translate(self, moderator, which):
        self._on_question(moderating.translate, moderator, which, text="mots", language="es")

    @precondition(lambda self: self._in(*PUT))
    @rule(moderator=moderator, which=which, answer=st.sampled_from(Answer))
    def answer(self, moderator, which, answer):
        self._on_question(moderating.answer, moderator, which, answer=answer)

    @rule(moderator=moderator, which=which)
    def mend(self, moderator, which):
        self._on_question(moderating.mend, moderator, which, text=f"words {uuid4()}", language="en")

    @rule(moderator=moderator, which=which)
    def call(self, moderator, which):
        there, shown = self._floor(), self._page(moderator).floor
        if self._on_question(moderating.call, moderator, which, floor=shown):
            assert shown == there

    @rule(moderator=moderator, which=which, into=which)
    def merge(self, moderator, which, into):
        leader = self._one(into, S.PENDING, *WAITING)
        if leader:
            shown = self._page(moderator).versions.get(leader.id, 0)
            if self._on_question(moderating.merge, moderator, which, into=leader.id, into_version=shown):
                assert shown == leader.version

    @rule(moderator=moderator, which=which, place=st.integers(1, 9))
    def move(self, moderator, which, place):
        question, shown = self._one(which, *WAITING), self._page(moderator).order
        if question and question.id in shown:
            seen_at = shown.index(question.id) + 1
            self._on_question(order.move, moderator, which, place=place, seen_at=seen_at)

    @rule(moderator=moderator, act=st.sampled_from([order.take_suggestion, order.draw_lots]))
    def reorder(self, moderator, act):
        shown, present = self._page(moderator).order, [row.id for row in self.views["moderators"].waiting]
        done = self._moderator(act, self.here, seen=shown, by="test")
        assert done == (shown == present)

    @precondition(lambda self: self._in(*PUT))
    @rule(moderator=moderator)
    def close_round(self, moderator):
        shown, present = self._page(moderator).round, queries.queue_of(self.here).round
        if self._moderator(moderating.close_round, self.here, round=shown, by="test"):
            assert shown == present

    @rule(moderator=moderator, times=st.integers(1, 4))
    def undo(self, moderator, times):
        for _ in range(times):
            shown = self._page(moderator).act
            done = self._act(undo.undo, shown, self.here, by="test")
            if self.undoable:
                act_id, before = self.undoable[-1]
                assert done == (act_id == shown)
                if done:
                    self.undoable.pop()
                    assert self._shown() == before

    # --- How it is done ---------------------------------------------------------------------------

    def _page(self, moderator):
        number, anew = moderator
        if anew:
            self._draw(number)
        return self.pages[number]

    def _draw(self, number):
        act = undo.last_act(self.here)
        queue = queries.queue_of(self.here)
        self.pages[number] = Page(
            versions={question.id: question.version for question in self.questions.values()},
            order=[row.id for row in self.views["moderators"].waiting],
            floor=self._floor(),
            round=queue.round if queue else 1,
            act=act.id if act else "",
        )

    def _on_question(self, act, moderator, which, **how):
        question = self._one(which, *FROM[act])
        if question is None:
            return False
        shown, present = self._page(moderator).versions.get(question.id, 0), question.version
        done = self._moderator(act, question.id, self.here, version=shown, **how, by="test")
        assert not (done and shown != present), "acted upon what was not seen"
        return done

    def _moderator(self, act, *args, **how):
        before, last = self._shown(), undo.last_act(self.here)
        done = self._act(act, *args, **how)
        newest = undo.last_act(self.here)
        if newest != last:
            self.undoable.append((newest.id, before))
        else:
            assert self._shown() == before, "an act that cannot be undone"
        return done

    def _asker(self, act, *args, **how):
        before = self._shown()
        done = self._act(act, *args, **how)
        if self._shown() != before:
            self.undoable.clear()
        return done

    def _act(self, act, *args, **how):
        clock.set_for_tests(clock.now() + timedelta(seconds=1))
        try:
            act(*args, **how)
            done = True
        except (Refused, NotThere):
            done = False
        self._look_at_everything(done)
        return done

    # --- What always holds ------------------------------------------------------------------------

    def _look_at_everything(self, done):
        db.session.rollback()
        earlier = {question.id: question.version for question in self.questions.values()}
        of_here = select(Question).where(Question.country_session_id == self.here)
        asked = db.session.scalars(of_here.order_by(Question.asked_at)).all()
        db.session.expunge_all()
        self.questions = {question.id: question for question in asked}
        assert all(self.questions[known].version >= version for known, version in earlier.items())
        views, numbers = self._views(), self._numbers()
        rose = {topic: numbers[topic] - self.numbers[topic] for topic in numbers}
        assert rose == {topic: int(views[topic] != self.views[topic]) for topic in numbers}
        assert done or views == self.views
        self.views, self.numbers = views, numbers
        self._one_at_a_time()
        self._nothing_is_lost()
        self._nothing_is_told()

    def _one_at_a_time(self):
        assert len(self._in(S.ON_FLOOR)) <= 1

    def _nothing_is_lost(self):
        """Each question that was not withdrawn is in one list of the moderators, and its delegation sees it."""
        board = self.views["moderators"]
        lists = (board.inbox, board.returned, board.waiting, board.round, board.done, *board.merged.values())
        listed = sorted(row.id for rows in lists for row in rows)
        alive = [question for question in self.questions.values() if question.status != S.WITHDRAWN]
        assert listed == sorted(question.id for question in alive)
        leading = {row.id for rows in lists[:5] for row in rows}
        assert board.merged.keys() <= leading
        for mission in MISSIONS:
            mine = {question.id for question in alive if question.mission == mission}
            assert {question.id for question in self.views[mission]} == mine
        for question in alive:
            assert (question.merged_into_id is not None) == (question.status == S.MERGED)
            assert (question.reason is not None) == (question.status == S.NOT_TAKEN_UP)
            assert (question.wish is not None) == (question.status == S.RETURNED)
            assert (question.answer is not None) == (question.status == S.ANSWERED)

    def _nothing_is_told(self):
        """The room's view, put together anew from what it may see."""
        on_floor, heard = self._in(S.ON_FLOOR), self._in(S.HEARD)
        room = self.views["hall"]
        assert (room.on_floor and room.on_floor.text) == (on_floor[0].text if on_floor else None)
        assert sorted(put.text for put in room.heard) == sorted(question.text for question in heard)
        put = on_floor + heard
        hidden = {question.text for question in self.questions.values()} - {one.text for one in put}
        hidden |= {question.text_as_asked for question in put if question.text_as_asked}
        assert not [text for text in hidden if text in repr(room)]
        assert set(room.next) == {asker.mission for asker in self._with_merged(self._in(S.NEXT))}
        assert (room.waiting, room.waiting_missions) == (len(self._in(S.APPROVED)), ())
        named = {mission for one in (room.on_floor, *room.heard) if one for mission in one.missions}
        assert named == {asker.mission for asker in self._with_merged(put)}
        outside = [self.views[name] for name in ("hall", *MISSIONS)]
        assert "passed" not in repr(outside).lower()

    def _in(self, *statuses):
        return [question for question in self.questions.values() if question.status in statuses]

    def _with_merged(self, leading):
        ids = {question.id for question in leading}
        return [*leading, *(one for one in self._in(S.MERGED) if one.merged_into_id in ids)]

    # --- What is seen -----------------------------------------------------------------------------

    def _one(self, which, *statuses):
        """A question, in nine of ten cases in one of these statuses."""
        of_all = which % 10 == 9
        asked = [one for one in self.questions.values() if of_all or one.status in statuses]
        return asked[which // 10 % len(asked)] if asked else None

    def _floor(self):
        there = self.views["moderators"].on_floor
        return there.id if there else ""

    def _views(self):
        queue = queries.queue_of(self.here)
        rows = db.session.execute(queries.in_queue(queue.id)).all() if queue else []
        own_views = queries.for_missions(rows)
        return {
            "moderators": queries.for_moderators(rows),
            **dict.fromkeys(ROOM, queries.for_room(rows, shows_waiting=False)),
            **{mission: own_views.get(mission, ()) for mission in MISSIONS},
        }

    def _numbers(self):
        topics = {
            "moderators": audiences.moderators(self.here),
            "delegates": audiences.delegates(self.here),
            "hall": audiences.hall(self.here),
            "podium": audiences.podium(self.here),
            **{mission: own(self.here, mission) for mission in MISSIONS},
        }
        read = versions.read(list(topics.values()))
        return {name: read[topic] for name, topic in topics.items()}

    def _shown(self):
        """Everything but the versions, which undoing raises."""
        columns = Question.__table__.columns.keys()
        queue = queries.queue_of(self.here)
        return queue and queue.round, [
            {name: getattr(question, name) for name in columns if name != "version"}
            for question in self.questions.values()
        ]


def test_what_always_holds(app):
    run_state_machine_as_test(
        Morning,
        settings=settings(
            max_examples=15,
            stateful_step_count=40,
            deadline=None,
            # No shrinking: it takes longer than a test may run. The steps are printed as they were.
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
