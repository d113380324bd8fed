"""The parts that are files: the newest that came whole stands, and those before it stay beside it for their owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from sqlalchemy.orm import Session

from webapp.briefing.handing_in import hand_in, must_be_open
from webapp.briefing.models import Part
from webapp.core import clock, limits
from webapp.core.files import store
from webapp.core.files.kinds import DOCUMENTS, VIDEOS, Kinds
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.editions.models import Format
from webapp.programme.models import Panellist, Presence

BEGUN = "60 per hour"


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken for a part, and how many versions are kept: the oldest goes when there are more."""

    kinds: Kinds
    kept: int


TAKEN = {Part.FACTSHEET: Taken(DOCUMENTS, 10), Part.VIDEO: Taken(VIDEOS, 2)}


def taken_for(panellist: Panellist, part: Part) -> Taken:
    """Raises NotThere for a part that is no file, or that this panellist is not asked for."""
    if part not in TAKEN or (part == Part.VIDEO and not gives_video(panellist)):
        raise NotThere
    return TAKEN[part]


def gives_video(panellist: Panellist) -> bool:
    """A video is for whoever is not in the room, and for editions in which others are not."""
    is_in_person = panellist.country_session.edition.format == Format.IN_PERSON
    return not is_in_person or panellist.presence == Presence.VIDEO


# ---- What is there ----


def versions(panellist_id: str, part: Part) -> Sequence[StoredFile]:
    """The whole ones, the newest first: that one stands."""
    return store.ready(part, panellist_id)[::-1]


def current(panellist_id: str, part: Part) -> StoredFile | None:
    found = versions(panellist_id, part)
    return found[0] if found else None


def under_way(panellist_id: str, part: Part) -> StoredFile | None:
    return store.under_way(part, panellist_id)


def found(panellist_id: str, part: Part, file_id: str) -> StoredFile:
    """One of theirs, as far as it is here. Raises NotThere."""
    return store.find(file_id, part, panellist_id)


def whole(panellist_id: str, part: Part, file_id: str) -> StoredFile:
    """One that is ready. Raises NotThere."""
    stored = found(panellist_id, part, file_id)
    if stored.status != FileStatus.READY:
        raise NotThere
    return stored


# ---- Sending one, whole or in pieces ----


def receive(panellist: Panellist, part: Part, name: str, stream: IO[bytes], *, by: str) -> StoredFile:
    """A file that comes whole. Raises Refused."""
    kinds = _may_begin(panellist, part).kinds
    return store.receive(part, panellist.id, name, stream, taken=kinds, by=by, then=_handed_in(by))


def begin(panellist: Panellist, part: Part, name: str, size: int, *, by: str) -> StoredFile:
    kinds = _may_begin(panellist, part).kinds
    return store.begin(part, panellist.id, name, size, taken=kinds, by=by)


def _may_begin(panellist: Panellist, part: Part) -> Taken:
    taken = taken_for(panellist, part)
    must_be_open(panellist)
    limits.take(BEGUN, "hand-in-file", panellist.id)
    return taken


def append(
    panellist: Panellist, part: Part, file_id: str, offset: int, piece: bytes, *, by: str
) -> StoredFile:
    """Takes the next piece, and judges the file with its last one. Raises OutOfStep, Refused, NotThere."""
    kinds = taken_for(panellist, part).kinds
    must_be_open(panellist)
    found(panellist.id, part, file_id)
    stored = store.append(file_id, offset, piece, taken=kinds)
    if stored.status == FileStatus.READY or stored.received < stored.size:
        return stored
    return store.finish(file_id, taken=kinds, by=by, then=_handed_in(by))


def _handed_in(by: str) -> store.Then:
    def note(session: Session, arrived: StoredFile) -> None:
        arrived.created_at = clock.now()  # the newest is the one that arrived last, not the one begun last
        part = Part(arrived.purpose)
        hand_in(session, arrived.subject_id, part, by=by)
        for old in versions(arrived.subject_id, part)[TAKEN[part].kept :]:
            store.erase(session, old, by=by)

    return note


def remove(panellist: Panellist, part: Part, file_id: str, *, by: str) -> None:
    """One version, or one that came in part. The one before it stands then. Raises Refused, NotThere."""
    panellist_id = panellist.id
    must_be_open(panellist)
    with transaction() as session:
        stored = found(panellist_id, part, file_id)
        if stored.status == FileStatus.READY:
            hand_in(session, panellist_id, part, by=by)
        store.erase(session, stored, by=by)
