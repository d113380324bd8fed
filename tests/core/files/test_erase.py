"""What is removed is gone, row and bytes; so is what nobody will come back for, and nothing else."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.core.files import samples
from tests.core.files.conftest import SUBJECT
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.files import disk, leftovers, store
from webapp.core.files.models import StoredFile
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.extensions import db


def names_on_disk() -> list[str]:
    return sorted(path.name for _id, paths in disk.ids_present() for path in paths)


def an_hour_old(file_id: str, ending: str, body: bytes = b"x") -> None:
    path = disk.place(file_id).with_suffix(ending)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    then = (clock.now() - leftovers.STRAY_FOR - timedelta(seconds=1)).timestamp()
    os.utime(path, (then, then))


def test_a_removed_file_is_gone_and_only_that_stays_known(send):
    stored, other = send(samples.plain_pdf()), send(samples.plain_pdf())
    file_id, path = stored.id, store.path(stored)
    store.remove(file_id, by="test")
    store.remove(file_id, by="test")
    assert (path.exists(), store.ready("submission", SUBJECT)) == (False, [other])
    with pytest.raises(NotThere):
        store.find(file_id, "submission", SUBJECT)
    said = db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.object_id == file_id).order_by(AuditEntry.id)
    )
    assert list(said) == ["begin", "receive", "erase"]


def test_a_removal_that_fails_leaves_the_file(send):
    stored = send(samples.plain_pdf())
    with pytest.raises(IntegrityError), transaction() as session:
        _remove_and_fail(session, stored.id)
    assert store.path(store.find(stored.id, "submission", SUBJECT)).exists()


def _remove_and_fail(session: Session, file_id: str) -> None:
    store.erase(session, session.get(StoredFile, file_id), by="test")
    session.add(StoredFile(id="0" * 20))
    session.flush()


def test_bytes_that_are_gone_are_not_there(send):
    stored = send(samples.plain_pdf())
    disk.erase(stored.id)
    with pytest.raises(NotThere):
        store.path(stored)


def test_what_was_begun_is_erased_after_two_days_and_not_before(send, begin):
    begun, whole = begin(10).id, send(samples.plain_pdf()).id
    clock.set_for_tests(factories.NOW + timedelta(days=2))
    assert (leftovers.unfinished(), leftovers.erase_unfinished(by="command")) == ([], 0)
    clock.set_for_tests(factories.NOW + timedelta(days=2, seconds=1))
    assert [stored.id for stored in leftovers.unfinished()] == [begun]
    assert leftovers.erase_unfinished(by="command") == 1
    assert names_on_disk() == [whole]
    assert list(db.session.scalars(select(StoredFile.id))) == [whole]


def test_bytes_without_a_row_are_erased_after_an_hour(begin):
    begun = begin(10).id
    for ending in ("", ".part", ".draft"):
        an_hour_old("0" * 20, ending)
    disk.make("1" * 20)  # its row is about to be written
    os.utime(disk.part("1" * 20), (clock.now().timestamp(),) * 2)
    an_hour_old(begun, ".draft")  # its judging was killed, and may be done again
    assert len(leftovers.strays()) == 3
    assert leftovers.erase_strays() == 3
    assert names_on_disk() == sorted([f"{begun}.part", f"{begun}.draft", f"{'1' * 20}.part"])


def test_what_came_is_erased_once_it_is_clean_even_after_a_kill(send):
    """It still holds the metadata."""
    kept = send(samples.plain_pdf()).id
    an_hour_old(kept, ".part", samples.pdf())
    assert leftovers.erase_strays() == 1
    assert names_on_disk() == [kept]
