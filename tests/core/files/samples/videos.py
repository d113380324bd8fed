"""Videos with everything that cameras, editors and recorders write into them. Pictures and sounds are made up, and
readable, so that they can be found again."""

import struct

from tests.core.files.samples import pictures
from tests.core.files.samples.marks import AUTHOR, DEVICE, HIDDEN, PLACE, PROGRAM

PICTURES = [b"<first picture>", b"<and the second one>", b"<a third picture>"]
SOUNDS = [b"<some sound>", b"<more of it>"]
WHEN = 0xE0A1B2C3  # in seconds since 1904
AT = 0x0123456789ABCDEF  # in nanoseconds since 2001

# ---- MP4 and MOV ----

XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def box(name: bytes | str, *parts: bytes) -> bytes:
    name = name if isinstance(name, bytes) else name.encode("mac-roman")
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name) + body


def full(name: str, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(name, struct.pack(">I", version << 24 | flags), *parts)


def numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)


def mp4(front: bool = False) -> bytes:
    """A table at the end, as cameras write it, or at the `front`, as editors do."""
    start = box("ftyp", b"SONY", numbers(0x20190100), b"isomqt  ") + box("free", AUTHOR.encode())
    chunks = [
        b"left over: " + AUTHOR.encode(),
        PICTURES[0] + PICTURES[1],
        SOUNDS[0],
        b"gps: " + PLACE.encode(),
        b"said: " + HIDDEN.encode(),
        PICTURES[2],
        SOUNDS[1],
        b"left over: " + DEVICE.encode(),
    ]
    mdat = box("mdat", *chunks)
    at = len(start) + 8 + (len(moov(chunks, 0)) if front else 0)
    table = moov(chunks, at)
    end = box("uuid", XMP, pictures.xmp()) + box("smta", DEVICE.encode()) + b"\0zz"
    return b"".join((start, table, mdat, end) if front else (start, mdat, table, end))


def moov(chunks: list[bytes], at: int) -> bytes:
    """The table of all tracks, where the first of `chunks` lies at `at`."""
    offsets = [at + sum(len(each) for each in chunks[:number]) for number in range(len(chunks))]
    return box(
        "moov",
        full("mvhd", numbers(WHEN, WHEN, 1000, 3000), bytes(76), numbers(5)),
        trak(
            1, "vide", avc1(), [offsets[1], offsets[5]], [len(each) for each in PICTURES], (1, 2, 1, 2, 1, 1)
        ),
        trak(2, "soun", mp4a(), [offsets[2], offsets[6]], [len(each) for each in SOUNDS], (1, 1, 1)),
        trak(3, "meta", box("mebx", bytes(8), DEVICE.encode()), [offsets[3]], [len(chunks[3])], (1, 1, 1)),
        trak(4, "sbtl", box("tx3g", bytes(8), AUTHOR.encode()), [offsets[4]], [len(chunks[4])], (1, 1, 1)),
        *described(),
    )


def described() -> list[bytes]:
    """What is said of the whole, in the ways of QuickTime, 3GPP, iTunes and Adobe."""
    keys = b"".join(box(b"mdta", key) for key in (b"com.apple.quicktime.author", PLACE.encode()))
    values = box(numbers(1), box("data", numbers(1, 0), AUTHOR.encode()))
    return [
        box(
            "udta",
            box("©xyz", struct.pack(">HH", len(PLACE), 0), PLACE.encode()),
            box("©mak", struct.pack(">HH", len(DEVICE), 0), DEVICE.encode()),
            box("©swr", struct.pack(">HH", len(PROGRAM), 0), PROGRAM.encode()),
            full("loci", PLACE.encode()),
            full("auth", AUTHOR.encode("utf-16-be")),
            full("titl", HIDDEN.encode()),
            full("meta", hdlr("mdir", ""), box("ilst", box("covr", box("data", pictures.jpeg())))),
        ),
        box("meta", hdlr("mdta", DEVICE), full("keys", numbers(2), keys), box("ilst", values)),
        box("uuid", XMP, pictures.xmp()),
        box("iods", HIDDEN.encode()),
    ]


