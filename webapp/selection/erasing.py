"""What is erased of decisions: those on applications that are erased."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webapp.selection.models import Decision


def forget(session: Session, application_ids: Sequence[str]) -> None:
    """In the caller's transaction."""
    session.execute(delete(Decision).where(Decision.application_id.in_(application_ids)))
