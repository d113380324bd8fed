"""What PDFs say, as tests read it."""

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import DictionaryObject


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def texts(pdf: bytes) -> list[str]:
    """The text of each page in single spaces, in the order in which it is read."""
    return [" ".join(page.extract_text().split()) for page in reader(pdf).pages]


def names(pdf: bytes) -> list[str]:
    """The names in a PDF, as whoever has it read aloud or searches it finds them: those of its headings."""
    root = reader(pdf).trailer["/Root"]["/StructTreeRoot"]
    return [str(node["/T"]) for node in _nodes(root) if node.get("/S") == "/H1"]


def pictures(pdf: bytes) -> list[str]:
    """What stands for each picture in a PDF where it is read aloud."""
    root = reader(pdf).trailer["/Root"]["/StructTreeRoot"]
    return [str(node["/Alt"]) for node in _nodes(root) if node.get("/S") == "/Figure"]


def _nodes(node) -> Iterator[DictionaryObject]:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _nodes(child)
    elif isinstance(node, DictionaryObject):
        yield node
        if "/K" in node:
            yield from _nodes(node["/K"])


def sizes(pdf: bytes) -> set[tuple[float, float]]:
    """Width and height of its pages in millimetres, to a tenth."""
    boxes = (page.mediabox for page in reader(pdf).pages)
    return {tuple(round(float(side) / 72 * 25.4, 1) for side in (box.width, box.height)) for box in boxes}
