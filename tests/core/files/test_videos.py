"""A video keeps its pictures and sounds where they are, byte for byte, and whatever is not needed to play them goes."""

import random
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.files import samples
from tests.core.files.samples import videos
from tests.core.files.samples.marks import PLACE
from tests.core.files.samples.videos import PICTURES, SOUNDS, box, element, full, numbers
from webapp import config
from webapp.core.files import disk, judging, store
from webapp.core.files.cleaning import boxes, documents, webm
from webapp.core.files.cleaning.faults import Fault, Faulty
from webapp.core.files.kinds import DOCUMENTS, VIDEOS, Kind
from webapp.core.refused import Refused

TAKEN = "Send a video (MP4, MOV or WebM) of at most 400 MB."
BROKEN = "This video is not whole, or cannot be read. Save it anew, as MP4, and try again."
SWOLLEN = "This video is too tangled inside to be read safely. Save it anew, as MP4."
OTHER = "This file is of a kind that cannot be taken, whatever its name says."
LOCKED = "This video is locked against copying. Save it without that and try again."
PICTURELESS = "There is no moving picture in this file."
RECORDINGS = {
    "its table at the end": videos.mp4(),
    "its table in front": videos.mp4(front=True),
    "in fragments": videos.fragmented(),
    "a finished WebM": videos.webm(),
    "a live WebM": videos.webm(live=True),
}


@pytest.fixture
def clean(tmp_path):
    """Cleans a video in this process. Raises Faulty."""
    source, target = tmp_path / "in", tmp_path / "out"

    def clean(body: bytes) -> bytes:
        source.write_bytes(body)
        documents.clean(source, target, VIDEOS.kinds)
        return target.read_bytes()

    return clean


# ---- What stays and what goes ----


@pytest.mark.parametrize("which", RECORDINGS)
def test_nothing_moves_and_nothing_that_was_written_beside_the_picture_stays(clean, which):
    before = RECORDINGS[which]
    after = clean(before)
    assert {samples.AUTHOR, PLACE, samples.HIDDEN} <= samples.secrets_in(before)
    assert samples.secrets_in(after) == set()
    assert [after.find(each) for each in PICTURES] == [before.find(each) for each in PICTURES]
    assert (len(after), -1 in [after.find(each) for each in PICTURES]) == (len(before), False)
    for when in (numbers(videos.WHEN), struct.pack(">q", videos.AT), b"SONY", b"appl"):
        assert when not in after
    assert clean(after) == after


def test_of_an_mp4_every_byte_between_its_samples_goes(clean):
    """Also what no table points to, as editors leave it that do not write the file anew."""
    before, after = videos.mp4(), clean(videos.mp4())
    start, end = before.find(b"left over"), before.find(b"\0\0", before.rfind(b"left over"))
    assert {samples.AUTHOR, PLACE} <= samples.secrets_in(before[start:end])
    assert after[start:end].replace(b"\0", b"") == b"".join(
        (PICTURES[0], PICTURES[1], SOUNDS[0], PICTURES[2], SOUNDS[1])
    )


def test_of_the_boxes_of_an_mp4_those_stay_that_play_it(clean):
    media = ["mdia/mdhd", "mdia/hdlr", "mdia/minf/*", "mdia/minf/dinf/dref"]
    media += [f"mdia/minf/stbl/{table}" for table in ("stsd", "stts", "stsc", "stsz", "stco")]
    track = [f"moov/trak/{name}" for name in ("tkhd", "edts/elst", *media)]
    pictures = [each.replace("*", "vmhd") for each in track]
    sounds = [each.replace("*", "smhd") for each in track]
    assert leaves(clean(videos.mp4())) == ["ftyp", "mdat", "moov/mvhd", *pictures, *sounds]


INNER = {
    b"moov",
    b"trak",
    b"mdia",
    b"minf",
    b"dinf",
    b"stbl",
    b"edts",
    b"udta",
    b"moof",
    b"traf",
    b"mvex",
    b"mfra",
}


