"""What the secretariat's screens show, composed of several features."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from webapp import states
from webapp.core import clock, outbox
from webapp.core.text import fold
from webapp.delegations import queries as delegations
from webapp.delegations.models import Delegate, DelegateStatus, Delegation, FocalPoint, FocalPointStatus
from webapp.editions import queries as editions
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition
from webapp.extensions import db
from webapp.programme.models import Panellist, Statement
from webapp.states import Mission

MAIL_LATE = timedelta(minutes=10)


class Stage(StrEnum):
    """How far a mission is on its way to an edition."""

    NOT_INVITED = "not_invited"
    INVITED = "invited"
    CLAIMED = "claimed"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class MissionRow:
    """One mission as the desk sees it; `delegates` counts those of confirmed focal points."""

    mission: Mission
    stage: Stage
    delegates: int
    invitations: list[FocalPoint]


@dataclass(frozen=True, slots=True)
class Claim:
    """A focal point that waits for the coordinator, with the delegates that it typed."""

    focal_point: FocalPoint
    delegates: list[Delegate]


def open_editions() -> list[Edition]:
    """The present and coming editions, the soonest first."""
    return [edition for edition in reversed(editions.editions()) if not editions.is_over(edition)]


def waiting_claims(edition_numbers: list[int]) -> dict[int, int]:
    """How many claims wait, by edition."""
    count = (
        select(Delegation.edition_number, func.count())
        .join(FocalPoint.delegation)
        .where(Delegation.edition_number.in_(edition_numbers), FocalPoint.status == FocalPointStatus.CLAIM)
        .group_by(Delegation.edition_number)
    )
    return dict(map(tuple, db.session.execute(count)))


def mail_is_late() -> int:
    """How many mails have waited longer than a mail server that works lets them wait."""
    return outbox.undelivered_since(clock.now() - MAIL_LATE)


def claims(edition: Edition) -> list[Claim]:
    """Those that wait, the oldest first."""
    waiting = (
        select(FocalPoint)
        .join(FocalPoint.delegation)
        .where(Delegation.edition_number == edition.number, FocalPoint.status == FocalPointStatus.CLAIM)
        .order_by(FocalPoint.proved_at, FocalPoint.id)
        .options(selectinload(FocalPoint.delegation))
    )
    return [
        Claim(focal_point, delegations.delegates_typed_by(focal_point))
        for focal_point in db.session.scalars(waiting)
    ]


def missions(edition: Edition, locale: str, name: str = "", stage: str = "") -> list[MissionRow]:
    """The missions in the order of `locale` whose name has all words of `name`, and that are at `stage` if given."""
    known = {delegation.mission: delegation for delegation in _delegations(edition)}
    counts = _delegate_counts(edition)
    rows = [
        _row(mission, known.get(mission.code), counts)
        for mission in states.missions(locale)
        if _is_named(mission, locale, name)
    ]
    return [row for row in rows if stage in ("", row.stage)]


def _delegations(edition: Edition) -> list[Delegation]:
    of_edition = select(Delegation).where(Delegation.edition_number == edition.number)
    return list(db.session.scalars(of_edition.options(selectinload(Delegation.focal_points))))


def _delegate_counts(edition: Edition) -> dict[str, int]:
    count = (
        select(Delegate.delegation_id, func.count())
        .join(FocalPoint, FocalPoint.id == Delegate.focal_point_id)
        .join(Delegation, Delegation.id == Delegate.delegation_id)
        .where(
            Delegation.edition_number == edition.number,
            Delegate.status == DelegateStatus.REGISTERED,
            FocalPoint.status == FocalPointStatus.CONFIRMED,
        )
        .group_by(Delegate.delegation_id)
    )
    return defaultdict(int, map(tuple, db.session.execute(count)))


def _row(mission: Mission, delegation: Delegation | None, counts: dict[str, int]) -> MissionRow:
    if delegation is None:
        return MissionRow(mission, Stage.NOT_INVITED, 0, [])
    of = defaultdict(list)
    for focal_point in delegation.focal_points:
        of[focal_point.status].append(focal_point)
    invitations = of[FocalPointStatus.INVITED]
    if of[FocalPointStatus.CONFIRMED]:
        stage = Stage.REGISTERED
    elif of[FocalPointStatus.CLAIM]:
        stage = Stage.CLAIMED
    else:
        stage = Stage.INVITED if invitations else Stage.NOT_INVITED
    return MissionRow(mission, stage, counts[delegation.id], invitations)


def _is_named(mission: Mission, locale: str, name: str) -> bool:
    """By the beginnings of words, in any order, without accents: "per ch" finds the Permanent Mission of Chile."""
    words = fold(f"{mission.short.to(locale)} {mission.names.to(locale)}").split()
    return all(any(word.startswith(part) for word in words) for part in fold(name).split())


def slots_of_edition(edition_number: int) -> Sequence[Statement]:
    """The panels of the country sessions that take place, each in its order, in the edition's order; everybody as they
    are, so for `programme.queries.shown` and no screen."""
    wanted = (
        select(Statement)
        .join(CountrySession, CountrySession.id == Statement.country_session_id)
        .where(
            CountrySession.edition_number == edition_number,
            CountrySession.status != CountrySessionStatus.NOT_HELD,
        )
        .order_by(CountrySession.position, Statement.position, Statement.id)
        .options(joinedload(Statement.panellist).joinedload(Panellist.participant))
    )
    return db.session.scalars(wanted).all()
