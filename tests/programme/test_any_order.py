"""Whatever moderators press, in whatever order: what the room sees is what was done, and one speaks at a time."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests import factories
from tests.programme.conftest import Moderator
from webapp.core import clock
from webapp.core.refused import Refused, Stale
from webapp.programme.models import PHASE_TRANSITIONS, Phase

PANEL = 3
numbers = count(100)


class Room(RuleBasedStateMachine):
    """The same sitting twice: as the database has it, and as somebody with pencil and stopwatch would note it."""

    def __init__(self):
        super().__init__()
        self.seconds = 0
        self.tick()
        edition = factories.edition(next(numbers), states=("TM",))
        here = edition.country_sessions[0]
        people = [factories.panellist(here, f"Speaker {number}") for number in range(PANEL)]
        self.slots = [factories.statement(person).id for person in people]
        self.moderator = Moderator(here.id)
        self.acts = 0
        self.phase = Phase.BEFORE
        self.statuses = ["waiting"] * PANEL
        self.suspended = self.blank = False
        self.total = self.left = None  # the seconds that the timer shows
        self.runs = self.ran = False  # ran: when it was suspended

    def tick(self, seconds: int = 0):
        self.seconds += seconds
        clock.set_for_tests(factories.NOW + timedelta(seconds=self.seconds))

    def press(self, allowed: bool, act: str, *what) -> bool:
        """Presses, and says whether it was done; it must be done exactly if it is allowed."""
        try:
            getattr(self.moderator, act)(*what)
        except Refused:
            assert not allowed
            return False
        assert allowed
        self.acts += 1
        return True

    def no_timer(self):
        self.total = self.left = None
        self.runs = self.ran = False

    def timer(self, seconds: int):
        self.no_timer()
        self.total = self.left = seconds
        self.runs = True

    def silence(self, status: str):
        self.statuses = [status if each == "speaking" else each for each in self.statuses]

    @property
    def goes_on(self) -> bool:
        return self.phase != Phase.CLOSED and not self.suspended

    @rule(seconds=st.integers(1, 400))
    def time_goes_by(self, seconds):
        self.tick(seconds)
        if self.runs:
            self.left -= seconds

    @rule(place=st.integers(0, PANEL - 1))
    def start_statement(self, place):
        allowed = self.goes_on and self.statuses[place] != "speaking"
        if self.press(allowed, "start_statement", self.slots[place]):
            self.silence("given")
            self.statuses[place] = "speaking"
            self.phase = Phase.STATEMENTS
            self.timer(420)

    @rule()
    def end_statement(self):
        if self.press("speaking" in self.statuses, "end_statement"):
            self.silence("given")
            self.no_timer()

    @rule(place=st.integers(0, PANEL - 1))
    def put_back(self, place):
        if self.press(self.statuses[place] != "waiting", "put_back", self.slots[place]):
            if self.statuses[place] == "speaking":
                self.no_timer()
            self.statuses[place] = "waiting"

    @rule(phase=st.sampled_from(Phase))
    def enter(self, phase):
        if self.press(phase in PHASE_TRANSITIONS[self.phase], "enter", phase):
            self.phase = phase
            self.silence("waiting" if phase == Phase.BEFORE else "given")
            self.no_timer()
            self.suspended = self.suspended and phase != Phase.CLOSED

    @rule()
    def suspend(self):
        if self.press(self.goes_on, "suspend"):
            self.suspended, self.ran, self.runs = True, self.runs, False

    @rule()
    def resume(self):
        if self.press(self.suspended, "resume"):
            self.suspended, self.runs, self.ran = False, self.ran, False

    @rule(seconds=st.integers(1, 600))
    def start_timer(self, seconds):
        if self.press(self.goes_on, "start_timer", seconds):
            self.timer(seconds)

    @rule()
    def pause_timer(self):
        if self.press(self.runs or self.ran, "pause_timer"):
            self.runs = self.ran = False

    @rule()
    def resume_timer(self):
        if self.press(self.goes_on and self.left is not None and not self.runs, "resume_timer"):
            self.runs = True

    @rule()
    def add_minute(self):
        if self.press(self.left is not None and self.total <= 7140, "add_minute"):
            self.total += 60
            self.left += 60

    @rule()
    def stop_timer(self):
        if self.press(self.left is not None, "stop_timer"):
            self.no_timer()

    @rule()
    def make_blank(self):
        self.press(True, "blank")
        self.blank = True

    @rule()
    def unblank(self):
        if self.press(self.blank, "unblank"):
            self.blank = False

    @precondition(lambda self: self.acts)
    @rule(act=st.sampled_from(["suspend", "resume", "end_statement", "add_minute", "unblank"]))
    def an_old_page(self, act):
        try:
            getattr(self.moderator, act)(version=self.acts - 1)
        except Stale:
            return
        raise AssertionError(act)

    @invariant()
    def the_room_sees_what_was_done(self):
        view = self.moderator.view
        shown = view.timer and (
            view.timer.left
            if view.timer.ends_at is None
            else round((view.timer.ends_at - clock.now()).total_seconds())
        )
        assert (self.moderator.version, view.phase, view.suspended, view.blank) == (
            self.acts,
            self.phase,
            self.suspended,
            self.blank,
        )
        assert [str(speaker.status) for speaker in view.speakers] == self.statuses
        assert self.statuses.count("speaking") <= 1
        assert (view.timer and view.timer.total, shown) == (self.total, self.left)
        assert (view.timer is not None and view.timer.ends_at is not None) == self.runs
        assert view.statements_left == self.statuses.count("waiting")


def test_any_order(app):
    run_state_machine_as_test(
        Room,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
