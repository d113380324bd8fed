"""The timer of a sitting: seconds to an instant while it runs, seconds kept while it stands.

Nothing stops it when it runs out: it goes on below nought, because whoever speaks too long should see by how much.
"""

from datetime import datetime, timedelta
from math import ceil

from webapp.programme.models import Sitting


def start(sitting: Sitting, seconds: int, at: datetime) -> None:
    sitting.timer_total, sitting.timer_left = seconds, None
    sitting.timer_ends_at = at + timedelta(seconds=seconds)


def pause(sitting: Sitting, at: datetime) -> None:
    """Keeps the seconds that are left: a second that has begun is a whole one, as clocks on the wall show it."""
    if is_running(sitting):
        sitting.timer_left = ceil((sitting.timer_ends_at - at).total_seconds())
    sitting.timer_ends_at = None


def resume(sitting: Sitting, at: datetime) -> None:
    sitting.timer_ends_at = at + timedelta(seconds=sitting.timer_left)
    sitting.timer_left = None


def add(sitting: Sitting, seconds: int) -> None:
    sitting.timer_total += seconds
    if sitting.timer_ends_at is not None:
        sitting.timer_ends_at += timedelta(seconds=seconds)
    if sitting.timer_left is not None:
        sitting.timer_left += seconds


def clear(sitting: Sitting) -> None:
    sitting.timer_total = sitting.timer_ends_at = sitting.timer_left = None


def halt(sitting: Sitting, at: datetime) -> None:
    """As `pause`, but it remembers that it ran: see `run_on`."""
    if is_running(sitting):
        sitting.timer_left = ceil((sitting.timer_ends_at - at).total_seconds())


def run_on(sitting: Sitting, at: datetime) -> None:
    """After `halt`: what ran then runs again; what stood goes on standing."""
    if sitting.timer_ends_at is not None:
        resume(sitting, at)


def is_set(sitting: Sitting) -> bool:
    return sitting.timer_ends_at is not None or sitting.timer_left is not None


def is_running(sitting: Sitting) -> bool:
    return sitting.timer_ends_at is not None and sitting.timer_left is None
