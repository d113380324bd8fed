"""Files that people send: received in pieces or whole, then judged and cleaned, kept, and erased.

The row says how far a file is: it is written after the bytes are on disk, so a kill in between leaves bytes that
nobody was told of, which the next piece overwrites.
"""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.core import audit, clock
from webapp.core.files import disk, judging, terms
from webapp.core.files.kinds import DOCUMENTS, Kinds
from webapp.core.files.models import FILE_NAME_MOST, FileStatus, StoredFile
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.text import Unfit, clean_line
from webapp.core.transaction import after_commit, transaction
from webapp.extensions import db

PIECE_MOST = DOCUMENTS.piece_most

Then = Callable[[Session, StoredFile], object]


class OutOfStep(Stale):
    """The piece is not the one that comes next: go on at `received`."""

    def __init__(self, received: int):
        super().__init__(_("Part of the file did not arrive. Send it again from where it stopped."))
        self.received = received


def begin(purpose: str, subject_id: str, name: str, size: int, *, taken: Kinds, by: str) -> StoredFile:
    """A place for a file of `size` bytes that comes in pieces. Raises Refused where it cannot be taken."""
    terms.must_fit(size, taken)
    file_id = new_id()
    disk.make(
        file_id
    )  # first: a file without a row is swept away, a row without its file would promise something
    with transaction() as session:
        _make_room(session, purpose, subject_id, taken, by=by)
        stored = _begun(file_id, purpose, subject_id, name, size)
        session.add(stored)
        audit.record(session, "begin", "file", file_id, by=by)
    return stored


def passing(size: int) -> IO[bytes]:
    """Where a file of at most `size` bytes lies while its form is read. Raises Refused where there is no room."""
    terms.must_have_room(size)
    return disk.passing()


def _make_room(session: Session, purpose: str, subject_id: str, taken: Kinds, *, by: str) -> None:
    """Whoever begins once more gives up the oldest."""
    begun = session.scalars(
        select(StoredFile)
        .where(
            StoredFile.subject_id == subject_id,
            StoredFile.purpose == purpose,
            StoredFile.status == FileStatus.RECEIVING,
        )
        .order_by(StoredFile.created_at.desc(), StoredFile.id)
        .offset(taken.begun_most - 1)
    )
    for stored in begun:
        erase(session, stored, by=by)


def _begun(
    file_id: str, purpose: str, subject_id: str, name: str, size: int, received: int = 0
) -> StoredFile:
    return StoredFile(
        id=file_id,
        purpose=purpose,
        subject_id=subject_id,
        name=fitting(name),
        status=FileStatus.RECEIVING,
        size=size,
        received=received,
        created_at=clock.now(),
    )


def fitting(name: str) -> str:
    """What the sender called the file: without folders, and without characters that cannot be shown."""
    name = name[-1000:].replace("\\", "/").rpartition("/")[2]
    shown = clean_line("".join(c for c in name if c == " " or _fits(c)), 2 * len(name))
    if len(shown) > FILE_NAME_MOST:
        stem, dot, ending = shown.rpartition(".")
        ending = dot + ending if stem and len(ending) <= 10 else ""
        shown = shown[: FILE_NAME_MOST - len(ending)].rstrip() + ending
    return shown


def _fits(character: str) -> bool:
    try:
        return bool(clean_line(character, FILE_NAME_MOST))
    except Unfit:
        return False


def append(file_id: str, offset: int, piece: bytes, *, taken: Kinds = DOCUMENTS) -> StoredFile:
    """Takes the piece that comes next, no larger than `taken` lets it be; it is on disk when this returns. The same
    piece again changes nothing. Raises OutOfStep for any other, NotThere where the file is gone."""
    _must_be_a_piece(offset, piece, taken)
    with disk.alone(file_id) as descriptor:
        stored = _row(file_id)
        if stored.status == FileStatus.READY:
            return stored
        if descriptor is None:
            raise NotThere
        received = _received(stored, descriptor)
        if offset + len(piece) <= received:
            _must_be_the_same(descriptor, offset, piece)
            return stored
        if offset != received:
            raise OutOfStep(received)
        if offset + len(piece) > stored.size:
            raise Refused(_("More arrived than the file has. Choose the file again."))
        terms.must_have_room(stored.size, received)  # others were promised the same when they began
        disk.write(descriptor, offset, piece)
        return _note(file_id, offset + len(piece))


def _must_be_a_piece(offset: int, piece: bytes, taken: Kinds) -> None:
    if offset < 0 or not 0 < len(piece) <= taken.piece_most:
        raise Refused(_("A part of the file has the wrong size. Choose the file again."))


def _row(file_id: str) -> StoredFile:
    """The row as it is now, whatever was read before. Raises NotThere."""
    db.session.rollback()
    stored = db.session.get(StoredFile, file_id, populate_existing=True)
    if stored is None:
        raise NotThere
    return stored


def _received(stored: StoredFile, descriptor: int) -> int:
    """How far the file is. The row counts: what lies behind that on disk was never confirmed. There can be less on
    disk only where the folder was put back from an older copy."""
    return min(stored.received, os.fstat(descriptor).st_size)


