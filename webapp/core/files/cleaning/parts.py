"""The parts of a package: read a piece at a time within limits, and written without a date."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from webapp.core.files.cleaning.faults import Fault, Faulty

PARTS_MOST = 2000
PIECE = 64 * 1024
# All parts together, as they come out: a text of a hundred pages has about one megabyte.
INFLATED_MOST = 100 * 2**20
RATIO_MOST = 10  # and so many times the size of the file itself, for pictures that are large anyway
PART_RATIO_MOST, RATIO_FROM = 300, 2**20
XML_MOST = 60 * 2**20

_LOCKED = 0x1
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


class Parts:
    """The parts of one package by name. Raises Faulty, and what zipfile raises."""

    def __init__(self, source: Path):
        self.zip = zipfile.ZipFile(source)
        listed = self.zip.infolist()
        self.left = INFLATED_MOST + RATIO_MOST * source.stat().st_size
        self.infos = {info.filename: info for info in listed if not info.is_dir()}
        if len(listed) > PARTS_MOST:
            raise Faulty(Fault.SWOLLEN)
        if len(self.infos) < sum(not info.is_dir() for info in listed):
            raise Faulty(Fault.BROKEN)  # two parts of one name: readers would differ in which they show
        if any(info.flag_bits & _LOCKED for info in listed):
            raise Faulty(Fault.LOCKED)
        if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in listed):
            raise Faulty(Fault.BROKEN)

    def __enter__(self) -> "Parts":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self.zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self.infos

    def __iter__(self) -> Iterator[str]:
        return iter(self.infos)

    def pieces(self, name: str) -> Iterator[bytes]:
        """What is in a part, counted as it comes out."""
        info, size = self.infos[name], 0
        with self.zip.open(info) as part:
            while piece := part.read(PIECE):
                size += len(piece)
                self.left -= len(piece)
                if self.left < 0 or (size > RATIO_FROM and size > PART_RATIO_MOST * info.compress_size):
                    raise Faulty(Fault.SWOLLEN)
                yield piece

    def whole(self, name: str, most: int) -> bytes:
        """A part of at most `most` bytes."""
        found = bytearray()
        for piece in self.pieces(name):
            found += piece
            if len(found) > most:
                raise Faulty(Fault.SWOLLEN)
        return bytes(found)


def dateless(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """How a part is written: without a date, and without a word of the machine that wrote it."""
    info = zipfile.ZipInfo(name, _FIXED_DATE)
    info.compress_type = compression
    info.create_system = 0
    info.external_attr = 0
    return info
