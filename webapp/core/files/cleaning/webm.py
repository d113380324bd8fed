"""WebM: of its elements (RFC 8794, RFC 9559) those stay that are needed to play pictures and sound; all others become
void, among them titles, dates, tags, chapters, attached files, and tracks of anything else."""

from collections.abc import Callable, Iterator
from mmap import mmap
from typing import NamedTuple

from webapp.core.files.cleaning.edits import Edits, whole
from webapp.core.files.cleaning.faults import Fault, Faulty

ELEMENTS_MOST = 1_500_000  # some hours of pictures and sound
SETUP_MOST = 2**20

EBML, SEGMENT, VOID = 0x1A45DFA3, 0x18538067, 0xEC
DOC_TYPE = 0x4282
SEEK_HEAD, SEEK, SEEK_ID = 0x114D9B74, 0x4DBB, 0x53AB
INFO, MUXER, WRITER = 0x1549A966, 0x4D80, 0x5741
TRACKS, TRACK, NUMBER, TYPE, CODEC, SETUP = 0x1654AE6B, 0xAE, 0xD7, 0x83, 0x86, 0x63A2
CLUSTER, SIMPLE_BLOCK, GROUP, BLOCK = 0x1F43B675, 0xA3, 0xA0, 0xA1
CUES = 0x1C53BB6B
PICTURES, SOUND = 1, 2  # types of tracks

# What stays, by where it stands. An element that is a key here is looked into.
_STAY = {
    EBML: {0x4286, 0x42F7, 0x42F2, 0x42F3, DOC_TYPE, 0x4287, 0x4285},
    SEEK_HEAD: {SEEK},
    INFO: {0x2AD7B1, 0x4489, MUXER, WRITER},
    TRACKS: {TRACK},
    # Track: number, unique number, type, flags, lengths, delays, language, codec and its setup, pictures, sound.
    TRACK: {
        NUMBER, TYPE, CODEC, SETUP, 0x73C5, 0xB9, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x6DF8, 0x23E383, 0x234E7A, 0x23314F,
        0x56AA, 0x56BB, 0xAA, 0x22B59C, 0x22B59D, 0x6D80, 0xE0, 0xE1,
    },
    0xE0: {
        0x9A, 0x9D, 0x53B8, 0xB0, 0xBA, 0x54AA, 0x54BB, 0x54CC, 0x54DD, 0x54B0, 0x54BA, 0x54B2, 0x54B3, 0x55B0,
        0x7670,
    },
    0xE1: {0xB5, 0x78B5, 0x9F, 0x6264},
    GROUP: {BLOCK, 0x9B, 0xFB, 0x75A2},
    CUES: {0xBB},
}  # fmt: skip
_IN_SEGMENT = {SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES}
_IN_CLUSTER = {0xE7, 0xA7, 0xAB, SIMPLE_BLOCK, GROUP}


class Element(NamedTuple):
    name: int
    start: int
    body: int
    end: int
    is_open: bool = False  # it did not say how long it is, as live recordings do


def clean(data: mmap, edits: Edits) -> None:
    """Notes in `edits` what goes. Raises Faulty."""
    _Recording(data, edits).clean()


