"""A file is told by its content: each kind that is taken comes through, and anything else is refused with what is."""

import io
import os
import stat
import struct
import zipfile
import zlib

import pytest
from PIL import Image
from sqlalchemy import func, select

from tests.core.files import samples
from tests.core.files.conftest import SUBJECT
from webapp import config
from webapp.core.files import disk, judging, store
from webapp.core.files.cleaning import parts
from webapp.core.files.cleaning.faults import Fault, Faulty
from webapp.core.files.kinds import DOCUMENTS, ENDINGS, PICTURES, VIDEOS, Kind, Kinds
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.refused import NotThere, Refused, TooOften
from webapp.extensions import db

TAKEN = "Send a PDF, Word (.docx) or OpenDocument (.odt) file of at most 20 MB."
OTHER = "This file is of a kind that cannot be taken, whatever its name says."
BROKEN = "This file is not whole, or cannot be read. Open it, save it anew and try again."
LOCKED = "This file is locked with a password. Save it without one and try again."
SWOLLEN = "This file is too large or too tangled inside to be opened safely. Save it anew, as a PDF."
KINDS = [
    ("PDF", DOCUMENTS, Kind.PDF),
    ("DOCX", DOCUMENTS, Kind.DOCX),
    ("ODT", DOCUMENTS, Kind.ODT),
    ("JPEG", PICTURES, Kind.JPEG),
    ("PNG", PICTURES, Kind.PNG),
    ("MP4", VIDEOS, Kind.MP4),
    ("WebM", VIDEOS, Kind.WEBM),
]


def nothing_is_left() -> bool:
    rows = db.session.scalar(select(func.count()).select_from(StoredFile))
    return not rows and not list(disk.ids_present())


@pytest.mark.parametrize(("sample", "taken", "kind"), KINDS)
def test_each_kind_comes_through_whatever_its_name(send, sample, taken: Kinds, kind):
    stored = send(samples.EACH[sample](), name="file.exe", taken=taken)
    assert (stored.status, stored.mimetype, stored.name) == (FileStatus.READY, kind, "file.exe")
    path = store.path(stored)
    assert path == config.current().instance / "files" / stored.id[:2] / stored.id
    assert [stat.S_IMODE(os.stat(each).st_mode) for each in (path, path.parent, path.parent.parent)] == [
        0o600,
        0o700,
        0o700,
    ]
    assert store.ready("submission", SUBJECT) == [stored]


