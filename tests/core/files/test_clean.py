"""What is kept of a file shows what its sender saw in it, and holds nothing of who made it, when, where or how."""

import ast
import io
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from PIL import Image
from pypdf import PdfReader

from tests import papers
from tests.core.files import samples
from webapp.core.files import cleaning, judging, store
from webapp.core.files.cleaning import embedded, fields
from webapp.core.files.cleaning.markup import DROP, KEEP, UNWRAP, rewrite
from webapp.core.files.kinds import DOCUMENTS, PICTURES, VIDEOS, Kinds
from webapp.core.files.models import StoredFile

TAKEN = {
    "PDF": DOCUMENTS,
    "DOCX": DOCUMENTS,
    "ODT": DOCUMENTS,
    "JPEG": PICTURES,
    "PNG": PICTURES,
    "MP4": VIDEOS,
    "WebM": VIDEOS,
}


def kept(send, body: bytes, taken: Kinds = DOCUMENTS) -> bytes:
    stored: StoredFile = send(body, taken=taken)
    return store.path(stored).read_bytes()


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.parametrize("sample", samples.EACH)
def test_nothing_of_the_author_the_device_or_the_place_stays(send, sample):
    body = samples.EACH[sample]()
    assert samples.secrets_in(body) == set(samples.SECRETS)  # it could have leaked
    assert samples.secrets_in(kept(send, body, TAKEN[sample])) == set()


@pytest.mark.parametrize("sample", ["DOCX", "ODT", "PNG", "MP4", "WebM"])
def test_what_was_cleaned_is_cleaned_to_the_same(send, sample):
    once = kept(send, samples.EACH[sample](), TAKEN[sample])
    assert kept(send, once, TAKEN[sample]) == once


# --- Pictures -------------------------------------------------------------------------------------


def corners(picture: bytes) -> tuple[tuple[int, int], list[str]]:
    """The size, and which colour stands in the corners, clockwise from the top left."""
    with Image.open(io.BytesIO(picture)) as image:
        width, height = image.size
        points = [(8, 4), (width - 8, 4), (width - 8, height - 4), (8, height - 4)]
        return image.size, [_colour(image.convert("RGB").getpixel(point)) for point in points]


def _colour(point: tuple[int, int, int]) -> str:
    named = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}
    return min(named, key=lambda name: sum(abs(a - b) for a, b in zip(named[name], point, strict=True)))


@pytest.mark.parametrize(
    ("orientation", "size", "seen"),
    [
        (1, (64, 32), ["red", "green", "white", "blue"]),
        (3, (64, 32), ["white", "blue", "red", "green"]),
        (6, (32, 64), ["blue", "red", "green", "white"]),
        (8, (32, 64), ["green", "white", "blue", "red"]),
    ],
)
def test_a_photograph_stands_as_its_camera_meant(send, orientation, size, seen):
    picture = kept(send, samples.jpeg(orientation), PICTURES)
    assert corners(picture) == (size, seen)
    with Image.open(io.BytesIO(picture)) as image:
        assert dict(image.getexif()) == {}


def test_a_png_keeps_every_point_and_what_can_be_seen_through(send):
    drawn = Image.new("RGBA", (20, 10), (10, 20, 30, 40))
    body = io.BytesIO()
    drawn.save(body, "PNG")
    with Image.open(io.BytesIO(kept(send, body.getvalue(), PICTURES))) as image:
        assert (image.mode, image.tobytes()) == ("RGBA", drawn.tobytes())


@pytest.mark.parametrize("progressive", [False, True])
def test_a_picture_within_a_document_keeps_every_point(progressive):
    body = io.BytesIO()
    Image.effect_mandelbrot((80, 60), (-2, -1, 1, 1), 50).convert("RGB").save(
        body, "JPEG", progressive=progressive, comment=samples.HIDDEN.encode()
    )
    bare = embedded.bare(body.getvalue() + samples.AUTHOR.encode())
    with Image.open(io.BytesIO(bare)) as after, Image.open(io.BytesIO(body.getvalue())) as before:
        assert after.tobytes() == before.tobytes()
    assert samples.secrets_in(bare) == set()


@pytest.mark.parametrize("format", ["GIF", "TIFF", "BMP"])
def test_a_picture_of_another_format_keeps_its_points(format):
    body = io.BytesIO()
    drawn = Image.effect_mandelbrot((20, 10), (-2, -1, 1, 1), 50)
    drawn.save(body, format, comment=samples.HIDDEN.encode(), description=samples.AUTHOR)
    bare = embedded.bare(body.getvalue())
    with Image.open(io.BytesIO(bare)) as after:
        assert (after.format, after.convert("L").tobytes()) == (format, drawn.tobytes())
    assert samples.secrets_in(bare) == set()


