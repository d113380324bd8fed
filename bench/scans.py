"""Admissions: what one costs, how long it takes in a rush, and that two doors at once admit once."""

import json
from collections.abc import Sequence
from itertools import islice
from statistics import median
from typing import NamedTuple
from uuid import uuid4

from bench import driver, seed
from bench.driver import Connection, Reply
from bench.figures import Figure, percentile
from bench.servers import Server, serve
from tests.servers import postgresql
from webapp.core import clock

WARM_UP = 200
ALONE_ROUNDS, ALONE = 20, 100  # passes of a round, one at a time
RUSH_ROUNDS, RUSH, AT_ONCE = 5, 2_000, 32
PAIRS = 2_000


def against_raw() -> list[Figure]:
    """The app and the floor in turn, with the same passes in the same order, each over its own copy of the rows."""
    people = WARM_UP + ALONE_ROUNDS * ALONE + RUSH_ROUNDS * RUSH
    with (
        seed.week(people) as week,
        week.copied() as copy,
        serve("wsgi:app", week.instance) as ours,
        serve("bench.floor:app", copy) as raw,
    ):
        race = _Race(week, (ours, raw))
        race.round(WARM_UP, AT_ONCE)
        alone = [race.round(ALONE, 1) for _ in range(ALONE_ROUNDS)]
        rush = [race.round(RUSH, AT_ONCE) for _ in range(RUSH_ROUNDS)]
        hello = _hello(raw)
    cpu = [[lap.cpu for lap in laps] for laps in alone]
    p99 = [[lap.p99 for lap in laps] for laps in rush]
    return [
        Figure("scan_cpu", _ratio(cpu), f"{_ms(cpu)}, hello {hello:.2f} ms"),
        Figure("scan_p99", _ratio(p99), _ms(p99)),
        Figure("scan_wrong", race.wrong, f"{people:,} passes at each of both"),
    ]


class _Lap(NamedTuple):
    """One server's part of a round: milliseconds of CPU for each admission, and of waiting at the 99th percentile."""

    cpu: float
    p99: float


class _Race:
    def __init__(self, week: seed.Week, servers: Sequence[Server]) -> None:
        self.door, self.servers, self.codes = week.doors[0], servers, iter(week.codes)
        self.rounds = self.wrong = 0

    def round(self, count: int, at_once: int) -> list[_Lap]:
        """The next `count` passes at each server, by turns the one or the other first."""
        codes = [*islice(self.codes, count)]
        self.rounds += 1
        order = self.servers if self.rounds % 2 else self.servers[::-1]
        laps = {server: self._lap(server, codes, at_once) for server in order}
        return [laps[server] for server in self.servers]

    def _lap(self, server: Server, codes: Sequence[str], at_once: int) -> _Lap:
        ids = [str(uuid4()) for _ in codes]
        requests = [_scan(self.door, scan_id, code) for scan_id, code in zip(ids, codes, strict=True)]
        before = server.cpu()
        replies = driver.drive(server.port, requests, at_once)
        spent = server.cpu() - before
        self.wrong += sum(
            _verdict(reply, scan_id) != "admitted" for reply, scan_id in zip(replies, ids, strict=True)
        )
        return _Lap(spent / len(codes) * 1000, percentile([reply.seconds for reply in replies], 99) * 1000)


def _scan(door: seed.Post, scan_id: str, code: str) -> bytes:
    now = clock.now().isoformat(timespec="seconds")
    scan = {"id": scan_id, "code": code, "at": now, "offline": False}
    return driver.request(
        "POST",
        f"/door/{door.door_id}/scans",
        headers=[("Authorization", f"Bearer {door.key}"), ("Content-Type", "application/json")],
        body=json.dumps({"sent_at": now, "scans": [scan]}).encode(),
    )


def _verdict(reply: Reply, scan_id: str) -> str | None:
    """What was said to this scan; None where that is not in the reply."""
    if reply.status != 200:
        return None
    [result] = json.loads(reply.body)["results"]
    return result["verdict"] if result["id"] == scan_id else None


def _hello(raw: Server) -> float:
    """Milliseconds of CPU for a page that does nothing, on the same server."""
    before = raw.cpu()
    driver.drive(raw.port, [driver.request("GET", "/hello")] * ALONE, 1)
    return (raw.cpu() - before) / ALONE * 1000


def _ratio(rounds: Sequence[Sequence[float]]) -> float:
    """The middle one of the rounds: a neighbour on the machine spoils some, seldom half of them."""
    return round(median(ours / raw for ours, raw in rounds), 2)


def _ms(rounds: Sequence[Sequence[float]]) -> str:
    ours, raw = (median(values) for values in zip(*rounds, strict=True))
    return f"{ours:.2f} ms, raw {raw:.2f} ms"


def two_doors_sqlite() -> list[Figure]:
    return [_two_doors("two_doors_sqlite", None)]


def two_doors_postgresql() -> list[Figure]:
    with postgresql() as url:
        return [_two_doors("two_doors_postgresql", url)]


def _two_doors(name: str, database_url: str | None) -> Figure:
    """Each pass at both doors at the same instant, on a connection for each door."""
    env = {"DATABASE_URL": database_url} if database_url else {}
    with seed.week(PAIRS, database_url) as week, serve("wsgi:app", week.instance, env) as server:
        connections = [Connection(server.port) for _ in week.doors]
        admitted_here, wrong = 0, 0
        for code in week.codes:
            ids = [str(uuid4()) for _ in week.doors]
            requests = [_scan(door, scan_id, code) for door, scan_id in zip(week.doors, ids, strict=True)]
            replies = driver.together(connections, requests)
            verdicts = [_verdict(reply, scan_id) for reply, scan_id in zip(replies, ids, strict=True)]
            admitted_here += verdicts[0] == "admitted"
            wrong += sorted(map(str, verdicts)) != ["admitted", "already_in"]
        for connection in connections:
            connection.close()
        rows = week.admissions()
    note = f"{admitted_here:,} at the first door, {PAIRS - admitted_here:,} at the second; {rows:,} admissions stored"
    return Figure(name, wrong + abs(rows - PAIRS), note)
