"""The kinds of files: told by their first bytes alone, never by a name or by what a browser says of them."""

from dataclasses import dataclass
from enum import StrEnum

HEAD = 1024  # bytes that are looked at


class Kind(StrEnum):
    """A kind that may be kept. Its value is its media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    JPEG = "image/jpeg"
    PNG = "image/png"
    MP4 = "video/mp4"  # MOV too: the same boxes, which browsers play under this name alone
    WEBM = "video/webm"


ENDINGS = {
    Kind.PDF: ".pdf",
    Kind.DOCX: ".docx",
    Kind.ODT: ".odt",
    Kind.JPEG: ".jpg",
    Kind.PNG: ".png",
    Kind.MP4: ".mp4",
    Kind.WEBM: ".webm",
}


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a place takes; how many bytes of one may come at a time; how many may be under way for one thing."""

    name: str
    kinds: frozenset[Kind]
    piece_most: int = 64 * 1024
    begun_most: int = 3


DOCUMENTS = Kinds("documents", frozenset({Kind.PDF, Kind.DOCX, Kind.ODT}))
PICTURES = Kinds("pictures", frozenset({Kind.JPEG, Kind.PNG}))
RECEIPTS = Kinds("receipts", frozenset({Kind.PDF, Kind.JPEG, Kind.PNG}))
# Each piece is on disk before it is answered: of 64 KB each, 400 MB would be 6,400 waits.
VIDEOS = Kinds("videos", frozenset({Kind.MP4, Kind.WEBM}), piece_most=512 * 1024, begun_most=2)


class Family(StrEnum):
    """What the first bytes can tell. Which package it is, only its parts say."""

    PDF = "pdf"
    PACKAGE = "package"
    OLD_OFFICE = "old office"  # Word before 2007; and any later one that is locked with a password
    JPEG = "jpeg"
    PNG = "png"
    ISO = "iso"  # boxes: MP4, MOV, and pictures such as HEIC
    EBML = "ebml"  # WebM, Matroska


_BEGINNINGS = (
    (b"PK\x03\x04", Family.PACKAGE),
    (b"\xff\xd8\xff", Family.JPEG),
    (b"\x89PNG\r\n\x1a\n", Family.PNG),
    (b"\x1a\x45\xdf\xa3", Family.EBML),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Family.OLD_OFFICE),
)


def family(head: bytes) -> Family | None:
    """What a file that begins with `head` may be."""
    for beginning, found in _BEGINNINGS:
        if head.startswith(beginning):
            return found
    if head[4:8] == b"ftyp":
        return Family.ISO
    # Some scanners write a line of their own first, which readers of PDF forgive.
    return Family.PDF if b"%PDF-" in head[:HEAD] else None
