"""The bytes of files: where they lie, who may write to them at a time, and that they are on disk when it is said.

A file that arrives lies beside its later place as `<id>.part`, and becomes `<id>` when it was judged and cleaned: what
has no ending is clean.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from webapp import config
from webapp.core.refused import NotThere

IDS = re.compile(r"[0-9a-f]{20}")
PART, DRAFT = ".part", ".draft"
SPARE = 200 * 2**20  # bytes that stay free: the database lies on the same disk
CHUNK = 2**20


def root() -> Path:
    return config.current().instance / "files"


def place(file_id: str) -> Path:
    """Where the clean file lies. Made of the id alone. Raises NotThere for what can be no id."""
    if not IDS.fullmatch(file_id):
        raise NotThere
    return root() / file_id[:2] / file_id


def part(file_id: str) -> Path:
    return place(file_id).with_suffix(PART)


def draft(file_id: str) -> Path:
    return place(file_id).with_suffix(DRAFT)


def has_room(size: int, received: int = 0) -> bool:
    """Whether a file of `size` bytes, of which so many are here, can arrive and be cleaned, and leave the database
    enough to go on."""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    free = os.statvfs(root())
    return free.f_bavail * free.f_frsize > 2 * size - received + SPARE


def make(file_id: str) -> None:
    """An empty file for what arrives."""
    path = part(file_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    _sync_folder(path.parent)
    _sync_folder(root())


@contextmanager
def alone(file_id: str) -> Iterator[int | None]:
    """A descriptor of what has arrived, for one caller at a time in all processes; None where it is there no more.

    Whoever waited may find that the file was finished meanwhile: read the row within.
    """
    try:
        descriptor = os.open(part(file_id), os.O_RDWR)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def write(descriptor: int, offset: int, piece: bytes) -> None:
    """Puts `piece` at `offset`, and returns when it is on disk. What lay behind it was never confirmed, and goes."""
    os.ftruncate(descriptor, offset)
    written = 0
    while written < len(piece):
        written += os.pwrite(descriptor, piece[written:], offset + written)
    os.fsync(descriptor)


def passing() -> IO[bytes]:
    """For a file while its form is read. It lies here as well: where systems keep what is temporary is often memory.
    It never has a name, and goes when it is closed."""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)
    return SpooledTemporaryFile(max_size=CHUNK, dir=root())


def take(file_id: str, stream: IO[bytes], most: int) -> int:
    """Writes what comes from `stream`, on disk when this returns, and says how many bytes; reads at most one byte
    more than `most`."""
    size = 0
    with part(file_id).open("r+b") as file:
        while size <= most and (chunk := stream.read(min(CHUNK, most + 1 - size))):
            file.write(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size


def put_in_place(file_id: str) -> None:
    """The clean draft becomes the file, on disk."""
    with draft(file_id).open("rb") as cleaned:
        os.fsync(cleaned.fileno())
    draft(file_id).chmod(0o600)
    draft(file_id).replace(place(file_id))
    _sync_folder(place(file_id).parent)


def digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def erase(file_id: str) -> None:
    """Everything of the file, as far as it is there."""
    for path in (part(file_id), draft(file_id), place(file_id)):
        path.unlink(missing_ok=True)


def ids_present() -> Iterator[tuple[str, list[Path]]]:
    """The ids of which anything lies on disk, with their paths."""
    found: dict[str, list[Path]] = {}
    for path in root().glob("??/*"):
        if IDS.fullmatch(path.stem):
            found.setdefault(path.stem, []).append(path)
    yield from sorted(found.items())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