def leaves(body: bytes, within: str = "") -> list[str]:
    """The boxes that hold something, by their way. What became free space holds zeros."""
    found = []
    while len(body) >= 8:
        size, name = struct.unpack_from(">I4s", body)
        if name == b"free":
            assert body[8:size].strip(b"\0") == b""
        elif name in INNER:
            found += leaves(body[8:size], f"{within}{name.decode()}/")
        else:
            found.append(within + name.decode())
        body = body[size:]
    assert body.strip(b"\0") == b""
    return found


def test_of_fragments_those_stay_that_play_it(clean):
    fragment = ["moof/mfhd", "moof/traf/tfhd", "moof/traf/tfdt", "moof/traf/trun", "mdat"]
    after = leaves(clean(videos.fragmented()))
    assert after[after.index("moof/mfhd") :] == [*fragment * 3, "mfra/mfro"]


def test_how_a_picture_is_coded_and_coloured_stays_and_who_coded_it_goes(clean):
    before, after = videos.mp4(), clean(videos.mp4())
    for said in (b"avcC<how its pictures are coded>", b"colrnclx<colours>", b"<how it sounds>"):
        assert (said in before, said in after) == (True, True)
    assert (b"colrprof" in before, b"colrprof" in after) == (True, False)


def test_the_brand_of_a_camera_becomes_a_common_one(clean):
    assert videos.mp4()[8:24] == b"SONY" + numbers(0x20190100) + b"isomqt  "
    assert clean(videos.mp4())[8:24] == b"isom" + numbers(0) + b"isomqt  "


def test_sound_that_is_not_compressed_stays_whole(clean):
    """Its table counts its samples, and does not say how many bytes each has."""
    sound, left_over = b"<sound, not compressed>", b"gps: " + PLACE.encode()
    start = box("ftyp", b"qt  ", numbers(0))
    mdat = box("mdat", PICTURES[0], sound, left_over)
    at = len(start) + 8
    raw = videos.trak(2, "soun", videos.mp4a(), [at + len(PICTURES[0])], [1] * 6, (1, 6, 1))
    raw = raw.replace(
        full("stsz", numbers(0, 6, *[1] * 6)), full("stsz", numbers(1, 6)) + box("skip", bytes(16))
    )
    gps = videos.trak(
        3, "meta", box("mebx", bytes(8)), [at + len(PICTURES[0] + sound)], [len(left_over)], (1, 1, 1)
    )
    table = box("moov", full("mvhd", bytes(96)), picture_track([at], PICTURES[:1]), raw, gps)
    after = clean(start + mdat + table)
    assert after[at : at + len(mdat) - 8] == PICTURES[0] + sound + bytes(len(left_over))


def picture_track(offsets: list[int], pictures: list[bytes]) -> bytes:
    return videos.trak(1, "vide", videos.avc1(), offsets, [len(each) for each in pictures], (1, 1, 1))


def test_of_a_webm_those_elements_stay_that_play_it(clean):
    """By their names in hexadecimal, void ones not among them."""
    after = list(elements(clean(videos.webm())))
    assert after == [
        *["1a45dfa3", "4286", "4282", "4287"],
        *["18538067", "114d9b74", "4dbb", "53ab", "53ac", "1549a966", "2ad7b1", "4d80", "5741"],
        *["1654ae6b", "ae", "d7", "73c5", "83", "86", "e0", "b0", "ba"],
        *["ae", "d7", "73c5", "83", "86", "63a2"],
        *["1f43b675", "e7", "a3", "a3", "1f43b675", "e7", "a0", "a1", "a3", "a3", "1c53bb6b", "bb", "b3"],
    ]


MASTERS = {
    "1a45dfa3",
    "18538067",
    "114d9b74",
    "4dbb",
    "1549a966",
    "1654ae6b",
    "ae",
    "e0",
    "1f43b675",
    "a0",
    "1c53bb6b",
    "bb",
}


