"""The receipts of those who took a grant: each a file with what it was for, seen by themselves and the coordinator."""

from dataclasses import dataclass
from typing import IO

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from webapp.core import clock, limits
from webapp.core.files import store
from webapp.core.files.kinds import RECEIPTS
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.refused import NotThere, Refused
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.travel import queries
from webapp.travel.models import RECEIPT, GrantReply, Receipt

MOST = 60  # of one traveller
SENT = "60 per hour"


@dataclass(frozen=True, slots=True)
class Listed:
    """`what` and `amount` are empty where the app was killed between the file and what was written beside it."""

    file: StoredFile
    what: str
    amount: str


def listed(application_id: str) -> list[Listed]:
    """The oldest first."""
    said = select(Receipt).where(Receipt.application_id == application_id)
    by_file = {receipt.file_id: receipt for receipt in db.session.scalars(said)}
    files = store.ready(RECEIPT, application_id)
    return [Listed(file, *_words(by_file.get(file.id))) for file in files]


def _words(receipt: Receipt | None) -> tuple[str, str]:
    return (receipt.what, receipt.amount) if receipt else ("", "")


def must_be_asked(application_id: str) -> None:
    """Receipts are for those whose costs are covered. Raises NotThere for everybody else."""
    decision = queries.decision_of(application_id)
    if decision is None or decision.reply != GrantReply.ACCEPTED:
        raise NotThere


def add(application_id: str, what: str, amount: str, name: str, stream: IO[bytes], *, by: str) -> StoredFile:
    """One that comes whole; the same paper with the same words again is one. Raises Refused."""
    limits.take(SENT, "send-receipt", application_id)
    before = {(each.file.sha256, each.what, each.amount): each.file.id for each in listed(application_id)}
    if len(before) >= MOST:
        raise Refused(_("These are as many receipts as can be kept here. Put several into one PDF."))
    stored = store.receive(RECEIPT, application_id, name, stream, taken=RECEIPTS, by=by)
    file_id, known = stored.id, before.get((stored.sha256, what, amount))
    if known:
        store.remove(file_id, by=by)
        return found(application_id, known)
    with transaction() as session:
        now = clock.now()
        session.add(
            Receipt(file_id=file_id, application_id=application_id, what=what, amount=amount, added_at=now)
        )
    return found(application_id, file_id)


def found(application_id: str, file_id: str) -> StoredFile:
    """One that is whole. Raises NotThere."""
    stored = store.find(file_id, RECEIPT, application_id)
    if stored.status != FileStatus.READY:
        raise NotThere
    return stored


def remove(application_id: str, file_id: str, *, by: str) -> None:
    """The file and what was said of it. Raises NotThere."""
    with transaction() as session:
        stored = found(application_id, file_id)
        receipt = session.get(Receipt, file_id)
        if receipt is not None:
            session.delete(receipt)
        store.erase(session, stored, by=by)
