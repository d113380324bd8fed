"""Reads of participants and passes."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webapp.core.refused import NotThere
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


def newest_of(pass_ids: list[str], edition_number: int) -> Pass | None:
    """The pass for one edition among `pass_ids`, which come in the order of preference."""
    wanted = select(Pass).where(
        Pass.id.in_(pass_ids), Pass.edition_number == edition_number, Pass.status == PassStatus.ISSUED
    )
    found = {held.id: held for held in db.session.scalars(wanted.options(joinedload(Pass.participant)))}
    return next((found[pass_id] for pass_id in pass_ids if pass_id in found), None)
