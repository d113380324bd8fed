"""Reads of participants and passes."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webapp.core import clock
from webapp.core.refused import NotThere
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.extensions import db
from webapp.participants.models import Participant, Pass, PassStatus


def live_pass(pass_id: str) -> Pass:
    """An issued pass with its participant. Raises NotThere for one that was revoked."""
    found = db.session.scalar(
        select(Pass)
        .where(Pass.id == pass_id, Pass.status == PassStatus.ISSUED)
        .options(joinedload(Pass.participant).joinedload(Participant.edition))
    )
    if found is None:
        raise NotThere
    return found


def live_passes(pass_ids: Sequence[str]) -> list[Pass]:
    """Those of `pass_ids` that are issued and not revoked, in their order."""
    wanted = select(Pass).where(Pass.id.in_(pass_ids), Pass.status == PassStatus.ISSUED)
    found = {held.id: held for held in db.session.scalars(wanted.options(joinedload(Pass.participant)))}
    return [found[pass_id] for pass_id in pass_ids if pass_id in found]


def newest_of(pass_ids: list[str], edition_number: int) -> Pass | None:
    """The pass for one edition among `pass_ids`, which come in the order of preference."""
    wanted = select(Pass).where(
        Pass.id.in_(pass_ids), Pass.edition_number == edition_number, Pass.status == PassStatus.ISSUED
    )
    found = {held.id: held for held in db.session.scalars(wanted.options(joinedload(Pass.participant)))}
    return next((found[pass_id] for pass_id in pass_ids if pass_id in found), None)


def live_for(participant: Participant) -> CountrySession | None:
    """The country session whose live page this participant would open now: the one under way, else the next.

    Every delegate is welcome in every room; what they were expected at merely comes first.
    """
    ahead = (
        select(CountrySession)
        .where(CountrySession.edition_number == participant.edition_number)
        .where(CountrySession.starts_at.is_not(None))
        .where(CountrySession.status == CountrySessionStatus.PLANNED)
        .options(joinedload(CountrySession.edition))
    )
    now, expected = clock.now(), {country_session.id for country_session in participant.expected_at}

    def by_nearness(country_session: CountrySession) -> tuple:
        is_ahead = country_session.starts_at > now
        return (is_ahead, country_session.id not in expected, country_session.starts_at)

    open_still = [each for each in db.session.scalars(ahead) if each.ends_at > now]
    return min(open_still, key=by_nearness, default=None)
