"""What is erased of what was handed in: the files of whoever is off the panel. Everything else goes with their row."""

from sqlalchemy import select

from webapp.briefing.models import Part
from webapp.core import jobs
from webapp.core.files import store
from webapp.core.files.models import StoredFile
from webapp.core.transaction import transaction
from webapp.programme import panels


@jobs.handles(panels.REMOVED)
def erase_files(panellist_id: str) -> None:
    """Whatever they are, whole or not; twice is once."""
    with transaction() as session:
        theirs = select(StoredFile).where(
            StoredFile.subject_id == panellist_id, StoredFile.purpose.in_(list(Part))
        )
        for stored in session.scalars(theirs.order_by(StoredFile.id)):
            store.erase(session, stored, by="job")
