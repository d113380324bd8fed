"""MP4 and MOV: of their boxes those stay that are needed to play pictures and sound; all others become free space.

Whatever is not listed here goes, whoever invented it: descriptions, places, devices, covers, subtitles, measurements.
The coded pictures and sounds stay byte for byte, and with them what an encoder wrote into them of itself.
"""

import struct
from bisect import bisect_right
from itertools import chain
from mmap import mmap
from operator import itemgetter

from webapp.core.files.cleaning import mp4_samples
from webapp.core.files.cleaning.boxes import Box, Boxes
from webapp.core.files.cleaning.edits import Edits
from webapp.core.files.cleaning.faults import Fault, Faulty
from webapp.core.files.cleaning.mp4_samples import Fragments, Track
from webapp.core.files.cleaning.texts import listed

TRACKS_MOST = 100


def _named(text: str) -> frozenset[bytes]:
    return frozenset(name.ljust(4).encode() for name in listed(text))


# What stays, by where it stands. A box that is a key here is looked into.
_STAY = {
    b"moov": _named("mvhd trak mvex"),
    b"mvex": _named("mehd trex"),
    b"trak": _named("tkhd tapt edts mdia"),
    b"tapt": _named("clef prof enof"),
    b"edts": _named("elst"),
    b"mdia": _named("mdhd hdlr minf"),
    b"minf": _named("vmhd smhd hdlr dinf stbl"),
    b"dinf": _named("dref"),
    b"stbl": _named("stsd stts ctts cslg stss stps stsc stsz stz2 stco co64 sdtp sgpd sbgp"),
    b"traf": _named("tfhd tfdt trun sdtp sgpd sbgp"),
    b"mfra": _named("tfra mfro"),
    b"wave": _named("frma mp4a enda esds alac") | {bytes(4)},
}
_TOP = _named("ftyp styp moov moof mdat mfra sidx")
_FREE = _named("free skip wide")
_TRACKS = _named("vide soun")
# How each codec is set up, how its pictures stand, and which colours they have.
_IN_SAMPLE = _named(
    "avcC hvcC vvcC vpcC av1C esds dOps dac3 dec3 dac4 alac damr d263 wave chan chnl"
    " pasp clap fiel colr btrt gama mdcv clli SmDm CoLL dvcC dvvC hvcE lhvC"
)
_COLOURS = _named("nclx nclc")  # any other is a profile, which can name the very camera
_LOCKED = _named("encv enca")
# Of what a file says it follows, the names that no maker of cameras has for itself.
_BRANDS = _named(
    "isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 isoa isob isoc mp41 mp42 avc1 hvc1 hev1 av01 vp09 dash msdh"
    " msix cmfc cmf2 qt 3gp4 3gp5 3gp6 M4V"
)
_OWN = {b"vide": 78, b"soun": 28}  # bytes at the beginning of a sample entry that are no boxes


def clean(data: mmap, edits: Edits) -> None:
    """Notes in `edits` what goes. Raises Faulty."""
    try:
        _Movie(Boxes(data, edits)).clean()
    except struct.error:
        raise Faulty(Fault.BROKEN) from None


