"""What a page costs the server: CPU of a request, against a page that does nothing, in the same run."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from bench import driver
from bench.figures import Figure
from bench.servers import Server, folder, serve
from tests.servers import flask
from webapp import config, create_app, states
from webapp.access import grants, guard
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.ids import new_browser_id
from webapp.core.transaction import transaction
from webapp.demo import handover
from webapp.demo.week import UNDER_WAY
from webapp.editions import queries as editions
from webapp.extensions import db

ROUNDS = 15
REQUESTS = 40  # of each page in a round
REGISTRATIONS = 12  # in a round; one address may send three hundred in an hour
EDITION = 54
REGISTER = f"/editions/{EDITION}/delegations?lang=en"
GZIP = ("Accept-Encoding", "gzip")
TYPED = ("Content-Type", "application/x-www-form-urlencoded")

Turn = Callable[[int], float]  # sends so many requests; the CPU of one, in seconds


def pages() -> list[Figure]:
    """The demonstration's week: the pages that most people open, in English and gzipped, as a browser asks for them
    on a connection that stays open. `hello` and the app take turns; each figure is the middle one of the rounds."""
    with folder() as instance:
        flask(instance, "db", "upgrade")
        flask(instance, "demo")
        visitor = _visitor(instance)
        with serve("bench.without_jobs:app", instance) as app, serve("bench.floor:app", instance) as hello:
            addresses = {
                "cpu_home": ("/?lang=en", []),
                "cpu_form": (f"/editions/{EDITION}/delegations/new?lang=en", []),
                "cpu_live": (f"/floor/{visitor.country_session}?lang=en", [visitor.cookie]),
                "cpu_pass": (f"/passes/{visitor.pass_id}?lang=en", [visitor.cookie]),
            }
            turns = {name: gets(app, path, headers) for name, (path, headers) in addresses.items()}
            turns["cpu_registration_post"] = _registrations(app, visitor)
            floor = gets(hello, "/hello", [])
            return compared(turns, floor)


def compared(turns: dict[str, Turn], floor: Turn) -> list[Figure]:
    """The app's turns against the floor's, in rounds; each figure is the middle one of the ratios."""
    for turn in (*turns.values(), floor):
        turn(REQUESTS)
    rounds = [
        {"hello": floor(REQUESTS), **{name: turn(REQUESTS) for name, turn in turns.items()}}
        for _ in range(ROUNDS)
    ]
    bare = median(each["hello"] for each in rounds)
    return [
        Figure(
            name,
            round(median(each[name] / each["hello"] for each in rounds), 2),
            f"{median(each[name] for each in rounds) * 1e3:.2f} ms against {bare * 1e3:.2f}",
        )
        for name in turns
    ]


def gets(server: Server, path: str, headers: list[tuple[str, str]]) -> Turn:
    message = driver.request("GET", path, headers=[GZIP, *headers])

    def turn(requests: int) -> float:
        return _cost(server, [message] * requests, expected=200)

    return turn


def _registrations(server: Server, visitor: "Visitor") -> Turn:
    """Whole registrations of two delegates, each of another mission, as a browser sends them once the answers were
    checked. Each promises a mail, composed and stored with it; that it is delivered later is not counted."""
    everybody = [mission.code for mission in states.missions("en")]
    numbers = count()

    def turn(_requests: int) -> float:
        messages = [
            _registration(visitor, everybody[number % len(everybody)], number)
            for number in islice(numbers, REGISTRATIONS)
        ]
        return _cost(server, messages, expected=303)

    return turn


def _registration(visitor: "Visitor", mission: str, number: int) -> bytes:
    fields = {
        "csrf_token": visitor.token,
        "number": str(uuid4()),
        "mission": mission,
        "name": f"Focal Point {number}",
        "email": f"focal.point.{number}@mission.example.org",
        "people-0-name": f"María José Ndiaye {number}",
        "people-0-attends": "TG",
        "people-1-name": f"Łukasz Ångström {number}",
    }
    body = urlencode(fields).encode()
    return driver.request("POST", REGISTER, headers=[GZIP, TYPED, visitor.cookie], body=body)


def _cost(server: Server, messages: list[bytes], *, expected: int) -> float:
    """CPU of one request, in seconds, of all the server's threads."""
    before = server.cpu()
    replies = driver.drive(server.port, messages, at_once=1)
    spent = server.cpu() - before
    wrong = {reply.status for reply in replies} - {expected}
    if wrong:
        raise RuntimeError(f"answered {wrong}, not {expected}: {replies[-1].body[-300:]!r}")
    return spent / len(messages)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A delegate's browser: its cookie, the token of its forms, and what it may look at."""

    cookie: tuple[str, str]
    token: str
    pass_id: str
    country_session: str


def _visitor(instance: Path) -> Visitor:
    app = create_app(config.read(instance, {}))
    with app.app_context():
        held = handover.passes()[0]
        cookie, token = signed_in(app, GrantKind.PASS, held.id)
        visitor = Visitor(cookie, token, held.id, editions.country_session(EDITION, UNDER_WAY).id)
        db.session.remove()
        db.engine.dispose()
    return visitor


def signed_in(
    app: Flask, kind: GrantKind, subject_id: str, role: Role | None = None
) -> tuple[tuple[str, str], str]:
    """The cookie of a browser that holds such a grant for an hour, as a header, and the token of its forms."""
    browser = new_browser_id()
    with app.test_request_context():
        guard.known_as(browser)
        token = generate_csrf()  # its secret is kept in the cookie, as after any page with a form
        value = app.session_interface.get_signing_serializer(app).dumps(dict(session))
    with transaction() as changes:
        grants.give(changes, browser, kind, subject_id, clock.now() + timedelta(hours=1), role=role)
    return ("Cookie", f"{app.config['SESSION_COOKIE_NAME']}={value}"), token
