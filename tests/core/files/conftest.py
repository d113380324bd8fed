"""How the tests of this folder send a file."""

import io
from collections.abc import Callable

import pytest

from webapp.core.files import store
from webapp.core.files.kinds import DOCUMENTS
from webapp.core.files.models import StoredFile

SUBJECT = "0123456789abcdef0123"


@pytest.fixture
def send(app) -> Callable[..., StoredFile]:
    """Sends a file whole."""

    def send(
        body: bytes, name: str = "statement.pdf", taken=DOCUMENTS, subject_id: str = SUBJECT
    ) -> StoredFile:
        return store.receive("submission", subject_id, name, io.BytesIO(body), taken=taken, by="test")

    return send


@pytest.fixture
def begin(app) -> Callable[..., StoredFile]:
    """Begins a file of so many bytes."""

    def begin(
        size: int, name: str = "statement.pdf", taken=DOCUMENTS, subject_id: str = SUBJECT
    ) -> StoredFile:
        return store.begin("submission", subject_id, name, size, taken=taken, by="test")

    return begin
