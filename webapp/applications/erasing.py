"""What is erased of applications: what they say about travel, and later they themselves."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.applications.answers import GRANT, SUBMISSION, SUBMISSION_SENT
from webapp.applications.models import Application, Typed
from webapp.core import audit
from webapp.core.files import store
from webapp.core.files.models import StoredFile

# Whether a grant was asked for stays: it is a figure, and names no journey.
TRAVEL = frozenset({"passport", "visa", *GRANT}) - {"grant"}


def with_travel(session: Session, edition_number: int) -> set[str]:
    """The ids of the applications of an edition that say anything about travel."""
    here = select(Application).where(Application.edition_number == edition_number)
    return {each.id for each in session.scalars(here) if TRAVEL & {*each.answers, *(each.sent or {})}}


def forget_travel(session: Session, application_ids: Sequence[str]) -> None:
    """Takes their answers about travel out, in the caller's transaction."""
    for each in session.scalars(select(Application).where(Application.id.in_(application_ids))):
        each.answers = _without_travel(each.answers)
        if each.sent is not None:
            each.sent = _without_travel(each.sent)


def _without_travel(said: Typed) -> Typed:
    return {field: answer for field, answer in said.items() if field not in TRAVEL}


def erase(session: Session, application_ids: Sequence[str], *, by: str) -> None:
    """Applications with their answers, files and links, in the caller's transaction. What other features keep of them
    must be gone already."""
    theirs = StoredFile.purpose.in_((SUBMISSION, SUBMISSION_SENT))
    of_these = theirs, StoredFile.subject_id.in_(application_ids)
    for stored in session.scalars(select(StoredFile).where(*of_these).order_by(StoredFile.id)).all():
        store.erase(session, stored, by=by)
    links.erase_all(session, GrantKind.APPLICATION, application_ids)
    session.execute(delete(Application).where(Application.id.in_(application_ids)))
    audit.record(session, "erase", "application", *application_ids, by=by)
