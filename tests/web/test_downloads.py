"""A file that somebody sent is given out to be saved, under a name that harms nobody, and kept nowhere between."""

import io

import pytest
from werkzeug.datastructures import Headers

from tests import pages
from tests.core.files import samples
from webapp.core.files import store
from webapp.core.files.kinds import DOCUMENTS
from webapp.core.files.models import StoredFile
from webapp.core.refused import NotThere
from webapp.web import downloads


@pytest.fixture
def stored(app) -> StoredFile:
    body = io.BytesIO(samples.plain_pdf())
    return store.receive("submission", "0" * 20, "Ana's own name.pdf", body, taken=DOCUMENTS, by="test")


def given(app, stored: StoredFile, **headers: str) -> tuple[int, Headers, bytes]:
    with app.test_request_context(headers=headers):
        reply = app.process_response(downloads.attachment(stored, "44-K7RX3B"))
        reply.direct_passthrough = False
        body = reply.data
        reply.close()
        return reply.status_code, reply.headers, body


def test_it_is_saved_and_never_shown_or_kept(app, stored):
    _status, headers, body = given(app, stored)
    assert body == store.path(stored).read_bytes()
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="44-K7RX3B.pdf"'
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"


def test_it_says_neither_its_senders_name_nor_when_it_came(app, stored):
    _status, headers, _body = given(app, stored)
    assert stored.name == "Ana's own name.pdf"
    assert "Ana" not in pages.without_tokens(str(headers))
    assert "Last-Modified" not in headers


def test_a_line_that_drops_goes_on_where_it_stopped(app, stored):
    status, _headers, body = given(app, stored, Range="bytes=100-")
    assert (status, body) == (206, store.path(stored).read_bytes()[100:])


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Déclaration", "attachment; filename=\"Declaration.pdf\"; filename*=UTF-8''D%C3%A9claration.pdf"),
        ("بيان", "attachment; filename=\"file.pdf\"; filename*=UTF-8''%D8%A8%D9%8A%D8%A7%D9%86.pdf"),
        ('a"b\r\nSet-Cookie: x', 'attachment; filename="a b Set-Cookie x.pdf"'),
        ("../../etc/passwd", 'attachment; filename="etc passwd.pdf"'),
        ("..", 'attachment; filename="file.pdf"'),
        ("50%41", "attachment; filename=\"50 41.pdf\"; filename*=UTF-8''50%2541.pdf"),
        ("x" * 300, f'attachment; filename="{"x" * 120}.pdf"'),
    ],
)
def test_its_name_is_safe_in_every_header_and_folder(name, header):
    assert downloads.disposition(name, ".pdf") == header


def test_what_is_not_ready_is_not_there(app):
    begun = store.begin("submission", "0" * 20, "x.pdf", 10, taken=DOCUMENTS, by="test")
    with pytest.raises(NotThere):
        given(app, begun)
