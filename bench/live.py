"""The live floor: how soon thousands of phones show what a moderator did, and whether pages still come meanwhile."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, cycle
from urllib.parse import urlencode

from flask import current_app, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from bench import driver, seed
from bench.document import Document
from bench.driver import Reply
from bench.figures import Figure, percentile
from bench.listeners import crowd
from bench.servers import serve
from webapp.access import grants, guard
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.ids import new_browser_id
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.questions import actions
from webapp.programme.audiences import DELEGATES

LISTENERS = 2_000
ROUNDS = 3
CHANGES = 10  # of a round, one each second
PAGE = f"/editions/{seed.EDITION}?lang=en"
PAGE_EVERY = 0.05  # seconds
ACTS = ("next-mark", "return")  # the last word of the address that each form of the moderator's page posts to
# Letters of two bytes each: within the thousand that a question may have, they make a frame of 2 KB.
QUESTION = "Что, кем и когда будет сделано, чтобы рекомендация была выполнена? " * 13


@dataclass(frozen=True, slots=True)
class Stage:
    """A country session, a browser that both follows and moderates it, and the question that it moves."""

    address: str
    question_id: str
    headers: list[tuple[str, str]]


def listeners() -> list[Figure]:
    """Phones on the stream of the delegates' floor page. A long question is on the floor; each second the moderator
    marks another as next, or takes that back, with the forms of the moderators' page.

    A delay counts from the instant in the change's audit entry, which is taken within its transaction just before the
    commit, until the last byte of the frame is read.
    """
    with seed.week(2) as week:
        with week.app.app_context():
            stage = _stage(week)
        week.let_go()
        with serve("wsgi:app", week.instance) as server:
            stream = driver.request(
                "GET", f"{stage.address}/stream/{DELEGATES}?lang=en", headers=stage.headers
            )
            with crowd(server.port, stream, LISTENERS) as people:
                acts = cycle(ACTS)
                pages = [_round(server.port, stage, acts) for _ in range(ROUNDS)]
                heard = people.leave()
        with week.app.app_context():
            made_at = _instants(stage)
    delays = [
        [arrival - made.timestamp() for arrival in heard.arrivals.get(version, ())]
        for version, made in enumerate(made_at, people.version + 1)
    ]
    missed = sum(LISTENERS - len(of_a_change) for of_a_change in delays) + LISTENERS - heard.present
    rounds = [[*chain(*delays[start : start + CHANGES])] for start in range(0, len(delays), CHANGES)]
    p99 = [percentile(of_a_round, 99) * 1000 for of_a_round in rounds]
    p95 = [percentile([reply.seconds for reply in of_a_round], 95) * 1000 for of_a_round in pages]
    return [
        Figure("live_p99", round(min(p99), 1), f"{_each(p99)}; {heard.frame_bytes:,} bytes a frame"),
        Figure("live_lost", missed, f"of {len(delays) * LISTENERS:,}"),
        Figure("live_page_p95", round(min(p95), 1), f"{_each(p95)}; an edition's page, on new connections"),
    ]


def _stage(week: seed.Week) -> Stage:
    here, first, second = week.country_session_id, *week.pass_ids
    on_floor, waiting = _approved(here, first), _approved(here, second)
    actions.call_to_floor(on_floor, here, version=2, by="bench")
    browser = new_browser_id()
    with current_app.test_request_context():
        guard.known_as(browser)
        generate_csrf()  # its secret is kept in the cookie, as after any page with a form
        value = current_app.session_interface.get_signing_serializer(current_app).dumps(dict(session))
    until = clock.now() + timedelta(hours=1)
    with transaction() as changes:
        grants.give(changes, browser, GrantKind.PASS, first, until)
        grants.give(changes, browser, GrantKind.STAFF, "bench", until, role=Role.MODERATOR)
    cookie = f"{current_app.config['SESSION_COOKIE_NAME']}={value}"
    return Stage(f"/floor/{here}", waiting, [("Cookie", cookie)])


def _approved(country_session_id: str, pass_id: str) -> str:
    """A new question that waits, in its second version."""
    asked = actions.ask(
        country_session_id, pass_id, submission=pass_id, text=QUESTION, language="ru", by="bench"
    )
    actions.approve(asked, country_session_id, version=1, by="bench")
    return asked


def _round(port: int, stage: Stage, acts: Iterator[str]) -> list[Reply]:
    """One change each second, and the pages that were asked for meanwhile."""
    with _pages(port) as replies:
        due = time.monotonic()
        for _ in range(CHANGES):
            _moderate(port, stage, next(acts))
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


def _moderate(port: int, stage: Stage, act: str) -> None:
    """Sends the form of the moderators' page that does `act` to the question, as a browser without JavaScript would."""
    page, _ = driver.fetch(port, f"{stage.address}/moderation?lang=en", stage.headers)
    forms = Document(page.body.decode(), stage.address).forms
    end = f"/{stage.question_id}/{act}"
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
    entries = select(AuditEntry.at).where(AuditEntry.object_id == stage.question_id).order_by(AuditEntry.id)
    return [*db.session.scalars(entries)][-ROUNDS * CHANGES :]


def _each(values: list[float]) -> str:
    return "best of " + ", ".join(f"{value:.0f}" for value in values)
