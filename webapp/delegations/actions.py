"""What a focal point does: registers a delegation, then adds, changes, replaces and withdraws delegates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from webapp.access.permissions import GrantKind
from webapp.core import audit, clock, limits
from webapp.core.ids import new_id
from webapp.core.refused import Refused
from webapp.core.transaction import transaction
from webapp.delegations import mails, passes, queries, sent_forms, standing
from webapp.delegations.models import Delegate, DelegateStatus, FocalPoint, FocalPointStatus
from webapp.editions.models import CountrySession, Edition
from webapp.participants import actions as participants
from webapp.participants.models import Category

MAILS = "5 per hour"

_LAST_POSITION = select(func.max(Delegate.position)).where(
    Delegate.delegation_id == bindparam("delegation_id")
)


@dataclass(frozen=True, slots=True)
class Person:
    """A delegate as typed: the name as it should be shown, and the States whose country sessions are ticked."""

    name: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration as typed. `name` and `email` are the focal point's own."""

    edition_number: int
    mission: str
    name: str
    email: str
    locale: str
    people: tuple[Person, ...]


def register(registration: Registration, number: str, *, asked_from: str) -> None:
    """Keeps what was typed and mails the link that proves the address; the same form twice has one effect.

    Raises TooOften where one address on the network (`asked_from`) has too many links sent to one mailbox.
    """
    with transaction() as session:
        if not sent_forms.is_first(session, number, registration):
            return
        limits.take(MAILS, "register-as", registration.email.casefold(), asked_from)
        delegation = standing.delegation_of(session, registration.edition_number, registration.mission)
        focal_point = FocalPoint(
            id=new_id(),
            delegation=delegation,
            delegation_id=delegation.id,
            name=registration.name,
            email=registration.email,
            locale=registration.locale,
            status=FocalPointStatus.UNPROVED,
            created_at=clock.now(),
        )
        session.add(focal_point)
        by = f"{GrantKind.DELEGATION}:{focal_point.id}"
        audit.record(session, "register", "focal_point", focal_point.id, by=by)
        _add(session, focal_point, registration.people, by)
        mails.proof(session, focal_point)


def add(focal_point_id: str, people: Sequence[Person], *, number: str, by: str) -> None:
    """More delegates; with passes at once where the focal point is confirmed. The same form twice adds nobody twice."""
    with transaction() as session:
        focal_point = _acting(session, focal_point_id)
        if sent_forms.is_first(session, number, focal_point_id, people):
            passes.hand_out(session, focal_point, _add(session, focal_point, people, by), by)


def change(focal_point_id: str, delegate_id: str, person: Person, *, version: str, by: str) -> None:
    """Puts right how a delegate is written and what they attend; the pass stays. Raises Stale."""
    with transaction() as session:
        focal_point = _acting(session, focal_point_id)
        delegate = queries.delegate_seen_by(focal_point, delegate_id)
        if delegate.is_registered and typed(delegate) == person:
            return
        delegate.check_unchanged(version)
        delegate.version += 1
        participants.rename(delegate.participant, person.name)
        participants.expect_at(delegate.participant, _attended(focal_point.delegation.edition, person))
        audit.record(session, "change", "delegate", delegate.id, by=by)


def replace(
    focal_point_id: str, delegate_id: str, person: Person, *, version: str, number: str, by: str
) -> None:
    """Another person in a delegate's place: the old pass dies as the new one is issued. Raises Stale."""
    with transaction() as session:
        focal_point = _acting(session, focal_point_id)
        if not sent_forms.is_first(session, number, focal_point_id, delegate_id, person):
            return
        delegate = queries.delegate_seen_by(focal_point, delegate_id)
        delegate.check_unchanged(version)
        passes.take_back(session, delegate, DelegateStatus.REPLACED, by)
        successor = _place(session, focal_point, person, delegate.position)
        audit.record(session, "add", "delegate", successor.id, by=by)
        passes.hand_out(session, focal_point, [successor], by)


def withdraw(focal_point_id: str, delegate_id: str, *, version: str, by: str) -> None:
    """A delegate does not come. Raises Stale where the row was changed or replaced meanwhile; twice is once."""
    with transaction() as session:
        focal_point = _acting(session, focal_point_id)
        delegate = queries.delegate_seen_by(focal_point, delegate_id)
        if delegate.status == DelegateStatus.WITHDRAWN:
            return
        delegate.check_unchanged(version)
        passes.take_back(session, delegate, DelegateStatus.WITHDRAWN, by)


def send_passes(focal_point_id: str) -> None:
    """Mails the passes of all delegates once more; the links that were sent before go on working."""
    with transaction() as session:
        focal_point = _acting(session, focal_point_id)
        mails.passes(session, focal_point, queries.delegates_seen_by(focal_point))


def typed(delegate: Delegate) -> Person:
    """A delegate as a form shows it."""
    attends = tuple(country_session.state for country_session in delegate.participant.expected_at)
    return Person(delegate.participant.name, attends)


def _acting(session: Session, focal_point_id: str) -> FocalPoint:
    focal_point = standing.locked(session, focal_point_id)
    standing.check_open(focal_point.delegation.edition)
    if not focal_point.may_register:
        raise Refused(_("The secretariat did not confirm this registration, so it cannot be changed."))
    return focal_point


def _add(session: Session, focal_point: FocalPoint, people: Iterable[Person], by: str) -> list[Delegate]:
    with session.no_autoflush:  # nothing that waits to be written is a delegate
        last = session.scalar(_LAST_POSITION, {"delegation_id": focal_point.delegation_id})
    placed = [
        _place(session, focal_point, person, position)
        for position, person in enumerate(people, (last or 0) + 1)
    ]
    audit.record(session, "add", "delegate", *(delegate.id for delegate in placed), by=by)
    return placed


def _place(session: Session, focal_point: FocalPoint, person: Person, position: int) -> Delegate:
    delegation = focal_point.delegation
    attended = _attended(delegation.edition, person)
    participant = participants.add(
        session,
        delegation.edition,
        person.name,
        Category.DELEGATE,
        mission=delegation.mission,
        locale=focal_point.locale,
    )
    participants.expect_at(participant, attended)
    delegate = Delegate(
        id=new_id(),
        delegation=delegation,
        focal_point=focal_point,
        participant=participant,
        position=position,
        status=DelegateStatus.REGISTERED,
    )
    session.add(delegate)
    return delegate


def _attended(edition: Edition, person: Person) -> list[CountrySession]:
    return [
        country_session
        for country_session in edition.country_sessions
        if country_session.state in person.states
    ]
