"""Rows for tests, made by the same actions that people use; every default can be said otherwise."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pyotp

from webapp.access import grants
from webapp.access.permissions import GrantKind, Role
from webapp.accounts import totp
from webapp.accounts.models import AuthenticatorApp, Staff
from webapp.checkin import admissions, devices
from webapp.checkin.models import Device, Door
from webapp.checkin.places import room_of
from webapp.core import clock, ids
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, Edition, Format
from webapp.extensions import db
from webapp.participants import actions as participants
from webapp.participants import codes
from webapp.participants.models import Appearance, Category, OrganisationKind, Participant, Pass
from webapp.programme import panels
from webapp.programme import queries as programme
from webapp.programme.models import Panellist, Phase, Sitting, Statement
from webapp.questions import asking, moderating
from webapp.questions import queries as questions
from webapp.questions.models import Answer, Question, QuestionStatus, Reason, Wish

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
        participants.expect_at(person, list(expected_at))
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


def admitted(issued: Pass, country_session: CountrySession) -> None:
    """Lets the holder of a pass into the room of one country session."""
    door_of_room = Door(
        edition_number=issued.edition_number, country_session_id=country_session.id, name="Room XXV"
    )
    with transaction() as session:
        session.add(door_of_room)
        session.flush()
        admissions.let_in(
            session,
            room_of(country_session.id),
            issued.participant_id,
            door_id=door_of_room.id,
            at=clock.now(),
            scan_id=str(uuid4()),
        )


def staff(role: Role, email: str = "") -> Staff:
    with transaction() as session:
        person = Staff(
            email=email or f"{role}@upr.example.org", role=role, locale="en", created_at=clock.now()
        )
        session.add(person)
    return person


def authenticator_app(person: Staff) -> pyotp.TOTP:
    """Sets up an app for a member of staff, as long ago as its codes allow; what shows its codes."""
    app = pyotp.TOTP(pyotp.random_base32())
    with transaction() as session:
        session.add(
            AuthenticatorApp(
                staff_id=person.id,
                secret=totp.seal(app.byte_secret(), person.id),
                last_step=0,
                created_at=clock.now(),
            )
        )
    return app


def sign_in(client, kind: GrantKind, subject_id: str, role: Role | None = None) -> None:
    """Gives the client's browser a grant, as the button behind a link would."""
    with client.session_transaction() as cookie:
        browser = cookie.setdefault("browser", ids.new_browser_id())
    with transaction() as session:
        grants.give(session, browser, kind, subject_id, clock.now() + timedelta(hours=12), role=role)


def panellist(
    country_session: CountrySession,
    name: str = "Moussa Agbéko",
    organisation: str = "Ligue pour les droits",
    kind: OrganisationKind = OrganisationKind.CSO,
    appearance: Appearance | None = Appearance.PUBLIC,
    minutes: int = 7,
) -> Panellist:
    """Somebody at the end of the panel, with a pass and a slot. The State under Review gets none by this."""
    with transaction() as session:
        made = panels.seat(
            session,
            session.get(CountrySession, country_session.id),
            name=name,
            organisation=organisation,
            kind=kind,
            minutes=minutes,
            locale="en",
            by="test",
        )
        made.appearance = appearance
    return made


def opening(country_session: CountrySession) -> Statement:
    """The slot of the State under Review, at the head of the panel."""
    with transaction() as session:
        panels.give_opening(session, country_session.id)
    return db.session.scalars(
        db.select(Statement).filter_by(country_session_id=country_session.id, panellist_id=None)
    ).one()


def statement(panellist: Panellist) -> Statement:
    """The slot of a panellist."""
    return db.session.scalars(db.select(Statement).filter_by(panellist_id=panellist.id)).one()


def sitting(country_session: CountrySession, phase: Phase = Phase.FLOOR, **values) -> Sitting:
    """A country session that is so far. It counts as one act of a moderator."""
    with transaction() as session:
        made = programme.sitting(country_session.id, session)
        session.add(made)
        for name, value in {"phase": phase, "version": made.version + 1, **values}.items():
            setattr(made, name, value)
    return made


def question(
    issued: Pass,
    country_session: CountrySession,
    text: str = "What steps will be taken?",
    *,
    status: QuestionStatus = QuestionStatus.PENDING,
    reason: Reason = Reason.TIME,
    language: str = "en",
    **words,
) -> Question:
    """A question asked with a pass, and taken on to `status` by a moderator."""
    here = country_session.id
    words = {"text": text, "language": language, **words}
    asked = asking.ask(here, issued.id, submission=str(uuid4()), **words, by=f"pass:{issued.id}")

    def then(act, **how):
        db.session.rollback()
        act(asked, here, **how, version=db.session.get_one(Question, asked).version, by="test")

    if status == QuestionStatus.NOT_TAKEN_UP:
        then(moderating.leave_out, reason=reason)
    elif status == QuestionStatus.RETURNED:
        then(moderating.give_back, wish=Wish.SHORTER)
    elif status != QuestionStatus.PENDING:
        then(moderating.approve)
    if status == QuestionStatus.NEXT:
        then(moderating.mark_next)
    if status in (QuestionStatus.ON_FLOOR, QuestionStatus.ANSWERED):
        on_floor = questions.moderators_view(here).on_floor
        then(moderating.call, floor=on_floor.id if on_floor else "")
    if status == QuestionStatus.ANSWERED:
        then(moderating.answer, answer=Answer.SPOKEN)
    db.session.rollback()
    return db.session.get_one(Question, asked)
