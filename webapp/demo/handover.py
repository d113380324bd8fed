"""What the demonstration hands to whoever tries it: fresh links, one for each person and device."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webapp.access import links
from webapp.access.permissions import GrantKind, Role
from webapp.accounts import actions as accounts
from webapp.checkin import devices, doors
from webapp.checkin.models import Device
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.demo import applications, delegations
from webapp.demo.week import NUMBER, ROOM, UNDER_WAY
from webapp.editions import queries as editions
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants import codes
from webapp.participants.models import Category, Participant, Pass, PassStatus

LIFETIME = timedelta(days=1)
STAFF = {role: f"{role}@example.org" for role in Role}
ENTRANCE = "Main entrance"


@dataclass(frozen=True, slots=True)
class Handover:
    """The links, as paths. `staff` is by role; the rest is as the contract's `demo --json` has it."""

    country_session: CountrySession
    staff: dict[Role, str]
    door: dict[str, str]
    hall: str
    podium: str
    focal_points: list[dict[str, str]]
    delegates: list[dict[str, str]]
    applicants: list[dict[str, str]]


def appoint_staff() -> None:
    with transaction() as session:
        for role, email in STAFF.items():
            accounts.appoint(session, email, role, by=delegations.BY)


def open_doors(country_session: CountrySession) -> None:
    doors.open_door(NUMBER, country_session.id, ROOM, by=delegations.BY)
    doors.open_door(NUMBER, None, ENTRANCE, by=delegations.BY)


def hand_over(each: int | None = None) -> Handover:
    """Mints links that live for a day, however often they are used; at most `each` focal points and delegates."""
    country_session = editions.country_session(NUMBER, UNDER_WAY)
    device = devices.enrol(doors.open_door(NUMBER, None, ENTRANCE, by=delegations.BY), by=delegations.BY)
    until = clock.now() + LIFETIME
    with transaction() as session:
        return Handover(
            country_session=session.get(CountrySession, country_session.id),
            staff={role: _staff_link(session, role, until) for role in STAFF},
            door=_door(session, device),
            hall=_path(links.mint(session, GrantKind.HALL, country_session.id, until=until)),
            podium=_path(links.mint(session, GrantKind.PODIUM, country_session.id, until=until)),
            focal_points=[
                {
                    "mission": focal_point.delegation.mission,
                    "link": _path(links.mint(session, GrantKind.DELEGATION, focal_point.id, until=until)),
                }
                for focal_point in delegations.confirmed(each)
            ],
            delegates=[_delegate(session, held, until) for held in passes()[:each]],
            applicants=[_applicant(session, shown, until) for shown in applications.shown()],
        )


def _staff_link(session: Session, role: Role, until: datetime) -> str:
    person = accounts.appoint(session, STAFF[role], role, by=delegations.BY)
    return _path(accounts.link_without_second_factor(session, person, until=until))


def _door(session: Session, device: Device) -> dict[str, str]:
    page = links.mint(session, GrantKind.DOOR, device.id, until=device.expires_at)
    return {"id": device.door_id, "page": _path(page), "key": devices.key_of(device.id)}


def _delegate(session: Session, held: Pass, until: datetime) -> dict[str, str]:
    return {
        "mission": held.participant.mission,
        "link": _path(links.mint(session, GrantKind.PASS, held.id, until=until)),
        "code": codes.code_of(held.id, held.issue),
    }


def _applicant(session: Session, shown: applications.Shown, until: datetime) -> dict[str, str]:
    return {
        "state": shown.state,
        "link": _path(links.mint(session, GrantKind.APPLICATION, shown.application_id, until=until)),
    }


def _path(token: str) -> str:
    return links.path(token, "en")


def passes() -> list[Pass]:
    """Every delegate's pass: the first of each mission, then the second of each."""
    issued = (
        select(Pass)
        .join(Participant, Participant.id == Pass.participant_id)
        .where(
            Pass.edition_number == NUMBER,
            Pass.status == PassStatus.ISSUED,
            Participant.category == Category.DELEGATE,
        )
        .order_by(Participant.created_at, Participant.id)
        .options(joinedload(Pass.participant))
    )
    by_mission: dict[str, list[Pass]] = defaultdict(list)
    for held in db.session.scalars(issued):
        by_mission[held.participant.mission].append(held)
    turns = [
        (turn, delegations.rank(mission), held)
        for mission, all_held in by_mission.items()
        for turn, held in enumerate(all_held)
    ]
    return [held for _turn, _rank, held in sorted(turns, key=lambda entry: entry[:2])]