def trak(
    number: int, handler: str, entry: bytes, offsets: list[int], sizes: list[int], chunks: tuple
) -> bytes:
    """`chunks` are the runs of the table that says how many samples each chunk has."""
    tables = box(
        "stbl",
        full("stsd", numbers(1), entry),
        full("stts", numbers(1, len(sizes), 1000)),
        full("stsc", numbers(len(chunks) // 3, *chunks)),
        full("stsz", numbers(0, len(sizes), *sizes)),
        full("stco", numbers(len(offsets), *offsets)),
        box("uuid", XMP, HIDDEN.encode()),
    )
    media = box(
        "mdia",
        full("mdhd", numbers(WHEN, WHEN, 1000, 3000), b"\x15\xc7\0\0"),
        hdlr(handler, DEVICE),
        box("minf", header_of(handler), box("dinf", full("dref", numbers(1), alias())), tables),
    )
    return box(
        "trak",
        full("tkhd", numbers(WHEN, WHEN, number, 0, 3000), bytes(60), flags=3),
        box("edts", full("elst", numbers(1, 3000, 0, 0x10000))),
        box("tref", box("cdsc", numbers(1))),
        media,
        box("udta", full("name", HIDDEN.encode())),
        box("meta", hdlr("mdta", PROGRAM)),
    )


def header_of(handler: str) -> bytes:
    return full({"vide": "vmhd", "soun": "smhd"}.get(handler, "nmhd"), bytes(8))


def hdlr(handler: str, name: str) -> bytes:
    return full("hdlr", b"mhlr", handler.encode(), b"appl", bytes(8), name.encode(), b"\0")


def alias() -> bytes:
    """Where the file lay when it was made: QuickTime says so even where it says that all is within."""
    return full("alis", f"/Users/{AUTHOR}/{HIDDEN}.mov".encode(), flags=1)


def avc1() -> bytes:
    own = bytearray(78)
    own[12:16] = b"appl"
    own[24:28] = struct.pack(">HH", 64, 32)
    own[42:74] = bytes([len(PROGRAM)]) + PROGRAM.encode().ljust(31, b"\0")
    return box(
        "avc1",
        bytes(own),
        box("avcC", b"<how its pictures are coded>"),
        box("colr", b"prof", DEVICE.encode()),
        box("colr", b"nclx<colours>"),
        box("uuid", XMP, PLACE.encode()),
        bytes(4),
    )


def mp4a() -> bytes:
    """In the longer form of QuickTime."""
    own = bytearray(28)
    own[8:10], own[12:16] = b"\0\1", b"appl"
    wave = box("wave", box("frma", b"mp4a"), full("esds", b"<how it sounds>"), box("udta", AUTHOR.encode()))
    return box("mp4a", bytes(own), bytes(16), wave)


GPS = b"gps: " + PLACE.encode()


def fragmented() -> bytes:
    """As browsers and live cameras record: a table for each second, here with a track of places beside the pictures."""
    tracks = (
        trak(1, "vide", avc1(), [], [], ()),
        trak(2, "meta", box("mebx", PLACE.encode()), [], [], ()),
        box(
            "mvex", full("trex", numbers(1, 1, 0, len(PICTURES[0]), 0)), full("trex", numbers(2, 1, 0, 0, 0))
        ),
    )
    whole = box("ftyp", b"iso5", numbers(512), b"iso5")
    whole += box("moov", full("mvhd", numbers(WHEN, WHEN, 1000, 0), bytes(80)), *tracks, *described())
    for pictures_, from_start in ((PICTURES[:1], False), (PICTURES[1:2], True), (PICTURES[2:], False)):
        whole += fragment(pictures_, len(whole) if from_start else None)
        whole += full("prft", AUTHOR.encode())
    return whole + box("mfra", full("mfro", numbers(16)), box("udta", AUTHOR.encode()))


def fragment(samples: list[bytes], at: int | None) -> bytes:
    """`at` is where it begins, for recorders that count from the start of the file; others count from its own."""
    length = len(moof(samples, 0, at))
    return moof(samples, length + 8, at) + box("mdat", *samples, GPS)


def moof(samples: list[bytes], data: int, at: int | None) -> bytes:
    return box(
        "moof",
        full("mfhd", numbers(1)),
        traf(1, [len(each) for each in samples], data, at),
        traf(2, [len(GPS)], data + sum(len(each) for each in samples), at),
        full("emsg", HIDDEN.encode()),
    )


def traf(track: int, sizes: list[int], data: int, at: int | None) -> bytes:
    """Sizes that are those of the table in front are not said again."""
    base = full("tfhd", numbers(track), flags=0x20000)
    if at is not None:
        base = full("tfhd", numbers(track), struct.pack(">Q", at), flags=0x1)
    said = [] if sizes == [len(PICTURES[0])] else sizes
    run = full("trun", numbers(len(sizes), data, 0, *said), flags=0x205 if said else 0x5)
    return box("traf", base, full("tfdt", numbers(0)), run, box("uuid", XMP, AUTHOR.encode()))


# ---- WebM ----


def element(name: int, *parts: bytes, open_: bool = False) -> bytes:
    body = b"".join(parts)
    head = name.to_bytes((name.bit_length() + 7) // 8)
    size = b"\x01" + b"\xff" * 7 if open_ else (1 << 56 | len(body)).to_bytes(8)
    return head + size + body


def number(name: int, value: int) -> bytes:
    return element(name, value.to_bytes(4))


def text(name: int, value: str) -> bytes:
    return element(name, value.encode())


def webm(live: bool = False, doc_type: str = "webm") -> bytes:
    """Finished, or `live` as browsers record: nothing says how long the whole and its clusters are."""
    head = element(
        0x1A45DFA3, crc(), number(0x4286, 1), text(0x4282, doc_type), number(0x4287, 4), text(0x4D80, AUTHOR)
    )
    segment = element(
        0x18538067,
        element(0x114D9B74, crc(), seek(0x1549A966), seek(0x1254C367)),
        element(0xEC, AUTHOR.encode()),
        element(
            0x1549A966,
            crc(),
            number(0x2AD7B1, 1_000_000),
            element(0x4461, struct.pack(">q", AT)),
            text(0x7BA9, HIDDEN),
            text(0x7384, f"/home/{AUTHOR}/{PLACE}.webm"),
            text(0x4D80, PROGRAM),
            text(0x5741, DEVICE),
        ),
        element(
            0x1654AE6B,
            track(1, 1, "V_VP8", text(0x536E, AUTHOR), element(0xE0, number(0xB0, 64), number(0xBA, 32))),
            track(2, 2, "A_VORBIS", element(0x63A2, vorbis()), text(0x258688, PROGRAM)),
            track(3, 17, "S_TEXT/UTF8", text(0x536E, HIDDEN)),
        ),
        element(
            0x1F43B675,
            number(0xE7, 0),
            block(1, PICTURES[0]),
            block(2, SOUNDS[0]),
            block(3, HIDDEN.encode()),
            element(0xEC, PLACE.encode()),
            open_=live,
        ),
        element(
            0x1F43B675,
            crc(),
            number(0xE7, 1000),
            element(0xA0, block(1, PICTURES[1], 0xA1), element(0x75A1, DEVICE.encode())),
            element(0xA0, block(3, HIDDEN.encode(), 0xA1)),
            block(1, PICTURES[2]),
            block(2, SOUNDS[1]),
            open_=live,
        ),
        element(0x1C53BB6B, element(0xBB, number(0xB3, 0))),
        element(0x1043A770, element(0x45B9, text(0x85, HIDDEN))),
        element(0x1941A469, element(0x61A7, text(0x466E, f"{AUTHOR}.jpg"), element(0x465C, pictures.jpeg()))),
        element(0x1254C367, element(0x7373, element(0x67C8, text(0x45A3, "LOCATION"), text(0x4487, PLACE)))),
        open_=live,
    )
    return head + segment if live else head + segment + element(0xEC, AUTHOR.encode())


def crc() -> bytes:
    return b"\xbf\x84" + b"crc!"


def seek(name: int) -> bytes:
    return element(0x4DBB, element(0x53AB, name.to_bytes(4)), number(0x53AC, 100))


def track(number_: int, kind: int, codec: str, *more: bytes) -> bytes:
    return element(
        0xAE, number(0xD7, number_), number(0x73C5, number_), number(0x83, kind), text(0x86, codec), *more
    )


def block(number_: int, body: bytes, name: int = 0xA3) -> bytes:
    return element(name, bytes([0x80 | number_]), b"\0\0\x80", body)


def vorbis() -> bytes:
    """Three packets, of which the second says who made it."""
    said = [f"ARTIST={AUTHOR}", f"LOCATION={PLACE}"]
    packets = [
        b"\x01vorbis<how it sounds>",
        b"\x03vorbis" + b"".join(counted(each) for each in (PROGRAM, len(said), *said)) + b"\x01",
        b"\x05vorbis<its tables>",
    ]
    return bytes([2, len(packets[0]), len(packets[1])]) + b"".join(packets)


def counted(value: str | int) -> bytes:
    if isinstance(value, int):
        return value.to_bytes(4, "little")
    return len(value).to_bytes(4, "little") + value.encode()
