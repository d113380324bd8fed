"""Files that people sent: what is known of each. The bytes lie in the folder of the instance, under the id alone."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core.types import Instant, enumeration, random_id
from webapp.extensions import db

FILE_NAME_MOST = 200


class FileStatus(StrEnum):
    RECEIVING = "receiving"  # some of its pieces are here
    READY = "ready"  # whole, of a kind that is taken, and without its metadata


class StoredFile(db.Model):
    """One file. `purpose` and `subject_id` say what it belongs to; `name` is what its sender called it, for the eyes of
    those who may see the file. `received` counts the bytes that arrived and are on disk. `size` is what was announced,
    and once READY that of the clean file; `mimetype` is by content, and None until READY."""

    __tablename__ = "stored_file"
    __table_args__ = (Index("ix_stored_file_subject_id", "subject_id", "purpose"),)

    id: Mapped[str] = random_id()
    purpose: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(FILE_NAME_MOST))
    status: Mapped[FileStatus] = mapped_column(enumeration(FileStatus))
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    mimetype: Mapped[str | None] = mapped_column(String(120))
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(Instant)