def elements(body: bytes) -> Iterator[str]:
    while body:
        long = 9 - body[0].bit_length()
        name, body = body[:long].hex(), body[long:]
        wide = 9 - body[0].bit_length()
        size = int.from_bytes(body[:wide]) & (1 << 7 * wide) - 1
        body = body[wide:]
        if name != "ec":
            yield name
        if name in MASTERS:
            yield from elements(body[:size])
        elif name in ("ec", "4d80", "5741"):
            assert body[:size].strip(b"\0") == b""
        body = body[size:]


def test_sound_in_vorbis_keeps_how_it_is_decoded_and_loses_who_made_it(clean):
    after = clean(videos.webm())
    head = after.index(b"\x01vorbis<how it sounds>")
    said, tables = after.index(b"\x03vorbis"), after.index(b"\x05vorbis<its tables>")
    room = tables - said - 7 - 4 - 4 - 1
    assert (head < said, after[said + 7 : tables]) == (
        True,
        room.to_bytes(4, "little") + bytes(room) + bytes(4) + b"\x01",
    )


def test_an_old_version_of_a_box_says_when_in_eight_bytes(clean):
    long = struct.pack(">QQ", videos.WHEN, videos.WHEN)
    movie = full("mvhd", long, bytes(92), version=1)
    body = box("ftyp", b"isom", numbers(0)) + box("moov", movie, picture_track([], [])) + box("mdat", b"")
    assert (long in body, long in clean(body), len(clean(body))) == (True, False, len(body))


# ---- What is refused ----

FTYP = box("ftyp", b"isom", numbers(0))
MVHD = full("mvhd", bytes(96))
HEAD = element(0x1A45DFA3, videos.text(0x4282, "webm"))
SOUND_ONLY = videos.trak(2, "soun", videos.mp4a(), [], [], ())


def elsewhere() -> bytes:
    """Its pictures lie in another file."""
    return videos.mp4().replace(struct.pack(">4sI", b"alis", 1), struct.pack(">4sI", b"alis", 0))


FAULTY = {
    "an MP4 cut short": (videos.mp4()[:-60], Fault.BROKEN),
    "an MP4 without its table": (FTYP + box("mdat", b"x" * 100), Fault.BROKEN),
    "two tables": (videos.mp4() + box("moov", MVHD), Fault.BROKEN),
    "a box smaller than its own head": (FTYP + struct.pack(">I4s", 4, b"moov"), Fault.BROKEN),
    "a box larger than the file": (FTYP + struct.pack(">I4s", 2**31, b"mdat") + b"x", Fault.BROKEN),
    "a long box smaller than its own head": (FTYP + struct.pack(">I4sQ", 1, b"moov", 9), Fault.BROKEN),
    "a long box larger than anything": (FTYP + struct.pack(">I4sQ", 1, b"moov", 2**64 - 1), Fault.BROKEN),
    "a table larger than its box": (
        videos.mp4().replace(b"stco" + numbers(0, 2), b"stco" + numbers(0, 2**30)),
        Fault.BROKEN,
    ),
    "pictures elsewhere": (elsewhere(), Fault.BROKEN),
    "a locked one": (videos.mp4().replace(b"avc1\0", b"encv\0"), Fault.LOCKED),
    "sound alone": (FTYP + box("moov", MVHD, SOUND_ONLY), Fault.PICTURELESS),
    "a still picture": (box("ftyp", b"heic", numbers(0), b"mif1") + box("moov", MVHD), Fault.PICTURELESS),
    "boxes in boxes in boxes": (FTYP + 5000 * struct.pack(">I4s", 0, b"moov"), Fault.PICTURELESS),
    "more boxes than anybody needs": (FTYP + 300_000 * box("free") + box("moov", MVHD), Fault.SWOLLEN),
    "more tracks than anybody needs": (FTYP + box("moov", MVHD, 101 * SOUND_ONLY), Fault.SWOLLEN),
    "a WebM cut short": (videos.webm()[:-60], Fault.BROKEN),
    "only the head of a WebM": (HEAD, Fault.BROKEN),
    "a number of no length": (HEAD + b"\0\0\0\0\0\0", Fault.BROKEN),
    "an element larger than the file": (HEAD + b"\x18\x53\x80\x67\x1f\xff\xff\xfe", Fault.BROKEN),
    "a list that never ends": (HEAD + element(0x18538067, element(0x1549A966, open_=True)), Fault.BROKEN),
    "tracks in tracks": (HEAD + element(0x18538067, element(0x1654AE6B, element(0xAE, element(0xAE)))), Fault.BROKEN),
    "sound alone in a WebM": (
        HEAD + element(0x18538067, element(0x1654AE6B, videos.track(1, 2, "A_OPUS"))),
        Fault.PICTURELESS,
    ),
    "Matroska": (videos.webm(doc_type="matroska"), Fault.OTHER),
    "a PDF": (samples.plain_pdf(), Fault.OTHER),
    "a script": (b"#!/bin/sh\n" * 20, Fault.OTHER),
    "eight bytes": (b"\0\0\0\x08ftyp", Fault.BROKEN),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTY)
