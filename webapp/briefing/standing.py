"""As whom a browser reads in an edition: by the grants that it holds, and by nothing else."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Permission
from webapp.briefing.reading import Reader
from webapp.delegations.models import Delegation, FocalPoint, FocalPointStatus
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants.models import Category, Participant, Pass, PassStatus
from webapp.programme.models import Panellist


@dataclass(frozen=True, slots=True)
class Standing:
    """As whom one browser reads in one edition. `panels` are the ids of the country sessions in which it speaks, `own`
    those of the panellists that it is."""

    is_secretariat: bool = False
    is_mission: bool = False
    panels: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    def as_readers_of(self, panellist: Panellist) -> set[Reader]:
        standings = {
            Reader.SECRETARIAT: self.is_secretariat,
            Reader.MISSION: self.is_mission,
            Reader.PANEL: panellist.country_session_id in self.panels,
            Reader.SPEAKER: panellist.id in self.own,
        }
        return {reader for reader, holds in standings.items() if holds}


NOBODY = Standing()


def standing_of(edition_number: int, grants: Collection[Grant]) -> Standing:
    """What a browser is by its live grants. Whoever holds none of the edition is NOBODY."""
    ids = defaultdict(list)
    for grant in grants:
        ids[grant.kind].append(grant.subject_id)
    people = _holders(edition_number, ids[GrantKind.PASS])
    speakers = _panellists(edition_number, people.keys(), ids[GrantKind.APPLICATION])
    return Standing(
        is_secretariat=any(grant.gives(Permission.MODERATE) for grant in grants),
        is_mission=Category.DELEGATE in people.values()
        or _speaks_for_a_mission(edition_number, ids[GrantKind.DELEGATION]),
        panels=frozenset(country_session_id for _id, country_session_id in speakers),
        own=frozenset(panellist_id for panellist_id, _country_session_id in speakers),
    )


def _holders(edition_number: int, pass_ids: Collection[str]) -> dict[str, Category]:
    """The participants of the edition whose valid passes these are, and what they come as."""
    if not pass_ids:
        return {}
    valid = (
        select(Participant.id, Participant.category)
        .join(Pass, Pass.participant_id == Participant.id)
        .where(Pass.id.in_(pass_ids), Pass.status == PassStatus.ISSUED)
        .where(Participant.edition_number == edition_number)
    )
    return dict(map(tuple, db.session.execute(valid)))


def _speaks_for_a_mission(edition_number: int, focal_point_ids: Collection[str]) -> bool:
    """Only a focal point that is confirmed: anybody can claim to register for a mission."""
    if not focal_point_ids:
        return False
    confirmed = (
        select(FocalPoint.id)
        .join(Delegation, Delegation.id == FocalPoint.delegation_id)
        .where(FocalPoint.id.in_(focal_point_ids), FocalPoint.status == FocalPointStatus.CONFIRMED)
        .where(Delegation.edition_number == edition_number)
    )
    return db.session.scalar(confirmed.limit(1)) is not None


def _panellists(
    edition_number: int, participant_ids: Collection[str], application_ids: Collection[str]
) -> list[tuple[str, str]]:
    """Who these are on the panels of the edition: (panellist, country session)."""
    if not participant_ids and not application_ids:
        return []
    own = Panellist.participant_id.in_(participant_ids) | Panellist.application_id.in_(application_ids)
    speaks = (
        select(Panellist.id, Panellist.country_session_id)
        .join(CountrySession, CountrySession.id == Panellist.country_session_id)
        .where(own, CountrySession.edition_number == edition_number)
    )
    return list(map(tuple, db.session.execute(speaks)))
