"""The delegations of the demonstration: registered and confirmed, but without the mails, which would reach nobody."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.transaction import transaction
from webapp.delegations import standing
from webapp.delegations.models import Delegate, DelegateStatus, Delegation, FocalPoint, FocalPointStatus
from webapp.demo import people
from webapp.demo.week import NUMBER, UNDER_WAY
from webapp.editions.models import CountrySession, Edition
from webapp.extensions import db
from webapp.participants import actions as participants
from webapp.participants.models import Category

BY = "demo"
CLAIMED_PEOPLE = 2


def fill(total: int) -> None:
    """Adds people until each mission sends its share of `total`. Whoever is there already stays."""
    present = _present()
    missing = {
        mission: share for mission, share in people.shares(total).items() if present.get(mission, 0) < share
    }
    if not missing and people.CLAIMED in present:
        return
    with transaction() as session:
        edition = session.get(Edition, NUMBER)
        for mission, share in missing.items():
            _register(session, edition, mission, present.get(mission, 0), share)
        if people.CLAIMED not in present:
            _claim(session, edition)


def _present() -> dict[str, int]:
    """How many delegates each mission has, those withdrawn and replaced among them."""
    counts = (
        select(Delegation.mission, func.count().label("people"))
        .join(Delegate, Delegate.delegation_id == Delegation.id)
        .where(Delegation.edition_number == NUMBER)
        .group_by(Delegation.mission)
    )
    return {row.mission: row.people for row in db.session.execute(counts)}


def _register(session: Session, edition: Edition, mission: str, present: int, share: int) -> None:
    delegation = standing.delegation_of(session, NUMBER, mission)
    focal_point = next((known for known in delegation.focal_points if known.is_confirmed), None)
    focal_point = focal_point or _focal_point(session, delegation)
    if not focal_point.is_confirmed:
        focal_point.confirm()
    names = people.delegates(mission, share)
    for place in range(present, share):
        delegate = _delegate(session, edition, focal_point, names[place], place)
        participants.issue_pass(session, delegate.participant, BY)


def _focal_point(session: Session, delegation: Delegation) -> FocalPoint:
    """Somebody of the mission who has opened the link that was mailed to them."""
    focal_point = FocalPoint(
        id=new_id(),
        delegation=delegation,
        name=people.delegates(delegation.mission, 1)[0],
        email=people.address(delegation.mission),
        locale=people.language(delegation.mission),
        status=FocalPointStatus.UNPROVED,
        created_at=clock.now(),
    )
    session.add(focal_point)
    focal_point.prove(clock.now())
    session.flush()
    audit.record(session, "register", "focal_point", focal_point.id, by=BY)
    return focal_point


def _delegate(session: Session, edition: Edition, focal_point: FocalPoint, name: str, place: int) -> Delegate:
    delegation = focal_point.delegation
    person = participants.add(
        session, edition, name, Category.DELEGATE, mission=delegation.mission, locale=focal_point.locale
    )
    participants.expect_at(person, _forecast(edition.country_sessions, delegation.mission, place))
    delegate = Delegate(
        id=new_id(),
        delegation_id=delegation.id,
        focal_point_id=focal_point.id,
        participant=person,
        position=place + 1,
        status=DelegateStatus.REGISTERED,
    )
    session.add(delegate)
    session.flush()
    audit.record(session, "add", "delegate", delegate.id, by=BY)
    return delegate


def _forecast(country_sessions: Sequence[CountrySession], mission: str, place: int) -> list[CountrySession]:
    """What a delegate means to attend: every other mission's first the one under way, and everybody one or two more."""
    turn = sum(map(ord, mission)) + 3 * place
    chosen = {turn % len(country_sessions), (5 * turn + 2) % len(country_sessions)}
    return [
        entry
        for nth, entry in enumerate(country_sessions)
        if nth in chosen or (entry.state == UNDER_WAY and place == 0 and turn % 2)
    ]


def _claim(session: Session, edition: Edition) -> None:
    """Somebody whose address is proved and whom the coordinator has not confirmed: delegates, and no passes yet."""
    delegation = standing.delegation_of(session, NUMBER, people.CLAIMED)
    focal_point = _focal_point(session, delegation)
    for place, name in enumerate(people.delegates(people.CLAIMED, CLAIMED_PEOPLE)):
        _delegate(session, edition, focal_point, name, place)


def confirmed(limit: int | None) -> list[FocalPoint]:
    """Confirmed focal points of missions in the order of `people.MISSIONS`; one for each mission."""
    found = db.session.scalars(
        select(FocalPoint)
        .join(Delegation, Delegation.id == FocalPoint.delegation_id)
        .where(Delegation.edition_number == NUMBER, FocalPoint.status == FocalPointStatus.CONFIRMED)
        .order_by(FocalPoint.created_at.desc())
    )
    by_mission = {focal_point.delegation.mission: focal_point for focal_point in found}
    return sorted(by_mission.values(), key=lambda focal_point: rank(focal_point.delegation.mission))[:limit]


def rank(mission: str) -> tuple[int, str]:
    """Where a mission stands in lists: as in `people.MISSIONS`, others after them."""
    known = list(people.MISSIONS)
    return (known.index(mission) if mission in people.MISSIONS else len(known), mission)