def test_a_faulty_video_is_refused(clean, what):
    body, why = FAULTY[what]
    with pytest.raises(Faulty) as refused:
        clean(body)
    assert refused.value.fault == why


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("an MP4 cut short", BROKEN),
        ("more tracks than anybody needs", SWOLLEN),
        ("a PDF", OTHER),
        ("sound alone", PICTURELESS),
        ("a locked one", LOCKED),
    ],
)
def test_whoever_sends_it_is_told_what_to_do(send, what, sentence):
    with pytest.raises(Refused) as refused:
        send(FAULTY[what][0], name="statement.mp4", taken=VIDEOS)
    assert str(refused.value.message) == f"{sentence} {TAKEN}"
    assert list(disk.ids_present()) == []


def test_where_documents_are_taken_videos_are_not(send):
    with pytest.raises(Refused, match="of a kind that cannot be taken"):
        send(videos.mp4(), taken=DOCUMENTS)


@pytest.mark.parametrize("which", RECORDINGS)
def test_whatever_is_broken_in_it_it_is_cleaned_or_refused(clean, which):
    """Hundreds of accidents: no surprise, and what is kept is as long as what came."""
    dice, said = random.Random(which), set()
    for _ in range(200):
        body = bytearray(RECORDINGS[which])
        at = dice.randrange(len(body))
        if dice.random() < 0.5:
            body[at] = dice.choice([0, 1, 127, 128, 255])
        else:
            body[at : at + 4] = dice.choice([bytes(4), b"\xff" * 4, b"\0\0\0\1", b"moov", b""])
        try:
            said.add(len(clean(bytes(body))) == len(body))
        except Faulty as faulty:
            said.add(faulty.fault)
    assert {True, Fault.BROKEN} <= said <= {True, Fault.BROKEN, Fault.OTHER, Fault.PICTURELESS}


def test_an_endless_table_is_refused(clean, monkeypatch):
    monkeypatch.setattr(boxes, "TABLE_MOST", 4)
    with pytest.raises(Faulty) as refused:
        clean(videos.mp4())
    assert refused.value.fault == Fault.SWOLLEN


def test_a_webm_of_endless_elements_is_refused(clean, monkeypatch):
    monkeypatch.setattr(webm, "ELEMENTS_MOST", 50)
    with pytest.raises(Faulty) as refused:
        clean(videos.webm())
    assert refused.value.fault == Fault.SWOLLEN


# ---- Large ones ----

LARGE = 300 * 2**20
MEMORY = 150 * 2**20  # of which the program and its libraries take about half

PEAK = """
import runpy, sys
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def peak(source: Path, target: Path) -> tuple[str, int]:
    """What the program says of a file, and how much memory it took at the most."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, judging.PROGRAM, source, target, *VIDEOS.kinds],
        capture_output=True,
        text=True,
        check=True,
    )
    said, most = done.stdout.split()
    return said, int(most) * 1024


