"""Pictures inside documents: taken out of their wrappings without touching a point, where the format allows it."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from webapp.core.files.cleaning.faults import Fault, Faulty

POINTS_MOST = 60_000_000
_JPEG_ENDS, _JPEG_SCAN = 0xD9, 0xDA
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_JPEG_NOTES = frozenset(
    {*range(0xE0, 0xF0), 0xFE}
)  # what programs write: cameras, places, thumbnails, comments
_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    }
    | {b"acTL", b"fcTL", b"fdAT"}
)
_JPX_NOTES = frozenset({b"uuid", b"xml ", b"uinf", b"url ", b"asoc", b"jp2i"})
_EMF_BEGINS, _EMF_MARK = b"\x01\x00\x00\x00", b" EMF"
_OTHERS = ("GIF", "TIFF", "BMP", "WEBP")  # and no other: for some the library would start programs
_WMF_BEGIN = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00")


def bare(picture: bytes) -> bytes:
    """The same picture without its metadata; a blank point where nobody could say what it is."""
    if picture.startswith(b"\xff\xd8\xff"):
        return bare_jpeg(picture)
    if picture.startswith(_PNG_BEGINS):
        return bare_png(picture)
    if picture.startswith(_EMF_BEGINS) and picture[40:44] == _EMF_MARK:
        return _undescribed(picture)
    if picture.startswith(_WMF_BEGIN):
        return picture  # has no place for a note
    return _drawn_anew(picture)


def bare_jpeg(picture: bytes) -> bytes:
    """Without the notes of programs, and without what follows its end (phones hide second pictures there)."""
    kept = bytearray(b"\xff\xd8")
    for marker, segment in _jpeg_segments(picture):
        if marker == 0xE0 and segment[4:9] == b"JFIF\0":
            kept += b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"  # without its thumbnail
        elif marker == 0xEE and segment[4:9] == b"Adobe":
            kept += segment[:16]  # how its colours are meant
        elif marker not in _JPEG_NOTES:
            kept += segment
    return bytes(kept)


def _jpeg_segments(picture: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while at + 2 <= len(picture):
        marker = picture[at + 1]
        if picture[at] != 0xFF:
            raise Faulty(Fault.BROKEN)
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == _JPEG_ENDS:
            yield marker, b"\xff\xd9"
            return
        if marker in _JPEG_ALONE:
            end = at + 2
        else:
            end = at + 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
            if marker == _JPEG_SCAN:
                end = _end_of_scan(picture, end)
        if end <= at + 2 and marker not in _JPEG_ALONE:
            raise Faulty(Fault.BROKEN)
        yield marker, picture[at:end]
        at = end


def _end_of_scan(picture: bytes, at: int) -> int:
    """Within a scan 0xFF stands before 0, or before a mark to start anew; before anything else the scan is over."""
    while (found := picture.find(b"\xff", at)) >= 0 and found + 1 < len(picture):
        if picture[found + 1] and not 0xD0 <= picture[found + 1] <= 0xD7:
            return found
        at = found + 2
    return len(picture)


def bare_png(picture: bytes) -> bytes:
    kept = bytearray(_PNG_BEGINS)
    at = len(_PNG_BEGINS)
    while at + 12 <= len(picture):
        length, name = struct.unpack_from(">I4s", picture, at)
        if at + 12 + length > len(picture):
            raise Faulty(Fault.BROKEN)
        if name in _PNG_KEPT:
            kept += picture[at : at + 12 + length]
        if name == b"IEND":
            return bytes(kept)
        at += 12 + length
    raise Faulty(Fault.BROKEN)


def bare_jpx(picture: bytes) -> bytes:
    """JPEG 2000, as PDFs hold it: without the boxes of notes. A bare stream of points has none."""
    if picture[4:8] != b"jP  ":
        return picture
    kept, at = bytearray(), 0
    while at + 8 <= len(picture):
        length, name = struct.unpack_from(">I4s", picture, at)
        if length == 1 and at + 16 <= len(picture):
            length = int.from_bytes(picture[at + 8 : at + 16], "big")
        length = length or len(picture) - at
        if length < 8:
            raise Faulty(Fault.BROKEN)
        if name not in _JPX_NOTES:
            kept += picture[at : at + length]
        at += length
    return bytes(kept)


def _undescribed(picture: bytes) -> bytes:
    """An EMF says in its header which program drew it, and how the drawing is called: blanked."""
    letters, offset = struct.unpack_from("<II", picture, 60) if len(picture) >= 68 else (0, 0)
    end = min(offset + 2 * letters, len(picture))
    if not letters or offset >= end:
        return picture
    return picture[:offset] + bytes(end - offset) + picture[end:]


def _drawn_anew(picture: bytes) -> bytes:
    """The first frame in its own format, points alone."""
    drawn = BytesIO()
    try:
        with Image.open(BytesIO(picture), formats=_OTHERS) as image:
            if image.width * image.height > POINTS_MOST:
                raise Faulty(Fault.SWOLLEN)
            image.load()
            transparent = image.info.get("transparency")
            format, image.info = image.format, {} if transparent is None else {"transparency": transparent}
            points = image.copy()
            points.save(drawn, format)
    except (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, struct.error, zlib.error):
        return _BLANK
    return drawn.getvalue()


def _blank() -> bytes:
    drawn = BytesIO()
    Image.new("LA", (1, 1)).save(drawn, "PNG")
    return drawn.getvalue()


_BLANK = _blank()