class _Recording:
    def __init__(self, data: mmap, edits: Edits):
        self.data = data
        self.edits = edits
        self.left = ELEMENTS_MOST
        self.kinds: dict[int, int] = {}  # of the tracks that stay, by their number
        self.changes: dict[int, Callable[[Element], None]] = {
            MUXER: self._blank,
            WRITER: self._blank,
            SEEK: self._seek,
            TRACK: self._track,
            GROUP: self._group,
        }

    def clean(self) -> None:
        top = self._among(0, len(self.data))
        head, segment = next(top, None), next(top, None)
        if head is None or segment is None or segment.name != SEGMENT:
            raise Faulty(Fault.BROKEN)
        if self._text(self._only(head, DOC_TYPE)) != b"webm":
            raise Faulty(Fault.OTHER)
        self._walk(head)
        self._segment(segment)
        for other in top:
            self._drop(other)
        if PICTURES not in self.kinds.values():
            raise Faulty(Fault.PICTURELESS)

    def _among(self, start: int, end: int) -> Iterator[Element]:
        """The elements that lie there, one behind the other. An open one is entered, not passed."""
        while start < end:
            self.left -= 1
            if self.left < 0:
                raise Faulty(Fault.SWOLLEN)
            element = self._element(start, end)
            yield element
            start = element.body if element.is_open and element.name == CLUSTER else element.end

    def _element(self, start: int, end: int) -> Element:
        name, at, _all_ones = self._number(start, end, 4, with_mark=True)
        size, body, unknown = self._number(at, end, 8)
        if unknown:
            if name not in (SEGMENT, CLUSTER):
                raise Faulty(Fault.BROKEN)
            return Element(name, start, body, end, is_open=True)
        if body + size > end:
            raise Faulty(Fault.BROKEN)
        return Element(name, start, body, body + size)

    def _number(self, at: int, end: int, most: int, *, with_mark: bool = False) -> tuple[int, int, bool]:
        """A number whose first byte says how long it is; where the next byte lies; whether all its bits are set."""
        length = 9 - self.data[at].bit_length() if at < end else most + 1
        if length > most or at + length > end:
            raise Faulty(Fault.BROKEN)
        marked = int.from_bytes(self.data[at : at + length])
        ones = (1 << 7 * length) - 1
        return marked if with_mark else marked & ones, at + length, marked & ones == ones

    def _segment(self, segment: Element) -> None:
        """What is in an open cluster comes here too: it ends where anything begins that is in none."""
        for element in self._among(segment.body, segment.end):
            if element.name == CLUSTER:
                self._cluster(element)
            elif element.name in _IN_SEGMENT:
                self._walk(element)
            else:
                self._in_cluster(element)

    def _cluster(self, cluster: Element) -> None:
        if not cluster.is_open:
            for element in self._among(cluster.body, cluster.end):
                self._in_cluster(element)

    def _in_cluster(self, element: Element) -> None:
        if element.is_open:
            raise Faulty(Fault.BROKEN)
        if element.name == GROUP:
            self._group(element)
        elif element.name not in _IN_CLUSTER or (
            element.name == SIMPLE_BLOCK and not self._is_of_kept_track(element)
        ):
            self._drop(element)

    def _group(self, group: Element) -> None:
        if self._is_of_kept_track(self._only(group, BLOCK)):
            self._walk(group)
        else:
            self._drop(group)

    def _is_of_kept_track(self, block: Element) -> bool:
        return self._number(block.body, block.end, 8)[0] in self.kinds

    def _walk(self, element: Element) -> None:
        """What is within an element: only those of _STAY lead deeper, and none of them into itself."""
        for child in self._among(element.body, element.end):
            if child.is_open:
                raise Faulty(Fault.BROKEN)
            if child.name not in _STAY[element.name]:
                self._drop(child)
            elif child.name in self.changes:
                self.changes[child.name](child)
            elif child.name in _STAY:
                self._walk(child)

    def _track(self, track: Element) -> None:
        number, kind = (self._value(self._only(track, name)) for name in (NUMBER, TYPE))
        if kind not in (PICTURES, SOUND):
            self._drop(track)
            return
        self.kinds[number] = kind
        self._walk(track)
        if self._text(self._only(track, CODEC)) == b"A_VORBIS":
            self._vorbis(self._only(track, SETUP))

    def _vorbis(self, setup: Element) -> None:
        """The second of its three packets names the program, and whatever else its maker liked to say."""
        body = whole(self.data, setup.body, setup.end, SETUP_MOST)
        at = body.find(b"\x03vorbis")
        end = body.find(b"\x05vorbis")
        if not 0 < at < end:
            raise Faulty(Fault.BROKEN)
        # A program's name as long as the whole, of zeros, and no more to say; the last byte ends the packet.
        room = end - at - 7 - 4 - 4 - 1
        if room < 0:
            raise Faulty(Fault.BROKEN)
        said = room.to_bytes(4, "little") + bytes(room) + bytes(4) + b"\x01"
        self.edits.put(setup.body + at + 7, said)

    def _seek(self, seek: Element) -> None:
        wanted = self._only(seek, SEEK_ID)
        if self._value(wanted) not in _IN_SEGMENT:
            self._drop(seek)

    def _only(self, element: Element, name: int) -> Element:
        found = [child for child in self._among(element.body, element.end) if child.name == name]
        if len(found) != 1:
            raise Faulty(Fault.BROKEN)
        return found[0]

    def _value(self, element: Element) -> int:
        return int.from_bytes(whole(self.data, element.body, element.end, 8))

    def _text(self, element: Element) -> bytes:
        return whole(self.data, element.body, element.end, 100).rstrip(b"\0")

    def _blank(self, element: Element) -> None:
        self.edits.blank(element.body, element.end)

    def _drop(self, element: Element) -> None:
        """Makes it void, of the same length: its size is said in one byte, or in eight."""
        length = element.end - element.start
        size = bytes([0x80 | length - 2]) if length < 10 else (1 << 56 | length - 9).to_bytes(8)
        self.edits.put(element.start, bytes([VOID]) + size)
        self.edits.blank(element.start + 1 + len(size), element.end)