@pytest.mark.no_database
def test_a_large_one_is_cleaned_in_little_memory(tmp_path):
    source, target = tmp_path / "in", tmp_path / "out"
    start = FTYP + struct.pack(">I4s", LARGE, b"mdat") + PICTURES[0]
    with source.open("wb") as file:
        file.write(start)
        file.seek(len(FTYP) + LARGE - 40)
        file.write(b"left over: " + samples.AUTHOR.encode())
        file.seek(len(FTYP) + LARGE)
        file.write(box("moov", MVHD, picture_track([len(FTYP) + 8], PICTURES[:1]), *videos.described()))
    said, most = peak(source, target)
    assert (said, most < MEMORY, target.stat().st_size) == (Kind.MP4, True, source.stat().st_size)
    with target.open("rb") as file:
        assert file.read(len(start)) == start
        file.seek(LARGE - 100)
        assert samples.secrets_in(file.read()) == set()


@pytest.mark.no_database
@pytest.mark.parametrize("inner", [b"udta", b"trak", b"\0\0\0\0"])
def test_a_table_as_large_as_the_file_is_refused_in_little_memory(tmp_path, inner):
    source, target = tmp_path / "in", tmp_path / "out"
    source.write_bytes(FTYP + struct.pack(">I4sI4s", LARGE, b"moov", LARGE - 8, inner))
    with source.open("ab") as file:
        file.truncate(len(FTYP) + LARGE)
    said, most = peak(source, target)
    assert (said in (Fault.PICTURELESS, Fault.BROKEN), most < MEMORY, target.exists()) == (True, True, False)


# ---- How much may come ----


def test_a_video_may_be_larger_than_a_document_and_comes_in_larger_pieces(begin):
    size = (config.current().upload_max_mb + 1) * 2**20
    with pytest.raises(Refused, match="too large"):
        begin(size)
    stored = begin(size, taken=VIDEOS)
    piece = bytes(VIDEOS.piece_most)
    with pytest.raises(Refused, match="wrong size"):
        store.append(stored.id, 0, piece + b"x", taken=VIDEOS)
    with pytest.raises(Refused, match="wrong size"):
        store.append(stored.id, 0, piece)
    assert store.append(stored.id, 0, piece, taken=VIDEOS).received == len(piece)
    with pytest.raises(Refused) as refused:
        begin(config.current().video_max_mb * 2**20 + 1, taken=VIDEOS)
    assert str(refused.value.message) == f"This file is too large. {TAKEN}"


def test_twice_its_size_must_be_free(begin, monkeypatch):
    free = disk.os.statvfs(disk.root().parent)
    room = free.f_bavail * free.f_frsize
    monkeypatch.setattr(disk, "SPARE", room - 2 * 300 * 2**20)
    with pytest.raises(Refused, match="There is no room for files at this moment"):
        begin(350 * 2**20, taken=VIDEOS)
    assert begin(200 * 2**20, taken=VIDEOS).received == 0


def test_a_disk_that_fills_up_meanwhile_stops_it_with_a_sentence_and_it_goes_on_later(begin, monkeypatch):
    """Each who began was promised the same room."""
    body, spare = videos.mp4(), disk.SPARE
    stored = begin(len(body), taken=VIDEOS)
    store.append(stored.id, 0, body[:1000], taken=VIDEOS)
    steps = [
        lambda: store.append(stored.id, 1000, body[1000:], taken=VIDEOS),
        lambda: store.finish(stored.id, taken=VIDEOS, by="test"),
    ]
    for step in steps:
        monkeypatch.setattr(disk, "SPARE", 10**18)
        with pytest.raises(Refused, match="There is no room for files at this moment"):
            step()
        monkeypatch.setattr(disk, "SPARE", spare)
        step()
    assert store.find(stored.id, "submission", stored.subject_id).mimetype == Kind.MP4


def test_two_videos_may_be_under_way_and_no_third(begin):
    begun = [begin(10, taken=VIDEOS).id for _ in range(3)]
    kept = {file_id for file_id, _paths in disk.ids_present()}
    assert (len(kept), begun[-1] in kept) == (2, True)
