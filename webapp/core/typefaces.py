"""Which letters can be printed: those of the fonts that travel with the app, then those of the system's.

Read from the fonts' own tables of letters, without a library: some milliseconds for ours, at the first name.
"""

import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from webapp.core import typesetting

Ranges = list[tuple[int, int]]

# Joiners, marks of direction and choosers of a variant: they steer letters, and nobody misses them in a font.
_UNSEEN = frozenset(
    [0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0]
    + [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)
# Pictures and private letters, which a system's font draws in its own way, perhaps in colour. No name is made of them.
_PICTURES = frozenset({"So", "Sk", "Co"})


def missing(text: str, ours_alone: bool = False) -> list[str]:
    """What of `text` cannot be printed, each once: letters with the marks that belong to them. Mostly none, and soon.

    ours_alone: as though the system had no fonts.
    """
    if _is_plain(text):
        return []
    has = _is_ours if ours_alone else _is_printable
    return list(dict.fromkeys(cluster for cluster in _clusters(text) if not has(cluster)))


def printable(text: str, ours_alone: bool = False) -> str:
    """`text` without what cannot be printed."""
    if _is_plain(text):
        return text
    has = _is_ours if ours_alone else _is_printable
    return " ".join("".join(filter(has, _clusters(text))).split())


def is_blank(text: str) -> bool:
    """Whether nothing of `text` would be seen."""
    return all(map(_is_unseen, text))


def _is_plain(text: str) -> bool:
    """Whether one of our fonts has all of it; true of nearly every name, and told in microseconds."""
    letters = set(map(ord, text))
    return any(letters <= font for font in _our_fonts())


def _clusters(text: str) -> Iterator[str]:
    """Each letter with the marks, joiners and choosers after it, and what a joiner ties to it."""
    cluster = ""
    for letter in text:
        follows = unicodedata.category(letter).startswith("M") or (_is_unseen(letter) and letter != " ")
        if cluster and not follows and not cluster.endswith("\u200d"):
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


def _is_unseen(letter: str) -> bool:
    return ord(letter) in _UNSEEN or unicodedata.category(letter) in ("Cf", "Zs")


def _is_printable(cluster: str) -> bool:
    return _is_ours(cluster) or all(map(_is_in_system, _seen(cluster)))


def _is_ours(cluster: str) -> bool:
    """A letter and its marks are set together, so one font must have all of them: as they stand, or taken apart."""
    seen = _seen(cluster)
    forms = {seen, unicodedata.normalize("NFD", seen)}
    return any(set(map(ord, form)) <= font for form in forms for font in _our_fonts())


def _seen(cluster: str) -> str:
    return "".join(letter for letter in cluster if not _is_unseen(letter))


@cache
def _our_fonts() -> tuple[frozenset[int], ...]:
    """The letters of each of our families. Its bold has the same ones: a test holds them together."""
    regular = sorted(typesetting.FONTS.glob("*-Regular.ttf"))
    return tuple(
        frozenset(letter for first, last in letters_of(file) for letter in range(first, last + 1))
        for file in regular
    )


def _is_in_system(letter: str) -> bool:
    ranges = _system_letters()
    place = bisect_right(ranges, (ord(letter), 0x110000)) - 1
    return place >= 0 and ord(letter) <= ranges[place][1] and unicodedata.category(letter) not in _PICTURES


@cache
def _system_letters() -> Ranges:
    """The letters of all other fonts that Typst finds. Kept as ranges: fonts of Chinese have tens of thousands."""
    files = {(font.path, font.index) for font in typesetting.fonts().fonts()}
    every = [span for path, index in files for span in letters_of(Path(path), index)]
    return _merged(every)


def _merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    merged: Ranges = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


# ---- The table of letters in an OpenType file ("cmap") ----

# Platform and encoding of the tables that speak of Unicode, the fullest first.
_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
_OUTLINES = frozenset({b"glyf", b"CFF ", b"CFF2"})


def letters_of(file: Path, index: int = 0) -> Ranges:
    """The letters that one font of a file draws with outlines; none where the file is not what it says."""
    data = file.read_bytes()
    try:
        tables = _tables(data, index)
        return _letters(data, tables[b"cmap"]) if _OUTLINES & tables.keys() else []
    except (struct.error, KeyError, IndexError):
        return []


def _tables(data: bytes, index: int) -> dict[bytes, int]:
    """Where each table of a font begins."""
    start = struct.unpack_from(">L", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    (count,) = struct.unpack_from(">H", data, start + 4)
    rows = (struct.unpack_from(">4sLL", data, start + 12 + 16 * row) for row in range(count))
    return {tag: offset for tag, _checksum, offset in rows}


def _letters(data: bytes, cmap: int) -> Ranges:
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    known = {}
    for row in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", data, cmap + 4 + 8 * row)
        known[platform, encoding] = cmap + offset
    for kind in _UNICODE:
        if kind in known:
            (form,) = struct.unpack_from(">H", data, known[kind])
            if form in _READERS:
                return _READERS[form](data, known[kind])
    return []


def _segments(data: bytes, at: int) -> Ranges:
    """Format 4: segments of 16 bits, each with a shift, or with an array of glyphs in which 0 is none."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    unsigned = f">{count}H"
    lasts = struct.unpack_from(unsigned, data, at + 14)
    firsts = struct.unpack_from(unsigned, data, at + 16 + 2 * count)
    shifts = struct.unpack_from(unsigned, data, at + 16 + 4 * count)
    offsets = struct.unpack_from(unsigned, data, at + 16 + 6 * count)
    found: Ranges = []
    for row, (first, last, shift, offset) in enumerate(zip(firsts, lasts, shifts, offsets, strict=True)):
        if offset:
            place = at + 16 + 6 * count + 2 * row + offset
            glyphs = struct.unpack_from(f">{last - first + 1}H", data, place) if first < 0xFFFF else ()
            found += _merged((first + step,) * 2 for step, glyph in enumerate(glyphs) if glyph)
        else:
            none = -shift & 0xFFFF  # the letter that the shift takes to glyph 0
            parts = ((first, none - 1), (none + 1, last)) if first <= none <= last else ((first, last),)
            found += [part for part in parts if part[0] <= part[1]]
    return found


def _groups(data: bytes, at: int) -> Ranges:
    """Format 12: groups of 32 bits."""
    (count,) = struct.unpack_from(">L", data, at + 12)
    groups = (struct.unpack_from(">LLL", data, at + 16 + 12 * row) for row in range(count))
    return [(first + (glyph == 0), last) for first, last, glyph in groups if first + (glyph == 0) <= last]


_READERS = {4: _segments, 12: _groups}
