"""What is erased of the review: who read and how they judged, where the applications themselves are erased."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webapp.review.models import Assessment, Assignment


def forget(session: Session, application_ids: Sequence[str]) -> None:
    """In the caller's transaction."""
    for table in (Assessment, Assignment):
        session.execute(delete(table).where(table.application_id.in_(application_ids)))