@pytest.mark.parametrize(
    "body", [samples.AUTHOR.encode(), b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"]
)
def test_a_picture_that_nobody_can_read_becomes_a_blank_point(body):
    with Image.open(io.BytesIO(embedded.bare(body))) as image:
        assert image.size == (1, 1)


def test_an_old_drawing_loses_the_name_of_its_program():
    """An EMF: a header of 88 bytes, and behind it what the program wrote of itself."""
    said = f"{samples.AUTHOR}\0{samples.HIDDEN}\0\0".encode("utf-16-le")
    head = bytearray(b"\x01\x00\x00\x00".ljust(88, b"\0"))
    head[40:44] = b" EMF"
    head[60:68] = struct.pack("<II", len(said) // 2, 88)
    assert (
        embedded.bare(bytes(head) + said + b"the drawing") == bytes(head) + bytes(len(said)) + b"the drawing"
    )


# --- PDF ------------------------------------------------------------------------------------------


def test_a_pdf_keeps_its_text_its_pictures_and_its_links(send):
    pdf = papers.reader(kept(send, samples.pdf()))
    assert [page.extract_text() for page in pdf.pages] == [samples.TEXT]
    (picture,) = pdf.pages[0].images
    assert corners(picture.data)[1] == ["red", "green", "white", "blue"]
    links = [note.get_object() for note in pdf.pages[0]["/Annots"]]
    assert [str(link["/A"]["/URI"]) for link in links if "/A" in link] == ["https://example.org/"]


def test_a_pdf_loses_whatever_acts_or_is_enclosed(send):
    before, after = papers.reader(samples.pdf()), papers.reader(kept(send, samples.pdf()))
    assert (before.attachments.keys(), after.attachments.keys()) == ({"witnesses.txt"}, set())
    assert (after.metadata, after.xmp_metadata) == (None, None)
    assert {"/OpenAction", "/Metadata"} & set(after.trailer["/Root"]) == set()
    assert "/JavaScript" not in after.trailer["/Root"].get("/Names", {})
    assert [_kind(note) for note in before.pages[0]["/Annots"]] == [
        "/Text", "/Popup", "/Highlight", "/Link", "/Link", "/Widget",
    ]  # fmt: skip
    assert [_kind(note) for note in after.pages[0]["/Annots"]] == ["/Highlight", "/Link", "/Link", "/Widget"]


def _kind(note) -> str:
    return str(note.get_object()["/Subtype"])


def test_a_pdf_loses_its_earlier_versions(send):
    """Whoever saves a change to a PDF often only adds to the file: what was deleted is still in it."""
    body = samples.revised_pdf()
    assert (papers.texts(body), samples.secrets_in(body)) == ([samples.TEXT], {samples.HIDDEN})
    after = kept(send, body)
    assert samples.secrets_in(after) == set()
    assert papers.texts(after) == [samples.TEXT]


def test_a_pdf_that_is_locked_against_changes_alone_is_read(send):
    body = samples.plain_pdf(user_password="", owner_password="x", algorithm="AES-256")
    assert PdfReader(io.BytesIO(body)).is_encrypted
    after = kept(send, body)
    assert (papers.reader(after).is_encrypted, papers.texts(after)) == (False, [samples.TEXT])


# --- Office ---------------------------------------------------------------------------------------


def test_a_word_document_keeps_its_text_as_it_stands(send):
    after = kept(send, samples.docx())
    assert samples.read(after) == f"{samples.TEXT} A link. A file."
    assert sorted(parts(after)) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/media/image1.jpeg",
        "word/settings.xml",
    ]
    document, ways = parts(after)["word/document.xml"], parts(after)["word/_rels/document.xml.rels"]
    assert b"https://example.org/" in ways
    for gone in (b"rsid", b"w:del", b"w:ins", b"comment", b"rId6", b"rId7", b"OLEObject", b"paraId"):
        assert gone not in document
    assert corners(parts(after)["word/media/image1.jpeg"])[1] == ["red", "green", "white", "blue"]


def test_every_way_in_a_word_document_leads_to_a_part(send):
    after = parts(kept(send, samples.docx()))
    for name in ("word/document.xml", "word/settings.xml", "word/media/image1.jpeg"):
        assert any(f'Target="/{name}"'.encode() in part for part in after.values())
    used = {b"rId4", b"rId5"}
    assert {each for each in used if b'"' + each + b'"' in after["word/document.xml"]} == used
    assert b"customXml" not in b"".join(after.values())


@pytest.mark.parametrize(
    ("description", "stays"),
    [
        ("Women and/or girls at a well", True),
        ("C:\\Users\\Ottoline\\list.pdf", False),
        ("/srv/ottoline/list", False),
        ("IMG_2031.JPG", False),
    ],
)
def test_the_description_of_a_picture_stays_unless_it_is_where_its_file_lay(send, description, stays):
    document = samples.docx_parts()["word/document.xml"]
    described = re.sub('descr="[^"]*"', lambda _found: f'descr="{description}"', document)
    after = kept(send, samples.zipped(samples.docx_parts() | {"word/document.xml": described}))
    assert (description.encode() in parts(after)["word/document.xml"]) == stays


@pytest.mark.parametrize(
    ("codes", "stays"),
    [
        ([" PAGE "], True),
        (["PAG", "E"], True),
        ([' HYPERLINK "https://example.org/" '], True),
        ([' HYPERLINK \\l "_Toc1" '], True),
        ([' HYPERLINK "file:///C:/witness Ottoline" '], False),
        (['DDEAUTO c:\\\\run "witness Ottoline"'], False),
        (["DD", "EAUTO", " witness Ottoline"], False),
        ([' AUTHOR "witness Ottoline" '], False),
        (["ADDIN ZOTERO_ITEM witness Ottoline"], False),
    ],
)
def test_of_the_fields_in_a_word_document_only_known_codes_stay(send, codes, stays):
    runs = "".join(f"<w:r><w:instrText>{escape(code)}</w:instrText></w:r>" for code in codes)
    field = (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>Shown.</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document = samples.docx_parts()["word/document.xml"].replace(
        "<w:commentRangeStart", f"{field}<w:commentRangeStart"
    )
    after = kept(send, samples.zipped(samples.docx_parts() | {"word/document.xml": document}))
    assert "Shown." in samples.read(after)
    left = ElementTree.fromstring(parts(after)["word/document.xml"]).iter(f"{{{samples.W}}}instrText")
    assert [code.text for code in left] == (codes if stays else [])


def test_a_code_is_known_by_itself_and_not_by_what_stands_in_it():
    part = (
        "<x><fldChar fldCharType='begin'/><fldChar fldCharType='begin'/><instrText>PAGE</instrText>"
        "<fldChar fldCharType='end'/><instrText>DDE</instrText><fldChar fldCharType='end'/>"
        "<moveFrom><instrText>gone</instrText></moveFrom><instrText>outside</instrText></x>"
    )
    gone = lambda _space, local, _attributes: DROP if local == "moveFrom" else KEEP  # noqa: E731
    assert fields.unknown_codes([part.encode()], gone) == {1, 2}


def test_what_is_unwrapped_hands_its_names_down():
    out = io.BytesIO()
    part = b'<a><b xmlns:n="urn:n"><n:c x="1&#10;"/>t<n:d/></b><!-- x --><e xml:lang="fr"/></a>'
    rewrite([part], lambda _space, local, _attributes: UNWRAP if local == "b" else KEEP, out)
    assert out.getvalue().partition(b"\n")[2] == (
        b'<a><n:c xmlns:n="urn:n" x="1&#10;"></n:c>t<n:d xmlns:n="urn:n"></n:d><e xml:lang="fr"></e></a>'
    )


def test_an_opendocument_text_keeps_its_text_as_it_stands(send):
    after = kept(send, samples.odt())
    assert samples.read(after) == f"{samples.TEXT} A link. A file."
    assert next(iter(parts(after))) == "mimetype"
    assert sorted(parts(after)) == [
        "META-INF/manifest.xml",
        "Pictures/1.jpg",
        "content.xml",
        "mimetype",
        "settings.xml",
        "styles.xml",
    ]
    assert b"AddParaTableSpacing" in parts(after)["settings.xml"]
    for gone in (b"PrinterName", b"Rsid", b"rsid", b"annotation", b"tracked-changes", b"<script:"):
        assert gone not in b"".join(part for name, part in parts(after).items() if name.endswith(".xml"))


def test_no_part_of_a_package_says_when_it_was_written(send):
    for body in (samples.docx(), samples.odt()):
        with zipfile.ZipFile(io.BytesIO(kept(send, body))) as package:
            assert {each.date_time for each in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert package.comment == b""


# --- The process ----------------------------------------------------------------------------------


@pytest.mark.no_database
def test_the_process_that_judges_loads_nothing_of_the_app():
    """Only the folder itself, which imports nothing else of ours but the kinds."""
    ours = {
        name
        for file in Path(cleaning.__file__).parent.glob("*.py")
        for name in _imported(file)
        if name.startswith("webapp")
    }
    assert {name for name in ours if not name.startswith("webapp.core.files.cleaning")} == {
        "webapp.core.files.kinds"
    }
    assert {name.partition(".")[0] for name in _imported(Path(judging.PROGRAM))} <= sys.stdlib_module_names


def _imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return named | {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }


@pytest.mark.no_database
def test_the_process_that_judges_has_limits(tmp_path):
    """A file that makes it take more memory than it may ends it, and nothing else."""
    source, target = tmp_path / "in", tmp_path / "out"
    source.write_bytes(samples.plain_pdf())
    asked = "import resource as r; print(r.getrlimit(r.RLIMIT_DATA), r.getrlimit(r.RLIMIT_CPU))"
    program = Path(judging.PROGRAM).read_text("utf-8").replace("runpy.run_module(", f"exec({asked!r}), id(")
    program = program.replace(', run_name="__main__", alter_sys=True', "")
    changed = tmp_path / "program.py"
    changed.write_text(program)
    done = subprocess.run(
        [sys.executable, "-I", changed, source, target], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{(640 * 2**20,) * 2} {(20, 20)}\n"