class _Movie:
    def __init__(self, boxes: Boxes):
        self.boxes = boxes
        self.tracks: list[Track] = []
        self.sizes: dict[int, int] = {}
        self.handler = b""  # of the track that is being read
        self.tables: dict[bytes, Box] = {}
        self.changes = {
            b"mvhd": self._times,
            b"tkhd": self._times,
            b"mdhd": self._times,
            b"trex": self._sizes,
            b"hdlr": lambda box: self.boxes.blank(box, 12),
            b"dref": self._references,
            b"stsd": self._samples,
        }

    def clean(self) -> None:
        top = list(self.boxes.among(0, len(self.boxes.data)))
        moov = [box for box in top if box.name == b"moov"]
        if len(moov) != 1:
            raise Faulty(Fault.BROKEN)
        self._walk(moov[0])
        if not any(track.handler == b"vide" for track in self.tracks):
            raise Faulty(Fault.PICTURELESS)
        fragments = [self._fragment(box) for box in top if box.name == b"moof"]
        for box in top:
            self._at_top(box)
        kept = mp4_samples.joined(chain(mp4_samples.in_one(self.boxes, self.tracks), *fragments))
        for box in top:
            if box.name == b"mdat":
                self._blank_beside(kept, box)

    def _at_top(self, box: Box) -> None:
        if box.name in (b"ftyp", b"styp"):
            self._brands(box)
        elif box.name == b"mfra":
            self._walk(box)
        elif box.name in _FREE:
            self.boxes.blank(box, 0)
        elif box.name not in _TOP:
            self.boxes.drop(box)

    def _brands(self, box: Box) -> None:
        self.boxes.blank(box, 4, 4)
        for at in (0, *range(8, box.end - box.body - 3, 4)):
            if self.boxes.bytes(box, at, 4) not in _BRANDS:
                self.boxes.edits.put(box.body + at, b"isom")

    def _walk(self, box: Box) -> None:
        """What is within a box: only those of _STAY lead deeper, and none of them into itself."""
        for child in self.boxes.within(box):
            if child.name not in _STAY[box.name]:
                self.boxes.drop(child)
            elif child.name == b"trak":
                self._track(child)
            elif child.name in _STAY:
                self._walk(child)
            elif child.name in self.changes:
                self.changes[child.name](child)
            if box.name == b"stbl":
                self.tables[child.name] = child

    def _track(self, trak: Box) -> None:
        header, media = self._only(trak, b"tkhd"), self._only(trak, b"mdia")
        handler = self.boxes.bytes(self._only(media, b"hdlr"), 8, 4)
        number = self.boxes.number(header, 20 if self.boxes.number(header, 0, ">B") else 12)
        self.handler, self.tables = handler, {}
        if handler in _TRACKS:
            self._walk(trak)
            if b"stsd" not in self.tables:
                raise Faulty(Fault.BROKEN)
        else:
            self._find_tables(media)
            self.boxes.drop(trak)
        self.tracks.append(Track(number, handler, handler in _TRACKS, self.tables))
        if len(self.tracks) > TRACKS_MOST:
            raise Faulty(Fault.SWOLLEN)

    def _find_tables(self, media: Box) -> None:
        """Of a track that goes: where its samples lie, so that no other is taken to reach so far."""
        for minf in self.boxes.within(media):
            for stbl in self.boxes.within(minf) if minf.name == b"minf" else ():
                if stbl.name == b"stbl":
                    self.tables.update({table.name: table for table in self.boxes.within(stbl)})

    def _only(self, box: Box, name: bytes) -> Box:
        found = [child for child in self.boxes.within(box) if child.name == name]
        if len(found) != 1:
            raise Faulty(Fault.BROKEN)
        return found[0]

    # ---- What is changed in boxes that stay ----

    def _times(self, box: Box) -> None:
        """When it was made, and when changed."""
        self.boxes.blank(box, 4, 16 if self.boxes.number(box, 0, ">B") else 8)

    def _sizes(self, trex: Box) -> None:
        self.sizes[self.boxes.number(trex, 4)] = self.boxes.number(trex, 16)

    def _references(self, dref: Box) -> None:
        """Where the data lie: in this file, or else it is not whole. QuickTime keeps a path there all the same."""
        for entry in self.boxes.within(dref, 8):
            if not self.boxes.number(entry, 0) & 1:
                raise Faulty(Fault.BROKEN)
            self.boxes.blank(entry, 4)

    def _samples(self, stsd: Box) -> None:
        described = self.boxes.number(stsd, 0, ">B")
        for entry in self.boxes.within(stsd, 8):
            if entry.name in _LOCKED:
                raise Faulty(Fault.LOCKED)
            self.boxes.blank(entry, 12, 4)  # whose program
            own = _OWN[self.handler]
            if self.handler == b"vide":
                self.boxes.blank(entry, 42, 32)  # its name
            elif described == 0:  # QuickTime has longer ones
                own += {1: 16, 2: 36}.get(self.boxes.number(entry, 8, ">H"), 0)
            for child in self.boxes.within(entry, own):
                self._of_sample(child)

    def _of_sample(self, box: Box) -> None:
        if box.name not in _IN_SAMPLE or (
            box.name == b"colr" and self.boxes.bytes(box, 0, 4) not in _COLOURS
        ):
            self.boxes.drop(box)
        elif box.name == b"wave":
            self._walk(box)

    # ---- Fragments, and what lies between the samples ----

    def _fragment(self, moof: Box) -> list[mp4_samples.Range]:
        kept_numbers = {track.number for track in self.tracks if track.kept}
        runs = []
        for traf in self.boxes.within(moof):
            if traf.name == b"traf":
                parts = list(self.boxes.within(traf))
                header = self._only(traf, b"tfhd")
                kept = self.boxes.number(header, 4) in kept_numbers
                runs.append((header, [part for part in parts if part.name == b"trun"], kept))
                self._walk(traf) if kept else self.boxes.drop(traf)
            elif traf.name != b"mfhd":
                self.boxes.drop(traf)
        return list(Fragments(self.boxes, self.sizes).of(moof, runs))

    def _blank_beside(self, kept: list[mp4_samples.Range], mdat: Box) -> None:
        """`kept` is in order, and none overlaps another."""
        at = mdat.body
        for number in range(bisect_right(kept, at, key=itemgetter(1)), len(kept)):
            start, end = kept[number]
            if start >= mdat.end:
                break
            self.boxes.edits.blank(at, start)
            at = end
        self.boxes.edits.blank(at, mdat.end)
