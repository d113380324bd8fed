"""PDFs with everything that a program, a reader or a sender may have left in them."""

import io
import zlib
from collections.abc import Mapping

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Highlight, Link, Popup
from pypdf.annotations import Text as Note
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from tests.core.files.samples import pictures
from tests.core.files.samples.marks import AUTHOR, DEVICE, HIDDEN, PLACE, PROGRAM, TEXT


def pdf() -> bytes:
    """One page with all that a program, a reader or a sender may have left in it."""
    writer = _page()
    page = writer.pages[0]
    writer.add_metadata({"/Author": AUTHOR, "/Creator": PROGRAM, "/Producer": DEVICE, "/Keywords": PLACE})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(_stream(pictures.xmp()))
    page[NameObject("/PieceInfo")] = _dictionary({"/Private": _text(HIDDEN)})
    writer.add_attachment("witnesses.txt", HIDDEN.encode())
    script = _dictionary({"/S": NameObject("/JavaScript"), "/JS": _text(f"app.alert('{HIDDEN}')")})
    named = _dictionary({"/Names": ArrayObject([_text("x"), script])})
    writer.root_object["/Names"][NameObject("/JavaScript")] = writer._add_object(named)
    note = writer.add_annotation(0, Note(rect=(10, 10, 20, 20), text=HIDDEN))
    note[NameObject("/T")] = _text(AUTHOR)
    writer.add_annotation(0, Popup(rect=(10, 10, 90, 90), parent=note))
    quads = ArrayObject(FloatObject(number) for number in (10, 20, 90, 20, 10, 10, 90, 10))
    mark = writer.add_annotation(0, Highlight(rect=(10, 10, 90, 20), quad_points=quads))
    mark.update({NameObject("/T"): _text(AUTHOR), NameObject("/Contents"): _text(HIDDEN)})
    writer.add_annotation(0, Link(rect=(10, 10, 90, 20), url="https://example.org/"))
    _launching(writer)
    _picture(writer)
    _signed(writer)
    return _written(writer)


def _page() -> PdfWriter:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    font = {
        "/Type": "/Font",
        "/Subtype": "/Type1",
        "/BaseFont": "/Helvetica",
        "/Encoding": "/WinAnsiEncoding",
    }
    fonts = _dictionary({"/F1": _dictionary({key: NameObject(name) for key, name in font.items()})})
    page[NameObject("/Resources")] = _dictionary({"/Font": fonts})
    content = _stream(f"BT /F1 10 Tf 10 100 Td ({TEXT}) Tj ET".encode()).flate_encode()
    page[NameObject("/Contents")] = writer._add_object(content)
    return writer


def plain_pdf(**encrypted: object) -> bytes:
    """One page and nothing else; locked, where `encrypted` says how."""
    writer = _page()
    if encrypted:
        writer.encrypt(**encrypted)
    return _written(writer)


def revised_pdf() -> bytes:
    """A page whose first content was replaced by adding to the file."""
    first = PdfWriter(clone_from=PdfReader(io.BytesIO(plain_pdf())))
    first.pages[0][NameObject("/Contents")] = first._add_object(_stream(f"({HIDDEN}) Tj".encode()))
    second = PdfWriter(io.BytesIO(_written(first)), incremental=True)
    content = _stream(f"BT /F1 10 Tf 10 100 Td ({TEXT}) Tj ET".encode())
    second.pages[0][NameObject("/Contents")] = second._add_object(content)
    return _written(second)


def swollen_pdf() -> bytes:
    """A page whose content is a little that opens into very much."""
    writer = _page()
    content = StreamObject()
    content._data = _zeros(400)
    content[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content)
    return _written(writer)


def _launching(writer: PdfWriter) -> None:
    """A link that opens a program, and a menu entry that sends the page away."""
    action = _dictionary({"/S": NameObject("/Launch"), "/F": _text(f"/home/{AUTHOR}/run.exe")})
    link = writer.add_annotation(0, Link(rect=(10, 30, 90, 40), url="https://example.org/"))
    link[NameObject("/A")] = writer._add_object(action)
    writer.root_object[NameObject("/OpenAction")] = _dictionary(
        {"/S": NameObject("/JavaScript"), "/JS": _text(HIDDEN)}
    )
    writer.pages[0][NameObject("/AA")] = _dictionary({"/O": action})


def _picture(writer: PdfWriter) -> None:
    """A photograph with its notes, in colours that are described by a profile."""
    profile = _stream(pictures.profile()).flate_encode()
    profile[NameObject("/N")] = NumberObject(3)
    colours = ArrayObject([NameObject("/ICCBased"), writer._add_object(profile)])
    picture = StreamObject()
    picture._data = pictures.jpeg()
    for key, value in {
        "/Type": NameObject("/XObject"),
        "/Subtype": NameObject("/Image"),
        "/Width": NumberObject(64),
        "/Height": NumberObject(32),
        "/BitsPerComponent": NumberObject(8),
        "/ColorSpace": colours,
        "/Filter": NameObject("/DCTDecode"),
        "/Metadata": writer._add_object(_stream(pictures.xmp())),
    }.items():
        picture[NameObject(key)] = value
    resources = writer.pages[0]["/Resources"]
    resources[NameObject("/XObject")] = _dictionary({"/Im1": writer._add_object(picture)})


def _signed(writer: PdfWriter) -> None:
    signature = {"/Type": NameObject("/Sig"), "/Name": _text(AUTHOR), "/Location": _text(PLACE)}
    field = {
        "/Type": NameObject("/Annot"),
        "/Subtype": NameObject("/Widget"),
        "/FT": NameObject("/Sig"),
        "/T": _text("Signature1"),
        "/V": writer._add_object(_dictionary(signature)),
        "/Rect": ArrayObject(NumberObject(0) for _ in range(4)),
    }
    made = writer._add_object(_dictionary(field))
    writer.root_object[NameObject("/AcroForm")] = _dictionary({"/Fields": ArrayObject([made])})
    writer.pages[0]["/Annots"].append(made)


def _written(writer: PdfWriter) -> bytes:
    body = io.BytesIO()
    writer.write(body)
    return body.getvalue()


def _dictionary(values: Mapping[str, object]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in values.items()})


def _stream(body: bytes) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(body)
    return stream


def _text(text: str) -> TextStringObject:
    return TextStringObject(text)


def _zeros(megabytes: int) -> bytes:
    """So many zeros, deflated: one block, again and again."""
    deflating = zlib.compressobj()
    head = deflating.compress(b"") + deflating.flush(zlib.Z_FULL_FLUSH)
    block = deflating.compress(bytes(2**20)) + deflating.flush(zlib.Z_FULL_FLUSH)
    return head + megabytes * block
