"""Reads of participants and passes."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from webapp.core import clock
from webapp.core.refused import NotThere
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.extensions import db
from webapp.participants.models import Participant, Pass, PassStatus

_VALID = (
    select(Pass)
    .where(Pass.id == bindparam("pass_id"), Pass.status == PassStatus.ISSUED)
    .options(joinedload(Pass.participant).joinedload(Participant.edition))
)


def live_pass(pass_id: str) -> Pass:
    """An issued pass with its participant. Raises NotThere for one that was revoked."""
    found = db.session.scalar(_VALID, {"pass_id": pass_id})
    if found is None:
        raise NotThere
    return found


def live_passes(pass_ids: Sequence[str]) -> list[Pass]:
    """Those of `pass_ids` that are issued and not revoked, in their order."""
    wanted = select(Pass).where(Pass.id.in_(pass_ids), Pass.status == PassStatus.ISSUED)
    found = {held.id: held for held in db.session.scalars(wanted.options(joinedload(Pass.participant)))}
    return [found[pass_id] for pass_id in pass_ids if pass_id in found]


_VALID_AMONG = (
    select(Pass)
    .where(Pass.id.in_(bindparam("pass_ids", expanding=True)))
    .where(Pass.edition_number == bindparam("edition_number"), Pass.status == PassStatus.ISSUED)
    .options(joinedload(Pass.participant))
)


def newest_of(pass_ids: list[str], edition_number: int) -> Pass | None:
    """The pass for one edition among `pass_ids`, which come in the order of preference."""
    asked = {"pass_ids": pass_ids, "edition_number": edition_number}
    found = {held.id: held for held in db.session.scalars(_VALID_AMONG, asked)}
    return next((found[pass_id] for pass_id in pass_ids if pass_id in found), None)


# The one under way, else the next; of several at one time, the one that the participant is expected at.
_LIVE_FOR = (
    select(CountrySession)
    .where(CountrySession.edition_number == bindparam("edition_number"))
    .where(CountrySession.status == CountrySessionStatus.PLANNED)
    .where(CountrySession.starts_at > bindparam("began_after"))
    .order_by(
        CountrySession.starts_at > bindparam("now"),
        CountrySession.id.not_in(bindparam("expected", expanding=True)),
        CountrySession.starts_at,
        CountrySession.position,
    )
    .limit(1)
)


def live_for(participant: Participant) -> CountrySession | None:
    """The country session whose live page this participant would open now.

    Every delegate is welcome in every room; what they were expected at merely comes first.
    """
    now = clock.now()
    asked = {
        "edition_number": participant.edition_number,
        "now": now,
        "began_after": now - participant.edition.session_length,
        "expected": [country_session.id for country_session in participant.expected_at],
    }
    return db.session.scalar(_LIVE_FOR, asked)
