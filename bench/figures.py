"""What must be reached, as the issues say it, and what was measured of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.core.transaction import BUSY_SECONDS


@dataclass(frozen=True, slots=True)
class Target:
    """One figure of an issue's "Must reach" table. It is reached by whatever is not above `limit`, or not below one
    that is the least."""

    issue: int
    what: str
    limit: float
    unit: str
    is_least: bool = False


TARGETS = {
    "scan_cpu": Target(2, "CPU of one admission, one at a time", 2.2, "x raw"),
    "scan_p99": Target(2, "p99 of an admission, 32 at once", 2.5, "x raw"),
    "scan_wrong": Target(2, "passes that were not answered, or wrongly", 0, "passes"),
    "two_doors_sqlite": Target(2, "of 2,000 pairs, not exactly one admitted", 0, "pairs"),
    "two_doors_postgresql": Target(2, "the same on PostgreSQL", 0, "pairs"),
    "live_p99": Target(2, "2,000 listeners: p99 until a frame is read", 100, "ms"),
    "live_lost": Target(2, "frames that a listener never got", 0, "frames"),
    "live_page_p95": Target(2, "a page meanwhile: p95", 25, "ms"),
    "live_p99_5000": Target(3, "5,000 listeners: p99 from an approval", 160, "ms"),
    "live_lost_5000": Target(3, "frames that a listener never got", 0, "frames"),
    "live_two_processes": Target(3, "approved at one, the last of 200 at the other", 300, "ms"),
    "camera_frames": Target(3, "frames read in the twelve hard scenes", 90, "%", is_least=True),
    "camera_false_reads": Target(3, "codes read that were not there", 0, "codes"),
    "camera_verdict": Target(3, "from a pass before the camera to its verdict", 0.7, "s"),
    "registration_form_bytes": Target(2, "first view of the registration form", 25_000, "bytes"),
    "application_form_bytes": Target(4, "first view of the application form", 25_000, "bytes"),
    "autosave_bytes": Target(4, "a field saved by itself, beyond what was typed", 1024, "bytes"),
    "memory_at_rest": Target(2, "server at rest, PSS of all processes", 180, "MB"),
    "second_start": Target(2, "`make run` again, to the first page", 3.0, "s"),
    "cpu_home": Target(3, "CPU of the home page", 10, "x hello"),
    "cpu_form": Target(3, "CPU of the registration form", 10, "x hello"),
    "cpu_live": Target(3, "CPU of a delegate's live page", 10, "x hello"),
    "cpu_pass": Target(3, "CPU of a pass page", 10, "x hello"),
    "cpu_registration_post": Target(3, "CPU of a registration that is sent", 25, "x hello"),
    "pass_pdf_cpu": Target(3, "CPU of one pass PDF, warm", 5, "ms"),
    "badges_1000": Target(3, "1,000 badges, outside any request", 6, "s"),
    "badges_1000_memory": Target(3, "the most memory that takes", 300, "MB"),
    "applications_list": Target(4, "CPU of the list of 2,000 applications", 60, "x hello"),
    # The issue gives no figure: this is how long other writers wait before they are turned away.
    "release_500": Target(4, "release of 500 decisions, one transaction", BUSY_SECONDS, "s"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `value` is None where it could not be measured; `note` says how it came about."""

    name: str
    value: float | None
    note: str = ""

    @property
    def target(self) -> Target:
        return TARGETS[self.name]

    @property
    def ok(self) -> bool:
        if self.value is None:
            return False
        target = self.target
        return self.value >= target.limit if target.is_least else self.value <= target.limit

    def entry(self) -> dict:
        """As the contract has it in instance/bench.json."""
        target = self.target
        return {
            "value": self.value,
            "unit": target.unit,
            "limit": target.limit,
            "ok": self.ok,
            "issue": target.issue,
        }


def percentile(values: Sequence[float], percent: float) -> float:
    """The least value that at least `percent` per cent of `values` do not exceed."""
    if not values:
        raise RuntimeError("there is nothing to take a percentile of")
    ordered = sorted(values)
    return ordered[max(0, -int(-percent * len(ordered) // 100) - 1)]
