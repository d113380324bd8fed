"""What is changed of a file in a copy of it: bytes are written over, and none moves, for much in a video says where
something else lies."""

import shutil
from mmap import mmap
from pathlib import Path

from webapp.core.files.cleaning.faults import Fault, Faulty

CHUNK = 2**20
EDITS_MOST = 2_000_000


class Edits:
    """Gathered while the file is read, so that one which is refused was never copied."""

    def __init__(self) -> None:
        self._zeros: list[tuple[int, int]] = []
        self._written: list[tuple[int, bytes]] = []

    def blank(self, start: int, end: int) -> None:
        """Zeros from `start` up to `end`."""
        if start < end:
            self._zeros.append((start, end))
            self._count()

    def put(self, at: int, body: bytes) -> None:
        self._written.append((at, body))
        self._count()

    def _count(self) -> None:
        if len(self._zeros) + len(self._written) > EDITS_MOST:
            raise Faulty(Fault.SWOLLEN)

    def copy(self, source: Path, target: Path) -> None:
        shutil.copyfile(source, target)
        zeros = memoryview(bytes(CHUNK))
        with target.open("r+b") as file:
            for start, end in sorted(self._zeros):
                file.seek(start)
                for at in range(start, end, CHUNK):
                    file.write(zeros[: end - at])
            for at, body in self._written:
                file.seek(at)
                file.write(body)


def whole(data: mmap, start: int, end: int, most: int) -> bytes:
    """What lies there, as far as it may be held in memory. Raises Faulty."""
    if end - start > most:
        raise Faulty(Fault.SWOLLEN)
    if not 0 <= start <= end <= len(data):
        raise Faulty(Fault.BROKEN)
    return data[start:end]
