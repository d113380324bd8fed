"""What is erased of safety lines: all of it, once their links have ended."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.core import audit
from webapp.participants.models import Participant
from webapp.safety.models import SafetyLine, SafetyWord


def due(session: Session, edition_number: int) -> list[str]:
    """The ids of the lines of an edition."""
    here = select(SafetyLine.participant_id).join(Participant, Participant.id == SafetyLine.participant_id)
    return list(
        session.scalars(
            here.where(Participant.edition_number == edition_number).order_by(SafetyLine.participant_id)
        )
    )


def erase(session: Session, participant_ids: Sequence[str], *, by: str) -> None:
    """Lines, what was said over them, and the links to them, in the caller's transaction."""
    links.erase_all(session, GrantKind.SAFETY_LINE, participant_ids)
    session.execute(delete(SafetyWord).where(SafetyWord.participant_id.in_(participant_ids)))
    session.execute(delete(SafetyLine).where(SafetyLine.participant_id.in_(participant_ids)))
    audit.record(session, "erase", "safety_line", *participant_ids, by=by)
