"""PDFs: written anew from what their pages reach, without metadata, comments, scripts, enclosed files or signatures."""

import zlib
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from webapp.core.files.cleaning import embedded
from webapp.core.files.cleaning.faults import Fault, Faulty
from webapp.core.files.cleaning.texts import is_path, listed

TAIL = 4096  # bytes in which the end of a whole file says so
PAGES_MOST = 3000
INFLATED_MOST = 200 * 2**20  # of all streams together
RATIO_MOST = 20  # and so many times the size of the file itself
POINTS_MOST = 400_000_000  # of one picture
CHUNK = 2**20

# Gone wherever it stands. Most are notes of programs; the rest acts by itself, or points out of the file.
_GONE = listed(
    "/Metadata /PieceInfo /LastModified /Thumb /Author /Creator /Producer /CreationDate /ModDate /CreatorInfo"
    " /OpenAction /AA /PA /JS /JavaScript /XFA /Collection /AF /EF /RF /EmbeddedFiles /Threads /SpiderInfo /Perms"
    " /DSS /Legal /Lock /SV /OutputIntents /OPI /Ref /VP /LGIDict /Measure /PtData /Requirements"
)
_NAMES_GONE = listed("/JavaScript /EmbeddedFiles /Renditions /AlternatePresentations /Templates /IDS /URLS")
# Notes beside the text, and whatever plays or encloses. What is drawn on the page itself stays.
_ANNOTATIONS_GONE = listed(
    "/Text /Popup /FileAttachment /Sound /Movie /Screen /RichMedia /3D /TrapNet /Projection"
)
_REMARKS = listed("/Highlight /Underline /StrikeOut /Squiggly /Caret")
_LINKS = ("http://", "https://", "mailto:")
_DEVICE_COLOURS = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_BREAKS = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, AssertionError)


def clean(source: Path, target: Path) -> None:
    """Raises Faulty."""
    try:
        writer = _copied(source)
        _Reached(writer, INFLATED_MOST + RATIO_MOST * source.stat().st_size).clean()
        with target.open("wb") as out:
            writer.write(out)
    except LimitReachedError:
        raise Faulty(Fault.SWOLLEN) from None
    except _BREAKS:  # a library of this size fails in many ways on what is no PDF
        raise Faulty(Fault.BROKEN) from None


def _copied(source: Path) -> PdfWriter:
    with source.open("rb") as file:
        file.seek(max(0, source.stat().st_size - TAIL))
        if b"%%EOF" not in file.read():
            raise Faulty(Fault.BROKEN)
    reader = PdfReader(source)
    # Many are locked against changes alone: they open for everybody, with an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Faulty(Fault.LOCKED)
    if not 0 < len(reader.pages) <= PAGES_MOST:
        raise Faulty(Fault.BROKEN if not reader.pages else Fault.SWOLLEN)
    writer = PdfWriter()
    writer.clone_reader_document_root(reader)
    writer.metadata = None
    writer.pdf_header = "%PDF-1.7"
    return writer


