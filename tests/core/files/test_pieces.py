"""A file in pieces: each has its effect once, in order, and what was confirmed is on disk whatever happens."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.core.files import samples
from tests.core.files.conftest import SUBJECT
from webapp.core.audit import AuditEntry
from webapp.core.files import disk, store
from webapp.core.files.kinds import DOCUMENTS
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.files.store import PIECE_MOST, OutOfStep
from webapp.core.refused import NotThere, Refused, Stale
from webapp.extensions import db

PIECE = 200


def pieces(body: bytes) -> list[tuple[int, bytes]]:
    return [(offset, body[offset : offset + PIECE]) for offset in range(0, len(body), PIECE)]


def finish(file_id: str) -> StoredFile:
    return store.finish(file_id, taken=DOCUMENTS, by="test")


def test_pieces_in_order_make_the_file(begin):
    body = samples.pdf()
    stored = begin(len(body), name="Our statement.pdf")
    assert (stored.status, stored.received, stored.size) == (FileStatus.RECEIVING, 0, len(body))
    for offset, piece in pieces(body):
        assert store.append(stored.id, offset, piece).received == offset + len(piece)
    stored = finish(stored.id)
    assert (stored.status, stored.mimetype, stored.name) == (
        FileStatus.READY,
        "application/pdf",
        "Our statement.pdf",
    )
    kept = store.path(stored).read_bytes()
    assert (stored.size, stored.sha256) == (len(kept), disk.digest(store.path(stored)))
    assert stored.received == len(body)
    assert store.ready("submission", SUBJECT) == [stored]


def test_a_piece_sent_twice_has_one_effect(begin):
    body = samples.plain_pdf()
    stored = begin(len(body))
    first, second = pieces(body)[:2]
    store.append(stored.id, *first)
    assert store.append(stored.id, *first).received == PIECE
    store.append(stored.id, *second)
    assert store.append(stored.id, *first).received == min(2 * PIECE, len(body))
    assert disk.part(stored.id).read_bytes() == body[: 2 * PIECE]


def test_a_piece_out_of_order_is_told_how_far_the_file_is(begin):
    stored = begin(5 * PIECE)
    store.append(stored.id, 0, b"a" * PIECE)
    for offset in (PIECE + 1, 2 * PIECE, PIECE - 1):
        with pytest.raises(OutOfStep) as refused:
            store.append(stored.id, offset, b"b" * PIECE)
        assert (refused.value.received, refused.value.status) == (PIECE, 409)
    assert disk.part(stored.id).read_bytes() == b"a" * PIECE


def test_another_file_in_the_same_place_is_noticed(begin):
    stored = begin(5 * PIECE)
    store.append(stored.id, 0, b"a" * PIECE)
    with pytest.raises(Stale, match="Another file is arriving"):
        store.append(stored.id, 0, b"b" * PIECE)
    assert disk.part(stored.id).read_bytes() == b"a" * PIECE


@pytest.mark.parametrize("size", [0, PIECE_MOST + 1])
def test_a_piece_is_at_most_64_kilobytes_and_never_nothing(begin, size):
    stored = begin(10**6)
    with pytest.raises(Refused, match="wrong size"):
        store.append(stored.id, 0, bytes(size))
    assert store.append(stored.id, 0, bytes(PIECE_MOST)).received == PIECE_MOST


def test_no_more_is_taken_than_was_announced(begin):
    stored = begin(PIECE)
    with pytest.raises(Refused, match="More arrived"):
        store.append(stored.id, 0, bytes(PIECE + 1))
    assert disk.part(stored.id).read_bytes() == b""


def test_a_file_that_is_not_whole_is_not_finished(begin):
    body = samples.plain_pdf()
    stored = begin(len(body))
    store.append(stored.id, *pieces(body)[0])
    with pytest.raises(OutOfStep) as refused:
        finish(stored.id)
    assert refused.value.received == min(PIECE, len(body))


def test_finished_twice_is_once(begin):
    body = samples.plain_pdf()
    stored = begin(len(body))
    for offset, piece in pieces(body):
        store.append(stored.id, offset, piece)
    first = finish(stored.id).sha256
    assert finish(stored.id).sha256 == first
    assert store.append(stored.id, *pieces(body)[0]).status == FileStatus.READY  # a late one, sent once more
    assert [path.name for path in disk.place(stored.id).parent.iterdir()] == [stored.id]
    said = db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.object_id == stored.id).order_by(AuditEntry.id)
    )
    assert list(said) == ["begin", "receive"]


def test_two_senders_at_once_end_in_one_whole_file(app, begin):
    body = samples.pdf()
    stored = begin(len(body))
    file_id = stored.id

    def sender(_number: int) -> bytes:
        with app.app_context():
            at = 0
            while at < len(body):
                try:
                    at = store.append(file_id, at, body[at : at + 500]).received
                except OutOfStep as step:
                    at = step.received
            return finish(file_id).sha256

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(sender, range(4)))) == 1
    db.session.rollback()
    assert samples.read(store.path(stored).read_bytes()) == samples.TEXT


def test_a_file_that_was_removed_takes_nothing_more(begin):
    stored = begin(PIECE)
    file_id = stored.id
    store.remove(file_id, by="test")
    for late in (lambda: store.append(file_id, 0, b"a"), lambda: finish(file_id)):
        with pytest.raises(NotThere):
            late()


def test_bytes_ahead_of_the_row_were_never_confirmed(begin):
    """Killed between the bytes and the row: the next piece goes where the row says."""
    body = samples.plain_pdf()
    stored = begin(len(body))
    store.append(stored.id, 0, body[:100])
    with disk.part(stored.id).open("ab") as file:
        file.write(b"half a piece that nobody was told of")
    with pytest.raises(OutOfStep) as refused:
        finish(stored.id)
    assert refused.value.received == 100
    store.append(stored.id, 100, body[100:])
    assert disk.part(stored.id).read_bytes() == body
    assert finish(stored.id).status == FileStatus.READY


def test_killed_before_the_row_of_a_clean_file_it_is_finished_again(begin):
    body = samples.plain_pdf()
    stored = begin(len(body))
    for offset, piece in pieces(body):
        store.append(stored.id, offset, piece)
    disk.draft(stored.id).write_bytes(b"half a draft")
    disk.place(stored.id).write_bytes(b"a clean file without its row")
    with pytest.raises(NotThere):
        store.path(stored)
    assert samples.TEXT in samples.read(store.path(finish(stored.id)).read_bytes())


def test_a_folder_put_back_from_an_older_copy_goes_on_from_what_is_there(begin):
    stored = begin(5 * PIECE)
    store.append(stored.id, 0, b"a" * PIECE)
    os.truncate(disk.part(stored.id), 150)
    with pytest.raises(OutOfStep) as refused:
        store.append(stored.id, PIECE, b"b" * PIECE)
    assert refused.value.received == 150


SENDER = """
import os, sys
from webapp import create_app
from webapp.core.files import store
with create_app().app_context():
    for number in range(10_000):
        store.append(sys.argv[1], number * 100, b"%08d" % number + b"-" * 92)
        print(number, flush=True)
"""


def test_every_piece_confirmed_before_a_kill_is_there_after_it(database_url, instance, begin):
    stored = begin(1_000_000)
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(instance),
        "SECRET_KEY": "x",
    }
    sender = subprocess.Popen(
        [sys.executable, "-c", SENDER, stored.id], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        said = [int(sender.stdout.readline()) for _ in range(20)]
    finally:
        os.kill(sender.pid, signal.SIGKILL)
        sender.wait(10)
        sender.stdout.close()
    assert said == list(range(20))
    db.session.rollback()
    received = store.find(stored.id, "submission", SUBJECT).received
    kept = disk.part(stored.id).read_bytes()
    assert 2000 <= received <= len(kept)
    assert kept[:received] == b"".join(b"%08d" % number + b"-" * 92 for number in range(received // 100))
    assert store.append(stored.id, received, b"x").received == received + 1
