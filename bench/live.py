"""The live floor: how soon thousands of phones show what a moderator did, and whether pages still come meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, cycle
from typing import NamedTuple
from urllib.parse import urlencode

from flask import current_app, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select

from bench import driver, seed
from bench.document import Document
from bench.driver import Reply
from bench.figures import Figure, percentile
from bench.listeners import crowd
from bench.servers import serve
from tests.servers import postgresql, redis
from webapp.access import grants, guard
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.ids import new_browser_id
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.programme.audiences import DELEGATES
from webapp.questions import asking, moderating

LISTENERS, MANY, FEW = 2_000, 5_000, 200
ROUNDS = 3
CHANGES = 10  # of a round, one each second
PAGE = f"/editions/{seed.EDITION}?lang=en"
PAGE_EVERY = 0.05  # seconds
# Letters of two bytes each: within the thousand that a question may have, they make a frame of 2 KB.
QUESTION = "Что, кем и когда будет сделано, чтобы рекомендация была выполнена? " * 13


@dataclass(frozen=True, slots=True)
class Stage:
    """A country session, and a browser that both follows and moderates it."""

    address: str
    headers: list[tuple[str, str]]
    waiting: str  # a question in the queue
    pending: list[str]  # one for each change
    begun: int  # the last audit entry of these preparations


Change = tuple[str, str]  # a question, and the last word of the address that its form posts to


class Measured(NamedTuple):
    """Of each round: the seconds of each change until each listener had it, and the pages asked for meanwhile."""

    rounds: list[list[list[float]]]
    pages: list[list[Reply]]
    missed: int
    frame_bytes: int

    def each(self, milliseconds: Callable[[list[list[float]]], float]) -> list[float]:
        return [milliseconds(of_a_round) for of_a_round in self.rounds]


def listeners() -> list[Figure]:
    """Phones on the stream of the delegates' floor page. A long question is on the floor; each second the moderator
    marks another as next, or takes that back, with the forms of the moderators' page.

    A delay counts from the instant in the change's audit entry, which is taken within its transaction just before the
    commit, until the last byte of the frame is read.
    """
    with seed.week(2 + ROUNDS * CHANGES) as week, serve("wsgi:app", week.instance) as server:
        found = _measured(week, server.port, server.port, LISTENERS, _marks)
    p99 = found.each(_p99)
    p95 = [percentile([reply.seconds for reply in of_a_round], 95) * 1000 for of_a_round in found.pages]
    return [
        Figure("live_p99", round(min(p99), 1), f"{_each(p99)}; {found.frame_bytes:,} bytes a frame"),
        Figure("live_lost", found.missed, f"of {ROUNDS * CHANGES * LISTENERS:,}"),
        Figure("live_page_p95", round(min(p95), 1), f"{_each(p95)}; an edition's page, on new connections"),
    ]


def many_listeners() -> list[Figure]:
    """The same for many more, with an approval each second: it changes how many questions wait."""
    with seed.week(2 + ROUNDS * CHANGES) as week, serve("wsgi:app", week.instance) as server:
        found = _measured(week, server.port, server.port, MANY, _approvals)
    p99 = found.each(_p99)
    note = f"{_each(p99)}; the last one {min(found.each(_last)):.0f}; {found.frame_bytes:,} bytes a frame"
    return [
        Figure("live_p99_5000", round(min(p99), 1), note),
        Figure("live_lost_5000", found.missed, f"of {ROUNDS * CHANGES * MANY:,}"),
    ]


def two_processes() -> list[Figure]:
    """Approved at one of two servers, which share a PostgreSQL and a Redis, and shown to the listeners of the other."""
    with (
        postgresql() as database_url,
        redis() as redis_url,
        seed.week(2 + ROUNDS * CHANGES, database_url) as week,
    ):
        env = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "BASE_URL": "http://localhost:8000"}
        with (
            week.copied() as other,
            serve("wsgi:app", week.instance, env) as one,
            serve("wsgi:app", other, env) as two,
        ):
            found = _measured(week, one.port, two.port, FEW, _approvals)
    if found.missed:
        raise RuntimeError(f"{found.missed} frames never came")
    last = found.each(_last)
    return [
        Figure("live_two_processes", round(min(last), 1), f"{_each(last)}; p99 {min(found.each(_p99)):.0f}")
    ]


def _measured(
    week: seed.Week, moderated: int, followed: int, count: int, changes: Callable[[Stage], Iterator[Change]]
) -> Measured:
    """`count` listeners at the port `followed`, of what is done at the port `moderated`."""
    with week.app.app_context():
        stage = _stage(week)
    week.let_go()
    stream = driver.request("GET", f"{stage.address}/stream/{DELEGATES}?lang=en", headers=stage.headers)
    with crowd(followed, stream, count) as people:
        to_come = changes(stage)
        pages = [_round(moderated, stage, to_come) for _ in range(ROUNDS)]
        heard = people.leave()
    with week.app.app_context():
        made_at = _instants(stage)
    delays = [
        [arrival - made.timestamp() for arrival in heard.arrivals.get(version, ())]
        for version, made in enumerate(made_at, people.version + 1)
    ]
    missed = sum(count - len(of_a_change) for of_a_change in delays) + count - heard.present
    rounds = [delays[start : start + CHANGES] for start in range(0, len(delays), CHANGES)]
    return Measured(rounds, pages, missed, heard.frame_bytes)


def _marks(stage: Stage) -> Iterator[Change]:
    return ((stage.waiting, act) for act in cycle(("next-mark", "restoration")))


def _approvals(stage: Stage) -> Iterator[Change]:
    return ((question, "approval") for question in stage.pending)


def _p99(changes: list[list[float]]) -> float:
    return percentile([*chain(*changes)], 99) * 1000


def _last(changes: list[list[float]]) -> float:
    return max(chain(*changes), default=0.0) * 1000


def _stage(week: seed.Week) -> Stage:
    here = week.country_session_id
    on_floor, waiting, *pending = [_asked(here, held) for held in week.pass_ids]
    for question in (on_floor, waiting):
        moderating.approve(question, here, version=1, by="bench")
    moderating.call(on_floor, here, floor="", version=2, by="bench")
    browser = new_browser_id()
    with current_app.test_request_context():
        guard.known_as(browser)
        generate_csrf()  # its secret is kept in the cookie, as after any page with a form
        value = current_app.session_interface.get_signing_serializer(current_app).dumps(dict(session))
    until = clock.now() + timedelta(hours=1)
    with transaction() as changes:
        grants.give(changes, browser, GrantKind.PASS, week.pass_ids[0], until)
        grants.give(changes, browser, GrantKind.STAFF, "bench", until, role=Role.MODERATOR)
    cookie = f"{current_app.config['SESSION_COOKIE_NAME']}={value}"
    begun = db.session.scalar(select(func.max(AuditEntry.id)))
    return Stage(f"/floor/{here}", [("Cookie", cookie)], waiting, pending, begun)


def _asked(country_session_id: str, pass_id: str) -> str:
    return asking.ask(
        country_session_id, pass_id, submission=pass_id, text=QUESTION, language="ru", by="bench"
    )


def _round(port: int, stage: Stage, changes: Iterator[Change]) -> list[Reply]:
    """One change each second, and the pages that were asked for meanwhile."""
    with _pages(port) as replies:
        due = time.monotonic()
        for _ in range(CHANGES):
            _moderate(port, stage, *next(changes))
            due += 1
            time.sleep(max(0.0, due - time.monotonic()))
    if any(reply.status != 200 for reply in replies):
        raise RuntimeError(f"{PAGE} did not answer 200 each time")
    return replies


@contextmanager
def _pages(port: int) -> Iterator[list[Reply]]:
    """Asks for a public page, again and again, beside what the block does."""
    replies: list[Reply] = []
    over = threading.Event()

    def visit() -> None:
        while not over.wait(PAGE_EVERY):
            replies.append(driver.fetch(port, PAGE)[0])

    visitor = threading.Thread(target=visit)
    visitor.start()
    try:
        yield replies
    finally:
        over.set()
        visitor.join()


def _moderate(port: int, stage: Stage, question: str, act: str) -> None:
    """Sends the form of the moderators' page that does `act` to the question, as a browser without JavaScript would."""
    page, _ = driver.fetch(port, f"{stage.address}/moderation?lang=en", stage.headers)
    forms = Document(page.body.decode(), stage.address).forms
    end = f"/{question}/{act}"
    form = next((form for form in forms if form.action.partition("?")[0].endswith(end)), None)
    if form is None:
        raise RuntimeError(f"the moderators' page ({page.status}) has no form for …{end}")
    headers = [*stage.headers, ("Content-Type", "application/x-www-form-urlencoded")]
    body = urlencode(form.fields).encode()
    [reply] = driver.drive(port, [driver.request("POST", form.action, headers=headers, body=body)], 1)
    if reply.status != 303:
        raise RuntimeError(f"{form.action} answered {reply.status}")


def _instants(stage: Stage) -> list[datetime]:
    """When each change was made."""
    entries = select(AuditEntry.at).where(AuditEntry.id > stage.begun).order_by(AuditEntry.id)
    return [*db.session.scalars(entries)]


def _each(values: list[float]) -> str:
    return "best of " + ", ".join(f"{value:.0f}" for value in values)
