"""The boxes that MP4 and MOV files are made of (ISO/IEC 14496-12), and the tables in them."""

import struct
from array import array
from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

from webapp.core.files.cleaning.edits import Edits, whole
from webapp.core.files.cleaning.faults import Fault, Faulty

BOXES_MOST = 300_000
TABLE_MOST = 32 * 2**20  # bytes: the sizes of eight million samples, a day and a half of pictures


class Box(NamedTuple):
    """`start` is where its size stands, `body` what follows its name, and `end` where the next one begins."""

    name: bytes
    start: int
    body: int
    end: int


class Boxes:
    """A file, seen as boxes, and what becomes of them."""

    def __init__(self, data: mmap, edits: Edits):
        self.data = data
        self.edits = edits
        self._left = BOXES_MOST

    def among(self, start: int, end: int) -> Iterator[Box]:
        """The boxes that lie there, one behind the other. Too few bytes for one more are blanked. Raises Faulty."""
        at = start
        while end - at >= 8:
            self._left -= 1
            if self._left < 0:
                raise Faulty(Fault.SWOLLEN)
            size, name = struct.unpack_from(">I4s", self.data, at)
            body = at + 8
            if size == 1 and end - at >= 16:
                (size,) = struct.unpack_from(">Q", self.data, body)
                body += 8
            elif size == 0:  # as far as there is anything; in QuickTime also the end of a list
                size = end - at
            if not body - at <= size <= end - at:
                raise Faulty(Fault.BROKEN)
            yield Box(name, at, body, at + size)
            at += size
        self.edits.blank(at, end)

    def within(self, box: Box, skipped: int = 0) -> Iterator[Box]:
        """The boxes in `box`, behind so many bytes of its own."""
        if box.body + skipped > box.end:
            raise Faulty(Fault.BROKEN)
        return self.among(box.body + skipped, box.end)

    def drop(self, box: Box) -> None:
        """Makes it free space."""
        self.edits.put(box.start + 4, b"free")
        self.edits.blank(box.body, box.end)

    def blank(self, box: Box, start: int, length: int | None = None) -> None:
        """Zeros within its body, up to its end where no length is given."""
        start = box.body + start
        end = box.end if length is None else start + length
        if not start <= end <= box.end:
            raise Faulty(Fault.BROKEN)
        self.edits.blank(start, end)

    def number(self, box: Box, at: int, format: str = ">I") -> int:
        """A number in its body."""
        if box.body + at + struct.calcsize(format) > box.end:
            raise Faulty(Fault.BROKEN)
        return struct.unpack_from(format, self.data, box.body + at)[0]

    def bytes(self, box: Box, at: int, length: int) -> bytes:
        if box.body + at + length > box.end:
            raise Faulty(Fault.BROKEN)
        return self.data[box.body + at : box.body + at + length]

    def table(self, box: Box, at: int, count: int, code: str = "I") -> array:
        """So many numbers in a row in its body."""
        numbers = array(code)
        start, length = box.body + at, count * numbers.itemsize
        if start + length > box.end:
            raise Faulty(Fault.BROKEN)
        numbers.frombytes(whole(self.data, start, start + length, TABLE_MOST))
        numbers.byteswap()
        return numbers
