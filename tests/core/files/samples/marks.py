"""What the samples hide, how it is looked for, and what a person sees of a file."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from tests import papers

AUTHOR = "Zebedea Quillfeather"
DEVICE = "Kwangju Phone 9000"
PLACE = "N46-13-37-E006-08-24"
PROGRAM = "Scrivenerium 7.3"
HIDDEN = "witness Ottoline"
SECRETS = (AUTHOR, DEVICE, PLACE, PROGRAM, HIDDEN)
TEXT = "The visible text of the statement."


def read(body: bytes) -> str:
    """The text that a person sees, of a PDF or an office document."""
    if body.startswith(b"%PDF"):
        return papers.texts(body)[0]
    part = "word/document.xml" if b"word/document.xml" in body else "content.xml"
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return " ".join("".join(ElementTree.fromstring(package.read(part)).itertext()).split())


def secrets_in(body: bytes) -> set[str]:
    """Which of SECRETS can be found, in any of the ways in which a file can hold a text, in streams and parts too."""
    layers = list(_layers(body))
    return {
        secret
        for secret in SECRETS
        for layer in layers
        if any(written in layer for written in _writings(secret))
    }


def _writings(text: str) -> list[bytes]:
    hexadecimal = text.encode().hex().encode()
    return [
        text.encode(),
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        hexadecimal,
        hexadecimal.upper(),
        text.encode("utf-16-be").hex().encode(),
    ]


def _layers(body: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and whatever is packed in them."""
    yield body
    if depth > 3:
        return
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            yield repr([(each.comment, each.extra, each.filename) for each in package.infolist()]).encode()
            for name in package.namelist():
                yield from _layers(package.read(name), depth + 1)
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", body):
        try:
            inflated = zlib.decompressobj().decompress(body[match.start() :], 2**20)
        except zlib.error:
            continue
        if len(inflated) > 20:
            yield from _layers(inflated, depth + 1)
