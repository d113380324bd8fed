"""What nobody will come back for: files that were begun and never finished, and bytes that belong to no row."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from webapp.core import clock
from webapp.core.files import disk, store
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.transaction import transaction
from webapp.extensions import db

UNFINISHED_FOR = timedelta(days=2)
STRAY_FOR = timedelta(hours=1)  # a file is on disk a moment before its row


def unfinished() -> Sequence[StoredFile]:
    """Files that were begun more than two days ago and are not whole."""
    return db.session.scalars(
        select(StoredFile)
        .where(
            StoredFile.status == FileStatus.RECEIVING, StoredFile.created_at < clock.now() - UNFINISHED_FOR
        )
        .order_by(StoredFile.id)
    ).all()


def erase_unfinished(*, by: str) -> int:
    """Erases them, and says how many they were."""
    with transaction() as session:
        found = unfinished()
        for stored in found:
            store.erase(session, stored, by=by)
    return len(found)


def strays() -> list[Path]:
    """Paths that a process left when it was killed: without a row, or as they came although they were cleaned since."""
    rows = db.session.execute(select(StoredFile.id, StoredFile.status))
    known = {row.id: row.status for row in rows}
    return [
        path
        for file_id, paths in disk.ids_present()
        for path in paths
        if _is_stray(path, known.get(file_id)) and _changed_at(path) < clock.now() - STRAY_FOR
    ]


def _is_stray(path: Path, status: FileStatus | None) -> bool:
    return status is None or (status == FileStatus.READY and path.suffix in (disk.PART, disk.DRAFT))


def _changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, clock.now().tzinfo)


def erase_strays() -> int:
    """Erases them, and says how many they were."""
    found = strays()
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)