WRONG = {
    "a program": b"MZ\x90\x00" + bytes(2000),
    "a script": b"#!/bin/sh\necho\n",
    "a page": b"<!DOCTYPE html><script>alert(1)</script>",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a picture": samples.png(),
    "a zip": samples.zipped({"run.exe": b"MZ"}),
    "a table": samples.zipped(
        samples.docx_parts()
        | {"[Content_Types].xml": samples.types("application/vnd.ms-excel.sheet.main+xml")}
    ),
    "slides": samples.zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_behind_a_right_name_is_refused(send, what):
    with pytest.raises(Refused) as refused:
        send(WRONG[what], name="statement.pdf")
    assert str(refused.value.message) == f"{OTHER} {TAKEN}"
    assert nothing_is_left()


def test_where_pictures_are_taken_documents_are_not(send):
    with pytest.raises(Refused) as refused:
        send(samples.plain_pdf(), name="me.jpg", taken=PICTURES)
    assert str(refused.value.message) == f"{OTHER} Send a picture (JPEG or PNG) of at most 20 MB."
    assert nothing_is_left()


def wide_png() -> bytes:
    """A picture of a hundred bytes that says it has 900 million points."""
    body = bytearray(samples.png())
    body[16:24] = struct.pack(">II", 30_000, 30_000)
    body[29:33] = struct.pack(">I", zlib.crc32(bytes(body[12:29])))
    return bytes(body)


FAULTY = {
    "an empty file": (lambda: b"", "This file is empty."),
    "a PDF cut short": (lambda: samples.pdf()[:-200], BROKEN),
    "a PDF without a page": (lambda: b"%PDF-1.7\n%%EOF\n", BROKEN),
    "a PDF that is only noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n", BROKEN),
    "a locked PDF": (lambda: samples.plain_pdf(user_password="x", algorithm="AES-256"), LOCKED),
    "a PDF that swells": (lambda: samples.swollen_pdf(), SWOLLEN),
    "a Word file cut short": (lambda: samples.docx()[:-300], BROKEN),
    "a Word file with a broken text": (
        lambda: samples.zipped(samples.docx_parts() | {"word/document.xml": "<w:document>"}),
        BROKEN,
    ),
    "a Word file that declares entities": (
        lambda: samples.zipped(
            samples.docx_parts() | {"word/document.xml": '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'}
        ),
        BROKEN,
    ),
    "a Word file nested too deeply": (
        lambda: samples.zipped(samples.docx_parts() | {"word/document.xml": "<x>" * 600 + "</x>" * 600}),
        SWOLLEN,
    ),
    "a Word file with macros": (
        lambda: samples.docm(),
        "This document contains macros. Save it without them and try again.",
    ),
    "an OpenDocument file with macros": (
        lambda: samples.zipped(
            samples.odt_parts() | {"Basic/Standard/Module1.xml": "<x/>"}, first="mimetype"
        ),
        "This document contains macros. Save it without them and try again.",
    ),
    "a locked OpenDocument file": (
        lambda: samples.zipped(
            samples.odt_parts()
            | {"META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>"},
            first="mimetype",
        ),
        LOCKED,
    ),
    "an old Word file": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "This is a document of an old Word, or one that is locked with a password. Save it anew.",
    ),
    "a bomb": (lambda: samples.bomb(), SWOLLEN),
    "a package of too many parts": (
        lambda: samples.zipped(samples.docx_parts() | {f"word/{number}": b"" for number in range(2001)}),
        SWOLLEN,
    ),
}


@pytest.mark.parametrize("what", FAULTY)
def test_a_faulty_document_is_refused_with_what_to_do(send, what):
    made, why = FAULTY[what]
    with pytest.raises(Refused) as refused:
        send(made())
    assert str(refused.value.message) == f"{why} {TAKEN}"
    assert nothing_is_left()


@pytest.mark.parametrize(
    ("body", "why"),
    [(samples.jpeg()[:600], BROKEN), (samples.png()[:600], BROKEN), (wide_png(), SWOLLEN)],
    ids=["a JPEG cut short", "a PNG cut short", "a PNG that swells"],
)
def test_a_faulty_picture_is_refused(send, body, why):
    with pytest.raises(Refused) as refused:
        send(body, taken=PICTURES)
    assert str(refused.value.message) == f"{why} Send a picture (JPEG or PNG) of at most 20 MB."
    assert nothing_is_left()


def test_a_part_that_lies_about_its_size_is_not_believed(send):
    """The list of parts says a hundred bytes, and three hundred million come."""
    body = bytearray(samples.bomb(3 * 2**20))
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        start = package.start_dir
    at = body.index(b"word/document.xml", start) - 46
    struct.pack_into("<I", body, at + 24, 100)
    with pytest.raises(Refused) as refused:
        send(bytes(body))
    assert str(refused.value.message) == f"{BROKEN} {TAKEN}"


def test_all_parts_together_have_a_limit_too(tmp_path, monkeypatch):
    """None of them swells by itself."""
    source = tmp_path / "in"
    source.write_bytes(samples.zipped({str(number): os.urandom(1000) for number in range(20)}))
    monkeypatch.setattr(parts, "INFLATED_MOST", 10_000)
    monkeypatch.setattr(parts, "RATIO_MOST", 0)
    with parts.Parts(source) as package:
        assert [len(package.whole(str(number), 2000)) for number in range(10)] == [1000] * 10
        with pytest.raises(Faulty) as refused:
            package.whole("10", 2000)
    assert refused.value.fault == Fault.SWOLLEN


