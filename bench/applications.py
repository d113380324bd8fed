"""What the coordinator's list costs the server: 2,000 applications with their scores, put in order for a page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench import cpu
from bench.figures import Figure
from bench.servers import folder, serve
from tests.servers import flask
from webapp import config, create_app
from webapp.access.permissions import GrantKind, Role
from webapp.accounts.models import Staff
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock
from webapp.core.ids import new_id
from webapp.core.text import fold
from webapp.core.texts import Texts
from webapp.core.transaction import transaction
from webapp.editions import queries as editions
from webapp.extensions import db
from webapp.participants.models import OrganisationKind
from webapp.review.holding import hold
from webapp.review.models import SCORES, Assessment, Assignment, Criterion, Recusal

EDITION = 44
COUNT = 2000
REVIEWERS, READERS, CRITERIA = 6, 2, 4
REQUESTS = 10  # in a round: each takes as long as many others
AFRESH = "right after a score"
LIST = f"/desk/editions/{EDITION}/applications?lang=en"
WORK = (
    "Nous documentons les détentions arbitraires et accompagnons les familles des personnes disparues. " * 12
)


def applications_list() -> list[Figure]:
    """Pre-sessions 44 with an application for every State in turn, each scored by two of six reviewers.

    It is read once for each version: each round looks at it ten times, the first time after somebody has scored.
    """
    with folder() as instance:
        flask(instance, "db", "upgrade")
        flask(instance, "edition", "load", f"editions/{EDITION}.toml")
        cookie = seeded(instance)
        with serve("bench.without_jobs:app", instance) as app, serve("bench.floor:app", instance) as hello:
            get, changed = cpu.gets(app, LIST, [cookie]), _changer(instance)

            def turn(_requests: int) -> float:
                changed()
                return get(REQUESTS)

            def after_a_change(_requests: int) -> float:
                changed()
                return get(1)

            turns = {"applications_list": turn, AFRESH: after_a_change}
            listed, afresh = cpu.compared(turns, cpu.gets(hello, "/hello", []))
    return [replace(listed, note=f"{listed.note}; {afresh.value} x hello right after a score")]


def _changer(instance: Path) -> Callable[[], None]:
    """What a reviewer's change does to the list: its version rises."""
    app = create_app(config.read(instance, {}))

    def change() -> None:
        with app.app_context(), transaction() as session:
            hold(session, EDITION)

    return change


def seeded(instance: Path) -> tuple[str, str]:
    """The cookie of a coordinator at such a week."""
    app = create_app(config.read(instance, {}))
    with app.app_context():
        with transaction() as session:
            _rows(session)
        cookie = _coordinator(app)
        db.session.remove()
        db.engine.dispose()
    return cookie


def _coordinator(app: Flask) -> tuple[str, str]:
    cookie, _token = cpu.signed_in(app, GrantKind.STAFF, new_id(), Role.COORDINATOR)
    return cookie


def _rows(session: Session) -> None:
    """Row by row through the app's own actions this would take minutes."""
    now, chance = clock.now(), Random(4)
    criteria = [
        {
            "id": new_id(),
            "edition_number": EDITION,
            "position": place,
            "text": Texts(en="Reach"),
            "weight": place,
        }
        for place in range(1, CRITERIA + 1)
    ]
    people = [
        {"id": new_id(), "email": f"{number}@upr.example.org", "role": Role.REVIEWER, "created_at": now}
        for number in range(REVIEWERS)
    ]
    sent = application_rows(COUNT)
    readers = [
        (number, each["id"], people[(number + reader) % REVIEWERS]["id"])
        for number, each in enumerate(sent)
        for reader in range(READERS)
    ]
    assignments = [
        {"application_id": application_id, "staff_id": staff_id, "assigned_at": now}
        for _number, application_id, staff_id in readers
    ]
    assessments = [
        {
            "id": new_id(),
            "application_id": application_id,
            "staff_id": staff_id,
            "scores": {each["id"]: chance.choice(SCORES) for each in criteria},
            "comment": "Knows the situation at first hand, and says what is to be done.",
            "assessed_at": now,
        }
        for number, application_id, staff_id in readers
    ]
    recusal = {
        "id": new_id(),
        "staff_id": people[0]["id"],
        "edition_number": EDITION,
        "country_session_id": sent[0]["country_session_id"],
        "recused_at": now,
    }
    tables = (
        (Criterion, criteria),
        (Staff, people),
        (Application, sent),
        (Assignment, assignments),
        (Assessment, assessments),
        (Recusal, [recusal]),
    )
    for model, rows in tables:
        session.execute(insert(model), rows)


def application_rows(count: int) -> list[dict[str, object]]:
    """Applications that were sent, for every State under Review in turn."""
    under_review = editions.edition(EDITION).country_sessions
    return [_application(number, under_review[number % len(under_review)]) for number in range(count)]


def _application(number: int, country_session) -> dict[str, object]:
    kind = list(OrganisationKind)[number % 3]
    name = f"Ligue pour la défense des droits humains {number:04}"
    email = f"contact.{number}@ligue.example.org"
    answers = {
        "state": country_session.state,
        "language": "fr",
        "kind": str(kind),
        "organisation": name,
        "scope": ("national", "regional", "international")[number % 3],
        "contact_name": "Moussa Agbéko",
        "email": email,
        "phone": "+228 90 00 00 00",
        "safely": "By Signal, after six in the evening.",
        "work": WORK,
        "themes": ["detention", "justice"],
        "issues": WORK[:600],
        "speaker": "Moussa Agbéko",
        "appearance": "organisation",
        "photographs": "no",
    }
    at = clock.now() + timedelta(seconds=number)
    return {
        "id": new_id(),
        "edition_number": EDITION,
        "status": ApplicationStatus.SENT,
        "locale": "fr",
        "answers": answers,
        "created_at": at,
        "changed_at": at,
        "email": email,
        "reference": f"{EDITION}-{number:06}",
        "sent_at": at,
        "sent": answers,
        "country_session_id": country_session.id,
        "kind": kind,
        "organisation": name,
        "organisation_folded": fold(name),
    }