def _must_be_the_same(descriptor: int, offset: int, piece: bytes) -> None:
    if os.pread(descriptor, len(piece), offset) != piece:
        raise Stale(_("Another file is arriving in this place. Choose the file again."))


def _note(file_id: str, received: int) -> StoredFile:
    with transaction() as session:
        stored = _in(session, file_id)
        stored.received = received
    return stored


def _in(session: Session, file_id: str) -> StoredFile:
    stored = session.get(StoredFile, file_id)
    if stored is None:
        raise NotThere
    return stored


def finish(file_id: str, *, taken: Kinds, by: str, then: Then | None = None) -> StoredFile:
    """Judges a file that is whole, and keeps it without its metadata; twice is once. Raises OutOfStep where it is not
    whole, TooOften while too many are judged, and Refused for a file that is not taken: then it is erased.

    `then` happens in the transaction that keeps it, and never for a file that was kept before.
    """
    with judging.turn(), disk.alone(file_id) as descriptor:
        stored = _row(file_id)
        if stored.status == FileStatus.READY:
            return stored
        if descriptor is None:
            raise NotThere
        received = _received(stored, descriptor)
        if received < stored.size:
            raise OutOfStep(received)
        terms.must_have_room(stored.size, received)
        db.session.rollback()  # judging takes its time, and must not hold a read open
        try:
            kind = judging.clean(disk.part(file_id), disk.draft(file_id), taken)
        except judging.Unfit as unfit:
            remove(file_id, by=by)
            raise terms.refusal(unfit.sentence, taken) from None
        disk.put_in_place(file_id)
        return _keep(file_id, kind, then, by=by)


def _keep(file_id: str, kind: str, then: Then | None, *, by: str) -> StoredFile:
    path = disk.place(file_id)
    size, digest = path.stat().st_size, disk.digest(path)
    try:
        with transaction() as session:
            stored = _in(session, file_id)
            stored.status, stored.mimetype, stored.sha256 = FileStatus.READY, kind, digest
            stored.size = size  # `received` stays: whoever sends a late piece sees that it was
            audit.record(session, "receive", "file", file_id, by=by)
            if then:
                then(session, stored)
    except NotThere:  # it was removed while it was judged
        disk.erase(file_id)
        raise
    disk.part(file_id).unlink(missing_ok=True)
    return stored


def receive(
    purpose: str,
    subject_id: str,
    name: str,
    stream: IO[bytes],
    *,
    taken: Kinds,
    by: str,
    then: Then | None = None,
) -> StoredFile:
    """A file that comes whole, judged and kept; `then` as `finish` has it. Raises as `begin` and `finish` do."""
    at_most = terms.most(taken)
    terms.must_fit(at_most, taken)  # how large it is shows only as it comes
    file_id = new_id()
    disk.make(file_id)
    try:
        size = disk.take(file_id, stream, at_most)
        terms.must_fit(size, taken)
        with transaction() as session:
            _make_room(session, purpose, subject_id, taken, by=by)
            session.add(_begun(file_id, purpose, subject_id, name, size, received=size))
            audit.record(session, "begin", "file", file_id, by=by)
    except BaseException:
        disk.erase(file_id)
        raise
    return finish(file_id, taken=taken, by=by, then=then)


def ready(purpose: str, subject_id: str) -> Sequence[StoredFile]:
    """The files of one thing that are whole and clean, the oldest first."""
    return db.session.scalars(
        select(StoredFile)
        .where(
            StoredFile.subject_id == subject_id,
            StoredFile.purpose == purpose,
            StoredFile.status == FileStatus.READY,
        )
        .order_by(StoredFile.created_at, StoredFile.id)
    ).all()


def under_way(purpose: str, subject_id: str) -> StoredFile | None:
    """The newest of one thing that has not come whole: whoever chooses the same file again goes on where it stopped."""
    return db.session.scalar(
        select(StoredFile)
        .where(
            StoredFile.subject_id == subject_id,
            StoredFile.purpose == purpose,
            StoredFile.status == FileStatus.RECEIVING,
        )
        .order_by(StoredFile.created_at.desc(), StoredFile.id)
        .limit(1)
    )


def find(file_id: str, purpose: str, subject_id: str) -> StoredFile:
    """The file, as far as it is, where it belongs to this thing. Raises NotThere."""
    stored = db.session.get(StoredFile, file_id)
    if stored is None or (stored.purpose, stored.subject_id) != (purpose, subject_id):
        raise NotThere
    return stored


def path(stored: StoredFile) -> Path:
    """Where the bytes of a READY file lie. Raises NotThere before that, and where they are gone."""
    place = disk.place(stored.id)
    if stored.status != FileStatus.READY or not place.exists():
        raise NotThere
    return place


def remove(file_id: str, *, by: str) -> None:
    """Erases the file, row and bytes; one that is gone already is no error."""
    with transaction() as session:
        stored = session.get(StoredFile, file_id)
        if stored is not None:
            erase(session, stored, by=by)


def erase(session: Session, stored: StoredFile, *, by: str) -> None:
    """As `remove`, in the caller's transaction: the bytes go once it is on disk."""
    file_id = stored.id
    session.delete(stored)
    audit.record(session, "erase", "file", file_id, by=by)
    after_commit(session, partial(disk.erase, file_id))
