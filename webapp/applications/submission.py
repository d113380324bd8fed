"""The UPR submission of an application: one file at a time. A new one takes its place once that is whole and judged.

What was sent stays as it was: a file that the draft no longer has is set aside until the application is sent again.
"""

from collections.abc import Callable
from typing import IO

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.applications import answers, drafts
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import audit, limits
from webapp.core.files import store
from webapp.core.files.kinds import DOCUMENTS
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.refused import NotThere, Refused
from webapp.core.transaction import transaction

BEGUN = "60 per hour"


def current(application: Application) -> StoredFile | None:
    files = store.ready(answers.SUBMISSION, application.id)
    return files[-1] if files else None


def as_sent(application: Application) -> list[StoredFile]:
    """What went with the answers when they were sent: this is what others read."""
    ids = (application.sent or {}).get(answers.SUBMISSION_IDS, ())
    here = (store.ready(purpose, application.id) for purpose in (answers.SUBMISSION, answers.SUBMISSION_SENT))
    return [stored for files in here for stored in files if stored.id in ids]


def sent_file(application: Application, file_id: str) -> StoredFile:
    """One of those that were sent. Raises NotThere."""
    for stored in as_sent(application):
        if stored.id == file_id:
            return stored
    raise NotThere


def send(session: Session, application: Application, *, by: str) -> None:
    """What was set aside counts no more: the answers in `application.sent` are new. In the caller's transaction."""
    for stored in store.ready(answers.SUBMISSION_SENT, application.id):
        if stored.id not in application.sent[answers.SUBMISSION_IDS]:
            store.erase(session, stored, by=by)


def under_way(application: Application) -> StoredFile | None:
    return store.under_way(answers.SUBMISSION, application.id)


def must_be_open(application: Application) -> None:
    """Raises Closed after the deadline, Refused for what was withdrawn."""
    if application.status == ApplicationStatus.WITHDRAWN:
        raise Refused(_("This application was withdrawn, so it can no longer be changed."))
    drafts.must_be_open(application)


def begin(application: Application, name: str, size: int, *, by: str) -> StoredFile:
    _may_begin(application)
    return store.begin(answers.SUBMISSION, application.id, name, size, taken=DOCUMENTS, by=by)


def receive(application: Application, name: str, stream: IO[bytes], *, by: str) -> StoredFile:
    """A file that comes whole. Raises Refused."""
    _may_begin(application)
    return _alone(
        application,
        lambda: store.receive(answers.SUBMISSION, application.id, name, stream, taken=DOCUMENTS, by=by),
        by,
    )


def append(application: Application, file_id: str, offset: int, piece: bytes, *, by: str) -> StoredFile:
    """Takes the next piece, and judges the file with its last one. Raises OutOfStep, Refused, NotThere."""
    must_be_open(application)
    found(application, file_id)
    stored = store.append(file_id, offset, piece)
    if stored.status == FileStatus.READY or stored.received < stored.size:
        return stored
    return _alone(application, lambda: store.finish(file_id, taken=DOCUMENTS, by=by), by)


def remove(application: Application, file_id: str, *, by: str) -> None:
    must_be_open(application)
    _give_up(application, found(application, file_id).id, by)


def found(application: Application, file_id: str) -> StoredFile:
    """One of its files, as far as it is here. Raises NotThere."""
    return store.find(file_id, answers.SUBMISSION, application.id)


def whole(application: Application, file_id: str) -> StoredFile:
    """One that is ready. Raises NotThere."""
    stored = found(application, file_id)
    if stored.status != FileStatus.READY:
        raise NotThere
    return stored


def _may_begin(application: Application) -> None:
    must_be_open(application)
    limits.take(BEGUN, "send-file", application.id)


def _alone(application: Application, arrive: Callable[[], StoredFile], by: str) -> StoredFile:
    """What was there before goes only once the new one stands."""
    application_id, before = application.id, store.ready(answers.SUBMISSION, application.id)
    old = [stored.id for stored in before]
    arrived = arrive().id
    for file_id in old:
        if file_id != arrived:
            _give_up(application, file_id, by)
    return store.find(arrived, answers.SUBMISSION, application_id)


def _give_up(application: Application, file_id: str, by: str) -> None:
    with transaction() as session:
        stored = session.get(StoredFile, file_id)
        if stored is None:
            return
        if file_id in (application.sent or {}).get(answers.SUBMISSION_IDS, ()):
            stored.purpose = answers.SUBMISSION_SENT
            audit.record(session, "set-aside", "file", file_id, by=by)
        else:
            store.erase(session, stored, by=by)
