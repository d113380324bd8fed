"""A week to measure on: an edition under way, its doors, and thousands of people with real passes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench import servers
from tests.servers import flask
from webapp import config, create_app, states
from webapp.checkin import devices
from webapp.checkin.models import Admission, Door
from webapp.core import clock
from webapp.core.ids import new_id
from webapp.core.text import fold
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition, Format
from webapp.extensions import db
from webapp.participants import codes
from webapp.participants.models import Category, Participant, Pass, PassStatus

EDITION = 99
STATE = "TM"


@dataclass(frozen=True, slots=True)
class Post:
    """A door to the venue, and the key of the one device at it."""

    door_id: str
    key: str


@dataclass(frozen=True, slots=True)
class Week:
    instance: Path
    app: Flask
    country_session_id: str
    doors: list[Post]
    codes: list[str]
    pass_ids: list[str]

    @contextmanager
    def copied(self) -> Iterator[Path]:
        """An instance with the same keys and, where they are in SQLite, the same rows, before anything has happened."""
        self.let_go()
        with servers.folder() as other:
            shutil.copytree(self.instance, other, dirs_exist_ok=True)
            yield other

    def let_go(self) -> None:
        """Closes this process's connections, so that what it wrote stands in the database's own file."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def admissions(self) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).where(Admission.undone_at.is_(None)))


@contextmanager
def week(people: int, database_url: str | None = None) -> Iterator[Week]:
    """A fresh instance with one country session, two doors and `people` delegates with a pass."""
    with servers.folder() as instance:
        env = {"DATABASE_URL": database_url} if database_url else {}
        flask(instance, "db", "upgrade", env=env)
        app = create_app(config.read(instance, env))
        with app.app_context():
            country_session_id = _edition()
            posts = [_post(name) for name in ("Main entrance", "Gate 40")]
            with transaction() as session:
                letters, pass_ids = _people(session, people)
        made = Week(instance, app, country_session_id, posts, letters, pass_ids)
        made.let_go()
        try:
            yield made
        finally:
            made.let_go()


def _edition() -> str:
    """One that was begun yesterday, so that midnight may pass; the id of its country session."""
    today = clock.now().date()
    country_session = CountrySession(
        id=new_id(),
        position=1,
        state=STATE,
        starts_at=clock.now(),
        room="Room XXV",
        status=CountrySessionStatus.PLANNED,
    )
    with transaction() as session:
        edition = Edition(
            number=EDITION,
            format=Format.IN_PERSON,
            timezone="Europe/Zurich",
            starts_on=today - timedelta(days=1),
            ends_on=today + timedelta(days=3),
            session_minutes=60,
            city="Geneva",
        )
        edition.country_sessions.append(country_session)
        session.add(edition)
        return country_session.id


def _post(name: str) -> Post:
    door_id = new_id()
    with transaction() as session:
        session.add(Door(id=door_id, edition_number=EDITION, name=name))
    return Post(door_id, devices.key_of(devices.enrol(door_id, by="bench").id))


def _people(session: Session, count: int) -> tuple[list[str], list[str]]:
    """Their codes and the ids of their passes. Row by row through the app's own actions this would take minutes."""
    missions = [mission.code for mission in states.missions("en") if mission.code != STATE]
    participants, passes = [], []
    for number in range(count):
        participant, issued = _person(number, missions[number % len(missions)])
        participants.append(participant)
        passes.append(issued)
    session.execute(insert(Participant.__table__), participants)
    session.execute(insert(Pass.__table__), passes)
    return [codes.code_of(issued["id"], 1) for issued in passes], [issued["id"] for issued in passes]


def _person(number: int, mission: str) -> tuple[dict, dict]:
    name = f"María José Ndiaye {number:05}"
    participant = {
        "id": new_id(),
        "edition_number": EDITION,
        "category": Category.DELEGATE,
        "name": name,
        "name_folded": fold(name),
        "mission": mission,
        "locale": "en",
        "created_at": clock.now(),
    }
    pass_id = new_id()
    issued = {
        "id": pass_id,
        "participant_id": participant["id"],
        "edition_number": EDITION,
        "issue": 1,
        "code_id": codes.code_id(codes.code_of(pass_id, 1)),
        "short_code": "".join(codes.ALPHABET[int(digit, 16)] for digit in f"{number:08x}"),
        "status": PassStatus.ISSUED,
        "issued_at": clock.now(),
    }
    return participant, issued
