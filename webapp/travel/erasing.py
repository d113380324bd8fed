"""What is erased of travel: journeys and receipts soon after the week, decisions on grants with their applications."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.applications.models import Application
from webapp.core import audit
from webapp.core.files import store
from webapp.core.files.models import StoredFile
from webapp.travel.models import RECEIPT, GrantDecision, Receipt, Travel


def due(session: Session, edition_number: int) -> set[str]:
    """The ids of the applications of an edition about whose travel anything is kept, files too."""
    here = select(Application.id).where(Application.edition_number == edition_number)
    journeys = select(Travel.application_id).where(Travel.application_id.in_(here))
    receipts = select(Receipt.application_id).where(Receipt.application_id.in_(here))
    files = select(StoredFile.subject_id).where(
        StoredFile.purpose == RECEIPT, StoredFile.subject_id.in_(here)
    )
    return {each for found in (journeys, receipts, files) for each in session.scalars(found)}


def erase(session: Session, application_ids: Sequence[str], *, by: str) -> None:
    """Journeys, receipts and their files, in the caller's transaction."""
    of_these = StoredFile.purpose == RECEIPT, StoredFile.subject_id.in_(application_ids)
    for stored in session.scalars(select(StoredFile).where(*of_these).order_by(StoredFile.id)).all():
        store.erase(session, stored, by=by)
    session.execute(delete(Receipt).where(Receipt.application_id.in_(application_ids)))
    session.execute(delete(Travel).where(Travel.application_id.in_(application_ids)))
    audit.record(session, "erase", "travel", *application_ids, by=by)


def forget_decisions(session: Session, application_ids: Sequence[str]) -> None:
    """What was decided on grants, where the applications themselves are erased."""
    session.execute(delete(GrantDecision).where(GrantDecision.application_id.in_(application_ids)))
