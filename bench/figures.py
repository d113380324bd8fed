"""What must be reached, as the issues say it, and what was measured of it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One figure of an issue's "Must reach" table. It is reached by whatever is not above `limit`."""

    issue: int
    what: str
    limit: float
    unit: str


TARGETS = {
    "scan_cpu": Target(2, "CPU of one admission, one at a time", 2.2, "x raw"),
    "scan_p99": Target(2, "p99 of an admission, 32 at once", 2.5, "x raw"),
    "scan_wrong": Target(2, "passes that were not answered, or wrongly", 0, "passes"),
    "two_doors_sqlite": Target(2, "of 2,000 pairs, not exactly one admitted", 0, "pairs"),
    "two_doors_postgresql": Target(2, "the same on PostgreSQL", 0, "pairs"),
    "live_p99": Target(2, "2,000 listeners: p99 until a frame is read", 100, "ms"),
    "live_lost": Target(2, "frames that a listener never got", 0, "frames"),
    "live_page_p95": Target(2, "a page meanwhile: p95", 25, "ms"),
    "registration_form_bytes": Target(2, "first view of the registration form", 25_000, "bytes"),
    "memory_at_rest": Target(2, "server at rest, PSS of all processes", 180, "MB"),
    "second_start": Target(2, "`make run` again, to the first page", 3.0, "s"),
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
        return self.value is not None and self.value <= self.target.limit

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
