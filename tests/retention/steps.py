"""Weeks with one of everything that is erased, and what is left of them."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from tests import factories
from tests.selection import steps as selection
from webapp.access import grants, links
from webapp.access.permissions import GrantKind, Role
from webapp.applications.answers import SUBMISSION
from webapp.applications.models import ApplicationStatus
from webapp.checkin.models import Scan, Verdict
from webapp.core import clock, ids
from webapp.core.files import disk
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.programme import panels
from webapp.review.models import Assessment, Assignment
from webapp.safety import lines
from webapp.safety.models import SafetyWord, Word
from webapp.selection.models import Decision, Outcome, Reply
from webapp.travel.models import RECEIPT, GrantDecision, GrantOutcome, Receipt, Travel

TRAVEL = {"passport": "yes", "visa": "no", "grant": "yes", "departure_city": "Asjgabat", "need": "All of it"}
KINDS = ("draft", "withdrawn", "declined", "waiting", "turned_down", "speaker")


def week(country_session: CountrySession) -> dict[str, str]:
    """An application of each kind, with everything that can hang on one; their ids. The last has a seat and a line."""
    reader = factories.staff(Role.REVIEWER, f"{uuid4()}@upr.example.org").id
    made = {}
    for kind in KINDS:
        status = {"draft": "draft", "withdrawn": "withdrawn"}.get(kind, "sent")
        made[kind] = selection.applied(
            country_session,
            f"Org {kind}",
            speaker=f"Person {kind}",
            status=ApplicationStatus(status),
            **TRAVEL,
        )
        _hang_everything(made[kind], reader)
    _decide(made)
    _seat(country_session, made["speaker"])
    _scan(country_session)
    return made


def _hang_everything(application_id: str, reader: str) -> None:
    now = clock.now()
    receipt = _file(RECEIPT, application_id)
    _file(SUBMISSION, application_id)
    with transaction() as session:
        session.add(Travel(application_id=application_id, passport_name="Person", changed_at=now))
        session.add(
            Receipt(
                file_id=receipt, application_id=application_id, what="Taxi", amount="20 CHF", added_at=now
            )
        )
        session.add(
            GrantDecision(
                application_id=application_id, outcome=GrantOutcome.GIVEN, airfare=900, decided_at=now
            )
        )
        session.add(Assignment(application_id=application_id, staff_id=reader, assigned_at=now))
        session.add(
            Assessment(
                application_id=application_id, staff_id=reader, scores={}, comment="Good", assessed_at=now
            )
        )
        links.mint(session, GrantKind.APPLICATION, application_id, until=now + timedelta(days=1))
    _opened(GrantKind.APPLICATION, application_id)


def _opened(kind: GrantKind, subject_id: str) -> None:
    """A link of its own, and the grant that it gave."""
    until = clock.now() + timedelta(days=1)
    with transaction() as session:
        token = links.mint(session, kind, subject_id, until=until)
        session.flush()
        link = session.scalars(db.select(links.Link).order_by(links.Link.created_at, links.Link.id)).all()
        mine = next(each for each in link if each.token_hash == links.tokens.digest(token))
        grants.give(session, ids.new_browser_id(), kind, subject_id, until, link_id=mine.id)


def _file(purpose: str, subject_id: str) -> str:
    file_id = ids.new_id()
    disk.make(file_id)
    disk.part(file_id).rename(disk.place(file_id))
    with transaction() as session:
        session.add(
            StoredFile(
                id=file_id,
                purpose=purpose,
                subject_id=subject_id,
                name="paper.pdf",
                status=FileStatus.READY,
                size=0,
                received=0,
                created_at=clock.now(),
            )
        )
    return file_id


def _decide(made: dict[str, str]) -> None:
    outcomes = {
        "declined": (Outcome.DECLINED, None),
        "waiting": (Outcome.WAITING, None),
        "turned_down": (Outcome.ACCEPTED, Reply.TURNED_DOWN),
        "speaker": (Outcome.ACCEPTED, Reply.CONFIRMED),
    }
    with transaction() as session:
        for kind, (outcome, reply) in outcomes.items():
            session.add(
                Decision(application_id=made[kind], outcome=outcome, reply=reply, decided_at=clock.now())
            )


def _seat(country_session: CountrySession, application_id: str) -> None:
    application = selection.application(application_id)
    with transaction() as session:
        panellist = panels.seat(
            session,
            session.get_one(CountrySession, country_session.id),
            name="Person speaker",
            organisation=application.organisation,
            kind=application.kind,
            minutes=7,
            locale="en",
            by="test",
            application_id=application_id,
        )
        person = panellist.participant
        lines.open(session, person, email=None, locale="en", edition=person.edition)
        session.add(
            SafetyWord(participant_id=person.id, word=Word.CALL_ME, said_at=clock.now(), number="+41")
        )
        participant_id = person.id
    _opened(GrantKind.SAFETY_LINE, participant_id)


def _scan(country_session: CountrySession) -> None:
    edition = country_session.edition
    door = factories.door(edition)
    device = factories.device(door)
    with transaction() as session:
        session.add(
            Scan(
                id=str(uuid4()),
                device_id=device.id,
                door_id=door.id,
                verdict=Verdict.UNKNOWN,
                offline=False,
                at=clock.now(),
                received_at=clock.now(),
                answer="{}",
            )
        )


Rows = dict[str, set[tuple]]


def everything() -> Rows:
    """Every row of every table but the audit."""
    db.session.rollback()
    tables = [table for table in db.metadata.sorted_tables if table.name != "audit_entry"]
    return {
        table.name: {tuple(map(repr, row)) for row in db.session.execute(table.select())} for table in tables
    }


def changes(before: Rows) -> tuple[dict[str, int], dict[str, int]]:
    """How many rows of which tables are no longer there, and how many are new, since then."""
    after = everything()
    gone = Counter({name: len(rows - after[name]) for name, rows in before.items()})
    new = Counter({name: len(after[name] - rows) for name, rows in before.items()})
    return dict(+gone), dict(+new)


def files(instance: Path) -> int:
    return len([path for path in (instance / "files").glob("??/*") if path.is_file()])
