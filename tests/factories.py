"""Rows for tests, made by the same actions that people use; every default can be said otherwise."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from webapp.access import grants
from webapp.access.permissions import GrantKind, Role
from webapp.accounts.models import Staff
from webapp.checkin import devices
from webapp.checkin.models import Device, Door
from webapp.core import clock, ids
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, Edition, Format
from webapp.extensions import db
from webapp.participants import actions as participants
from webapp.participants import codes
from webapp.participants.models import Category, Participant, Pass
from webapp.questions import actions as questions
from webapp.questions.models import Question, QuestionStatus, Reason

# The Monday of Pre-sessions 44, 10:30 in Geneva: half an hour into the first country session.
MONDAY = date(2023, 8, 28)
NOW = datetime(2023, 8, 28, 8, 30, tzinfo=UTC)
STATES = ("TM", "BF", "CV", "CO")


def edition(number: int = 44, states: tuple[str, ...] = STATES, **values) -> Edition:
    """An edition of a week; its country sessions are on its first day, one each hour from 10:00 in Geneva."""
    first = datetime(2023, 8, 28, 8, tzinfo=UTC)
    defaults = {
        "format": Format.IN_PERSON,
        "timezone": "Europe/Zurich",
        "starts_on": MONDAY,
        "ends_on": MONDAY + timedelta(days=4),
        "session_minutes": 60,
        "city": "Geneva",
    }
    with transaction() as session:
        made = Edition(number=number, **{**defaults, **values})
        for place, state in enumerate(states):
            starts_at = first + timedelta(hours=place)
            made.country_sessions.append(
                CountrySession(position=place + 1, state=state, starts_at=starts_at, room="Room XXV")
            )
        session.add(made)
    return made


def participant(
    edition: Edition, name: str = "Ana Rojas", mission: str = "CL", expected_at=()
) -> Participant:
    with transaction() as session:
        person = participants.add(
            session,
            session.get(Edition, edition.number),
            name,
            Category.DELEGATE,
            mission=mission,
            locale="en",
        )
        participants.expect_at(session, person, list(expected_at))
    return person


def issued_pass(edition: Edition, **values) -> Pass:
    """A participant's first pass."""
    person = participant(edition, **values)
    with transaction() as session:
        return participants.issue_pass(session, session.get(Participant, person.id), by="test")


def code(issued: Pass) -> str:
    return codes.code_of(issued.id, issued.issue)


def door(
    edition: Edition, name: str = "Main entrance", country_session: CountrySession | None = None
) -> Door:
    with transaction() as session:
        made = Door(
            edition_number=edition.number,
            name=name,
            country_session_id=country_session and country_session.id,
        )
        session.add(made)
    return made


def device(door: Door) -> Device:
    return devices.enrol(door.id, by="test")


def staff(role: Role, email: str = "") -> Staff:
    with transaction() as session:
        person = Staff(
            email=email or f"{role}@upr.example.org", role=role, locale="en", created_at=clock.now()
        )
        session.add(person)
    return person


def sign_in(client, kind: GrantKind, subject_id: str, role: Role | None = None) -> None:
    """Gives the client's browser a grant, as the button behind a link would."""
    with client.session_transaction() as cookie:
        browser = cookie.setdefault("browser", ids.new_browser_id())
    with transaction() as session:
        grants.give(session, browser, kind, subject_id, clock.now() + timedelta(hours=12), role=role)


def question(
    issued: Pass,
    country_session: CountrySession,
    text: str = "What steps will be taken?",
    *,
    status: QuestionStatus = QuestionStatus.PENDING,
    reason: Reason = Reason.TIME,
    language: str = "en",
) -> Question:
    """A question asked with a pass, and taken on to `status` by a moderator."""
    here = country_session.id
    asked = questions.ask(
        here, issued.id, submission=str(uuid4()), text=text, language=language, by=f"pass:{issued.id}"
    )

    def then(act, **how):
        db.session.rollback()
        act(asked, here, **how, version=db.session.get_one(Question, asked).version, by="test")

    if status == QuestionStatus.NOT_TAKEN_UP:
        then(questions.leave_out, reason=reason)
    elif status != QuestionStatus.PENDING:
        then(questions.approve)
    if status == QuestionStatus.NEXT:
        then(questions.mark_next)
    if status in (QuestionStatus.ON_FLOOR, QuestionStatus.ANSWERED):
        then(questions.call_to_floor)
    if status == QuestionStatus.ANSWERED:
        then(questions.mark_answered)
    db.session.rollback()
    return db.session.get_one(Question, asked)