class _Reached:
    """Goes from the root to all that can be reached, cleans it on the way, and drops the rest."""

    def __init__(self, writer: PdfWriter, inflated_most: int):
        self.writer = writer
        self.left = inflated_most

    def clean(self) -> None:
        objects = self.writer._objects
        seen: set[int] = set()
        waiting: list[PdfObject] = [self.writer.root_object.indirect_reference]
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, IndirectObject):
                if thing.idnum in seen:
                    continue
                seen.add(thing.idnum)
                thing = thing.get_object()
            if isinstance(thing, DictionaryObject):
                self._clean_dictionary(thing)
                waiting += [thing.raw_get(key) for key in thing]
            elif isinstance(thing, ArrayObject):
                _clean_array(thing)
                waiting += list(thing)
        for number in range(1, len(objects) + 1):
            if number not in seen:
                objects[number - 1] = None

    def _clean_dictionary(self, thing: DictionaryObject) -> None:
        if _is_gone(thing):
            thing.clear()
            if isinstance(thing, StreamObject):
                thing._data = b""
            return
        for key in [key for key in thing if key in _GONE]:
            del thing[key]
        _clean_action(thing)
        _clean_parts(thing)
        if isinstance(thing, StreamObject):
            self._clean_stream(thing)

    def _clean_stream(self, stream: StreamObject) -> None:
        stream.pop("/F", None)  # its bytes would lie in another file
        filters = _filters(stream)
        if _number(stream, "/Width") * _number(stream, "/Height") > POINTS_MOST:
            raise Faulty(Fault.SWOLLEN)
        if filters[:2] == ["/FlateDecode", "/DCTDecode"] and len(filters) == 2:
            stream._data = b"".join(self._inflate(stream._data))
            stream[NameObject("/Filter")] = NameObject("/DCTDecode")
            stream.pop("/DecodeParms", None)
            filters = ["/DCTDecode"]
        if sum(name in ("/FlateDecode", "/LZWDecode", "/RunLengthDecode") for name in filters) > 1:
            raise Faulty(Fault.SWOLLEN)  # no program does that, but who wants to open a little into very much
        if filters == ["/DCTDecode"]:
            stream._data = embedded.bare_jpeg(stream._data)
        elif filters == ["/JPXDecode"]:
            stream._data = embedded.bare_jpx(stream._data)
        elif filters[:1] == ["/FlateDecode"]:
            for _chunk in self._inflate(stream._data):
                pass

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        """What is in it, a piece at a time, as far as it can be read. Raises Faulty when all of it is too much."""
        inflating = zlib.decompressobj()
        try:
            while data and not inflating.eof:
                chunk = inflating.decompress(data, CHUNK)
                self.left -= len(chunk)
                if self.left < 0:
                    raise Faulty(Fault.SWOLLEN)
                yield chunk
                if not chunk and not inflating.unconsumed_tail:
                    return
                data = inflating.unconsumed_tail
        except zlib.error:
            return  # readers show what came before, so it stays


def _is_gone(thing: DictionaryObject) -> bool:
    if _at(thing, "/Type") == "/Filespec":
        return True
    return "/Rect" in thing and _at(thing, "/Subtype") in _ANNOTATIONS_GONE


def _clean_action(thing: DictionaryObject) -> None:
    """Links stay, within the file and to the web. Anything else that happens at a click goes."""
    action = _at(thing, "/A")
    if not isinstance(action, DictionaryObject) or "/S" not in action:
        return
    action.pop("/Next", None)
    match action["/S"]:
        case "/GoTo":
            return
        case "/URI" if str(_at(action, "/URI")).lower().startswith(_LINKS):
            return
    del thing["/A"]


def _clean_parts(thing: DictionaryObject) -> None:
    if "/Rect" in thing and _at(thing, "/Subtype") != "/Widget":
        for key in ("/T", "/M", "/NM", "/Subj", "/IRT", "/Popup", "/RC"):
            thing.pop(key, None)
        if _at(thing, "/Subtype") in _REMARKS:
            thing.pop("/Contents", None)
    if _at(thing, "/FT") == "/Sig":
        thing.pop("/V", None)  # who signed, where and when; it holds for the old bytes alone anyway
    if "/Alt" in thing and is_path(str(thing["/Alt"])):
        del thing["/Alt"]
    if _at(thing, "/Type") == "/Catalog":
        thing.pop("/URI", None)  # what its links are relative to
        names = _at(thing, "/Names")
        if isinstance(names, DictionaryObject):
            for key in _NAMES_GONE & set(names):
                del names[key]
    annotations = _at(thing, "/Annots")
    if isinstance(annotations, ArrayObject):
        annotations[:] = [note for note in annotations if not _is_gone_annotation(note)]


def _is_gone_annotation(note: PdfObject) -> bool:
    thing = note.get_object()
    return not isinstance(thing, DictionaryObject) or not thing or _is_gone(thing)


def _clean_array(array: ArrayObject) -> None:
    """A profile of colours can name the very screen or camera that it was made for: the plain colours stand in."""
    if len(array) == 2 and array[0] == "/ICCBased":
        profile = array[1].get_object()
        count = _number(profile, "/N") if isinstance(profile, DictionaryObject) else 3
        array[:] = [NameObject(_DEVICE_COLOURS.get(count, "/DeviceRGB"))]


def _filters(stream: StreamObject) -> list[str]:
    named = _at(stream, "/Filter") or []
    named = named if isinstance(named, ArrayObject) else [named] if named else []
    return [str(name.get_object()) for name in named]


def _number(thing: DictionaryObject, key: str) -> int:
    value = _at(thing, key)
    return int(value) if isinstance(value, int | float) else 0


def _at(thing: DictionaryObject, key: str) -> PdfObject | None:
    """What stands under `key`, where it stands in another object too."""
    return thing[key] if key in thing else None  # noqa: SIM401 (get() gives the reference)
