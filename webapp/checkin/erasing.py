"""What is erased of the doors: every reading of a pass. Who was admitted where stays with the delegations."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.checkin.models import Door, Scan
from webapp.core import audit


def due(session: Session, edition_number: int) -> int:
    """How many readings there are at the doors of an edition."""
    return session.scalar(
        select(func.count()).select_from(Scan).where(Scan.door_id.in_(_doors(edition_number)))
    )


def erase(session: Session, edition_number: int, *, by: str) -> None:
    """All of them, in the caller's transaction."""
    session.execute(delete(Scan).where(Scan.door_id.in_(_doors(edition_number))))
    audit.record(session, "erase-scans", "edition", str(edition_number), by=by)


def _doors(edition_number: int):
    return select(Door.id).where(Door.edition_number == edition_number)
