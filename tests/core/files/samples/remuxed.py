"""A video that a browser recorded in fragments, made into one as cameras write it: one table at the end, and a track of
places between pictures and sound."""

import struct
from collections.abc import Iterator
from itertools import zip_longest

from tests.core.files.samples.videos import GPS, box, described, full, numbers, trak

Sample = tuple[int, bytes]  # how long it lasts, and what it is


def as_a_camera(recorded: bytes) -> bytes:
    start = box("ftyp", b"qt  ", numbers(0x20050300), b"qt  ")
    moov = dict(boxes(recorded))[b"moov"]
    tracks = {number_of(body): body for name, body in boxes(moov) if name == b"trak"}
    held = {number: list(samples(recorded, number)) for number in tracks}
    chunks = [
        chunk
        for turn in zip_longest(*([(number, body) for _time, body in held[number]] for number in held))
        for chunk in (*filter(None, turn), (None, GPS))
    ]
    at, offsets = len(start) + 8, {}
    for number, chunk in chunks:
        offsets.setdefault(number, []).append(at)
        at += len(chunk)
    places = offsets.pop(None)
    table = box(
        "moov",
        box("mvhd", dict(boxes(moov))[b"mvhd"]),
        *(with_tables(body, offsets[number], held[number]) for number, body in tracks.items()),
        trak(9, "meta", box("mebx", bytes(8)), places, [len(GPS)] * len(places), (1, 1, 1)),
        *described(),
    )
    return start + box("mdat", *(chunk for _number, chunk in chunks)) + table


def boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    for name, _at, inner in placed(body):
        yield name, inner


def placed(body: bytes) -> Iterator[tuple[bytes, int, bytes]]:
    at = 0
    while at < len(body):
        size, name = struct.unpack_from(">I4s", body, at)
        yield name, at, body[at + 8 : at + size]
        at += size


def number_of(track: bytes) -> int:
    header = dict(boxes(track))[b"tkhd"]
    return struct.unpack_from(">I", header, 20 if header[0] else 12)[0]


def samples(recorded: bytes, number: int) -> Iterator[Sample]:
    for name, at, moof in placed(recorded):
        for inner, traf in boxes(moof) if name == b"moof" else ():
            parts = dict(boxes(traf)) if inner == b"traf" else {}
            if parts and struct.unpack_from(">I", parts[b"tfhd"], 4)[0] == number:
                yield from run(recorded, at, parts[b"trun"])


def run(recorded: bytes, moof: int, trun: bytes) -> Iterator[Sample]:
    """As Chromium writes it: how long each lasts, and how large it is."""
    flags, count, data = struct.unpack_from(">IIi", trun)
    said = [flag for flag in (0x100, 0x200, 0x400, 0x800) if flags & flag]
    first, at = 12 + 4 * bool(flags & 0x4), moof + data
    for number in range(count):
        each = struct.unpack_from(f">{len(said)}I", trun, first + 4 * len(said) * number)
        size = each[said.index(0x200)]
        yield each[said.index(0x100)], recorded[at : at + size]
        at += size


def with_tables(body: bytes, offsets: list[int], held: list[Sample], name: bytes = b"trak") -> bytes:
    """The track, with tables of where its samples lie in one whole."""
    if name == b"stbl":
        return box(
            "stbl",
            box("stsd", dict(boxes(body))[b"stsd"]),
            full("stts", numbers(len(held), *(part for time, _body in held for part in (1, time)))),
            full("stsc", numbers(1, 1, 1, 1)),
            full("stsz", numbers(0, len(held), *(len(each) for _time, each in held))),
            full("stco", numbers(len(offsets), *offsets)),
        )
    inner = (
        with_tables(each, offsets, held, within)
        if within in (b"mdia", b"minf", b"stbl")
        else box(within, each)
        for within, each in boxes(body)
    )
    return box(name, *inner)
