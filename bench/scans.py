"""Admissions: what one costs, how long it takes in a rush, and that two doors at once admit once."""

import json
from collections.abc import Sequence
from statistics import median
from uuid import uuid4

from bench import driver, seed
from bench.driver import Connection, Reply
from bench.figures import Figure, percentile
from bench.servers import Server, serve
from tests.servers import postgresql
from webapp.core import clock

ROUNDS = 5
WARM_UP = 200
ALONE = 400  # passes of a round, one at a time
RUSH = 2_000  # passes of a round, AT_ONCE under way
AT_ONCE = 32
PAIRS = 2_000


def against_raw() -> list[Figure]:
    """Rounds of the app and of the floor in turn, the same passes in the same order, each over its own copy."""
    people = WARM_UP + ROUNDS * (ALONE + RUSH)
    with (
        seed.week(people) as week,
        week.copied() as copy,
        serve("wsgi:app", week.instance) as ours,
        serve("bench.floor:app", copy) as raw,
    ):
        letters = iter(week.codes)
        both = (ours, raw)
        cpu: dict[Server, list[float]] = {ours: [], raw: []}
        p99: dict[Server, list[float]] = {ours: [], raw: []}
        wrong = 0
        warm_up = [next(letters) for _ in range(WARM_UP)]
        for server in both:
            wrong += _wrong(*_admit(server, week.doors[0], warm_up, AT_ONCE))
        for number in range(ROUNDS):
            alone = [next(letters) for _ in range(ALONE)]
            rush = [next(letters) for _ in range(RUSH)]
            for server in both if number % 2 else reversed(both):
                before = server.cpu()
                ids, replies = _admit(server, week.doors[0], alone, 1)
                cpu[server].append((server.cpu() - before) / ALONE * 1000)
                wrong += _wrong(ids, replies)
                ids, replies = _admit(server, week.doors[0], rush, AT_ONCE)
                p99[server].append(percentile([reply.seconds for reply in replies], 99) * 1000)
                wrong += _wrong(ids, replies)
        hello = _hello(raw)
    return [
        Figure(
            "scan_cpu",
            _ratio(cpu[ours], cpu[raw]),
            f"{_ms(cpu[ours])}, raw {_ms(cpu[raw])}, hello {hello:.2f} ms",
        ),
        Figure("scan_p99", _ratio(p99[ours], p99[raw]), f"{_ms(p99[ours])}, raw {_ms(p99[raw])}"),
        Figure("scan_wrong", wrong, f"{people:,} passes at each of both"),
    ]


def _admit(
    server: Server, door: seed.Post, letters: Sequence[str], at_once: int
) -> tuple[list[str], list[Reply]]:
    """The ids of the scans, and the replies to them."""
    ids = [str(uuid4()) for _ in letters]
    requests = [_scan(door, scan_id, code) for scan_id, code in zip(ids, letters, strict=True)]
    return ids, driver.drive(server.port, requests, at_once)


def _scan(door: seed.Post, scan_id: str, code: str) -> bytes:
    now = clock.now().isoformat(timespec="seconds")
    scan = {"id": scan_id, "code": code, "at": now, "offline": False}
    return driver.request(
        "POST",
        f"/door/{door.door_id}/scans",
        headers=[("Authorization", f"Bearer {door.key}"), ("Content-Type", "application/json")],
        body=json.dumps({"sent_at": now, "scans": [scan]}).encode(),
    )


def _wrong(ids: Sequence[str], replies: Sequence[Reply]) -> int:
    return sum(_verdict(reply, scan_id) != "admitted" for scan_id, reply in zip(ids, replies, strict=True))


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


def _ratio(ours: Sequence[float], raw: Sequence[float]) -> float:
    """The middle one of the rounds: a neighbour on the machine spoils a round, seldom three."""
    return round(median(one / other for one, other in zip(ours, raw, strict=True)), 2)


def _ms(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ms"


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
