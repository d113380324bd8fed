"""Where the pictures and sounds of an MP4 lie: whatever else lies beside them can be blanked."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from webapp.core.files.cleaning.boxes import Box, Boxes
from webapp.core.files.cleaning.faults import Fault, Faulty

CHUNKS_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Track:
    """`tables` are the boxes of its sample table, by name; `handler` is its kind."""

    number: int
    handler: bytes
    kept: bool
    tables: dict[bytes, Box]


Range = tuple[int, int]


def joined(ranges: Iterable[Range]) -> list[Range]:
    """In order, those that touch each other as one."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif start < end:
            found.append((start, end))
    return found


def in_one(boxes: Boxes, tracks: Iterable[Track]) -> Iterator[Range]:
    """What the tracks that are kept hold by the one table at the front or the end of the file."""
    offsets = [(track, _offsets(boxes, track)) for track in tracks]
    if sum(len(each) for _track, each in offsets) > CHUNKS_MOST:
        raise Faulty(Fault.SWOLLEN)
    starts = sorted({offset for _track, each in offsets for offset in each})
    for track, each in offsets:
        if track.kept:
            yield from _chunks(boxes, track, each, starts)


def _offsets(boxes: Boxes, track: Track) -> array:
    if wide := track.tables.get(b"co64"):
        return boxes.table(wide, 8, boxes.number(wide, 4), "Q")
    if narrow := track.tables.get(b"stco"):
        return boxes.table(narrow, 8, boxes.number(narrow, 4))
    return array("I")


def _chunks(boxes: Boxes, track: Track, offsets: array, starts: list[int]) -> Iterator[Range]:
    """A chunk is as long as its samples. Where the table does not say in bytes how long these are, as with sound that
    is not compressed, it goes on to where any other begins."""
    lengths = _lengths(boxes, track, len(offsets))
    for offset in offsets:
        if lengths is not None:
            yield offset, offset + next(lengths, 0)
        else:
            following = bisect_right(starts, offset)
            yield offset, starts[following] if following < len(starts) else len(boxes.data)


def _lengths(boxes: Boxes, track: Track, chunks: int) -> Iterator[int] | None:
    sizes, counts = track.tables.get(b"stsz"), track.tables.get(b"stsc")
    if sizes is None or counts is None:
        return None
    if same := boxes.number(sizes, 4):
        if track.handler == b"soun":
            return None
        return (same * count for count in _counts(boxes, counts, chunks))
    each = boxes.table(sizes, 12, boxes.number(sizes, 8))
    return _summed(each, _counts(boxes, counts, chunks))


def _summed(sizes: array, counts: Iterable[int]) -> Iterator[int]:
    at = 0
    for count in counts:
        yield sum(sizes[at : at + count])
        at += count


def _counts(boxes: Boxes, table: Box, chunks: int) -> Iterator[int]:
    """How many samples each chunk has, of which the table names only those where it changes."""
    runs = boxes.table(table, 8, 3 * boxes.number(table, 4))
    firsts = [*runs[::3], chunks + 1]
    for number, count in enumerate(runs[1::3]):
        for _chunk in range(min(firsts[number], chunks + 1), min(firsts[number + 1], chunks + 1)):
            yield count


class Fragments:
    """What the tracks that are kept hold in fragments, as browsers record them."""

    def __init__(self, boxes: Boxes, sizes: dict[int, int]):
        """`sizes` are those of samples which do not say any, by the number of their track."""
        self.boxes = boxes
        self.sizes = sizes

    def of(self, moof: Box, runs: Iterable[tuple[Box, list[Box], bool]]) -> Iterator[Range]:
        """`runs` are the header of each track's part, its runs of samples, and whether it is kept."""
        end = moof.start
        for header, truns, kept in runs:
            base, size = self._header(header, moof.start, end)
            end = base
            for trun in truns:
                start, end = self._run(trun, base, end, size)
                if kept:
                    yield start, end

    def _header(self, tfhd: Box, moof: int, end: int) -> Range:
        """Where its data begin, and how large a sample is that does not say so."""
        flags, at = self.boxes.number(tfhd, 0) & 0xFFFFFF, 8
        base = moof if flags & 0x20000 else end
        if flags & 0x1:
            base, at = self.boxes.number(tfhd, at, ">Q"), at + 8
        at += 4 * bool(flags & 0x2) + 4 * bool(flags & 0x8)
        if flags & 0x10:
            return base, self.boxes.number(tfhd, at)
        return base, self.sizes.get(self.boxes.number(tfhd, 4), 0)

    def _run(self, trun: Box, base: int, end: int, size: int) -> Range:
        flags, count, at = self.boxes.number(trun, 0) & 0xFFFFFF, self.boxes.number(trun, 4), 8
        start = end
        if flags & 0x1:
            start, at = base + self.boxes.number(trun, at, ">i"), at + 4
        at += 4 * bool(flags & 0x4)
        said = [flag for flag in (0x100, 0x200, 0x400, 0x800) if flags & flag]
        if 0x200 not in said:
            return start, start + count * size
        numbers = self.boxes.table(trun, at, count * len(said))
        return start, start + sum(numbers[said.index(0x200) :: len(said)])