def test_two_parts_of_one_name_are_refused(send):
    body = io.BytesIO(samples.docx())
    with zipfile.ZipFile(body, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("word/document.xml", b"<x/>")
    with pytest.raises(Refused, match="not whole"):
        send(body.getvalue())


class Endless(io.RawIOBase):
    """200 MB that are sent whatever was announced, and how much of them was read."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        size = min(size, 200 * 2**20 - self.given)
        self.given += size
        return bytes(size)


def test_200_megabytes_are_refused_when_they_are_announced(begin):
    with pytest.raises(Refused) as refused:
        begin(200 * 2**20)
    assert str(refused.value.message) == f"This file is too large. {TAKEN}"
    assert nothing_is_left()


def test_200_megabytes_are_refused_as_they_come(app):
    stream = Endless()
    with pytest.raises(Refused) as refused:
        store.receive("submission", SUBJECT, "x.pdf", stream, taken=DOCUMENTS, by="test")
    assert str(refused.value.message) == f"This file is too large. {TAKEN}"
    assert stream.given == 20 * 2**20 + 1
    assert nothing_is_left()


def test_a_sender_that_goes_away_leaves_nothing(app):
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise BlockingIOError

    with pytest.raises(BlockingIOError):
        store.receive("submission", SUBJECT, "x.pdf", Broken(), taken=DOCUMENTS, by="test")
    assert nothing_is_left()


def test_a_file_that_takes_too_long_is_refused(send, monkeypatch):
    monkeypatch.setattr(judging, "SECONDS", 0.01)
    with pytest.raises(Refused) as refused:
        send(samples.plain_pdf())
    assert str(refused.value.message) == f"{SWOLLEN} {TAKEN}"
    assert nothing_is_left()


def test_few_are_judged_at_once_and_the_next_keeps_what_it_sent(begin, monkeypatch):
    body = samples.plain_pdf()
    stored = begin(len(body))
    store.append(stored.id, 0, body)
    monkeypatch.setattr(judging, "WAIT", 0.01)
    with judging.turn(), judging.turn(), pytest.raises(TooOften, match="Try again in a minute"):
        store.finish(stored.id, taken=DOCUMENTS, by="test")
    assert store.finish(stored.id, taken=DOCUMENTS, by="test").status == FileStatus.READY


def test_a_full_disk_is_said_before_anything_is_sent(begin, monkeypatch):
    monkeypatch.setattr(disk, "SPARE", 10**18)
    with pytest.raises(Refused, match="There is no room for files at this moment"):
        begin(1000)
    assert nothing_is_left()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Déclaration.pdf", "Déclaration.pdf"),
        ("De\u0301claration.pdf", "Déclaration.pdf"),
        ("C:\\Users\\ana\\Statement 1.pdf", "Statement 1.pdf"),
        ("../../etc/passwd", "passwd"),
        ("بيان.pdf", "بيان.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("", ""),
    ],
)
def test_a_name_is_one_that_can_be_shown_and_never_a_path(begin, given, kept):
    stored = begin(10, name=given)
    assert stored.name == kept
    assert [path.name for _id, paths in disk.ids_present() for path in paths] == [f"{stored.id}.part"]


def test_an_id_that_is_none_opens_no_path(app):
    for file_id in ("../secret.key", "", "0123456789abcdef012G", "0123456789abcdef0123\n"):
        with pytest.raises(NotThere):
            store.append(file_id, 0, b"x")


def test_a_file_belongs_to_its_purpose_and_its_thing(begin):
    stored = begin(10)
    assert store.find(stored.id, "submission", SUBJECT) == stored
    for purpose, subject_id in (("video", SUBJECT), ("submission", "f" * 20)):
        with pytest.raises(NotThere):
            store.find(stored.id, purpose, subject_id)


def test_whoever_begins_again_and_again_keeps_the_last_three(begin):
    begun = [begin(10).id for _ in range(5)]
    kept = {file_id for file_id, _paths in disk.ids_present()}
    assert len(kept) == 3
    assert begun[-1] in kept


def test_every_kind_has_an_ending():
    assert set(ENDINGS) == set(Kind)


def test_a_picture_of_a_large_camera_is_made_smaller(send):
    body = io.BytesIO()
    Image.new("RGB", (4200, 200), "blue").save(body, "JPEG")
    with Image.open(store.path(send(body.getvalue(), taken=PICTURES))) as kept:
        assert (max(kept.size), kept.getpixel((10, 10))[2] > 240) == (4096, True)
