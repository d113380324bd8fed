"""The file of an application: received whole or in pieces, one at a time, for nobody but who holds the application."""

import io
import re
from html import unescape

import pytest
from pypdf import PdfWriter
from sqlalchemy import select

from tests import pages
from tests.applications import steps
from tests.core.files import samples
from webapp import config
from webapp.applications import submission, windows
from webapp.core import clock
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.files.store import PIECE_MOST
from webapp.extensions import db

pytestmark = pytest.mark.usefixtures("call")

PDF = samples.plain_pdf()


def pdf_of(size: int) -> bytes:
    """A PDF of somewhat more than `size` bytes."""
    writer = PdfWriter(clone_from=io.BytesIO(PDF))
    writer.add_metadata({"/Keywords": "x" * size})
    body = io.BytesIO()
    writer.write(body)
    return body.getvalue()


@pytest.fixture
def url(client) -> str:
    """A draft that the client holds."""
    return steps.begin(client)


def token(client, url: str) -> str:
    return pages.token_in(client.get(f"{url}/submission?lang=en").text)


def post_whole(client, url: str, body: bytes | None = PDF, name: str = "Report.pdf", **typed):
    """As the form sends it without a script."""
    file = {} if body is None else {"file": (io.BytesIO(body), name)}
    data = {"csrf_token": token(client, url), **typed, **file}
    reply = client.post(f"{url}/submission?lang=en", data=data, content_type="multipart/form-data")
    reply.request.environ["wsgi.input"].close()  # the client puts a large body into a file
    db.session.rollback()
    return reply


class Script:
    """What upload.js does."""

    def __init__(self, client, url: str):
        self.client, self.url = client, url
        self.headers = {"X-CSRFToken": token(client, url), "Accept": "application/json"}

    def begin(self, size: int, name: str = "Report.pdf"):
        typed = {"name": name, "size": str(size)}
        return self._sent(f"{self.url}/files?lang=en", data=typed)

    def piece(self, pieces: str, offset: object, body: bytes):
        binary = {"data": body, "content_type": "application/octet-stream"}
        return self._sent(f"{pieces}&offset={offset}", **binary)

    def _sent(self, to: str, **what):
        reply = self.client.post(to, headers=self.headers, **what)
        db.session.rollback()
        return reply


def stored() -> list[tuple[str, str]]:
    """All files there are, by name: what they are called, and how far they are."""
    db.session.rollback()
    files = db.session.scalars(select(StoredFile).order_by(StoredFile.name))
    return [(file.name, str(file.status)) for file in files]


def link_to_own_copy(client, url: str) -> str:
    """As the page gives it."""
    return re.search(r'href="(/applications/\w+/files/[^"]+)"', client.get(f"{url}/submission?lang=en").text)[
        1
    ]


def close(url: str) -> None:
    clock.set_for_tests(windows.closes_at(steps.stored(url)))


# ---- Whole ----


def test_a_plain_post_of_a_file_goes_on_to_the_next_step(client, url):
    reply = post_whole(client, url)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}/public?lang=en")
    assert stored() == [("Report.pdf", FileStatus.READY)]
    assert "Received: Report.pdf" in steps.said(client, f"{url}/public")
    assert "Received Report.pdf" in steps.said(client, f"{url}/submission")


def test_nobody_has_to_send_one(client, url):
    reply = post_whole(client, url, None)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}/public?lang=en")
    assert stored() == []


def test_who_came_from_the_answers_goes_back_there(client, url):
    page = client.get(f"{url}/submission?lang=en&back=check").text
    assert re.findall(r' data-then="([^"]+)"', page) == [f"{url}/check?lang=en"]
    (action,) = re.findall(r'enctype="multipart/form-data" action="([^"]+)"', page)
    data = {"csrf_token": pages.token_in(page), "file": (io.BytesIO(PDF), "Report.pdf")}
    reply = client.post(unescape(action), data=data)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}/check?lang=en")


def test_one_can_save_and_come_back_later(client, url):
    assert post_whole(client, url, then="later").headers["Location"] == f"{url}?lang=en"
    assert stored() == [("Report.pdf", FileStatus.READY)]


def test_a_file_is_larger_than_any_other_form_may_be(client, url):
    assert (post_whole(client, url, pdf_of(2_000_000)).status_code, stored()) == (
        303,
        [("Report.pdf", FileStatus.READY)],
    )
    other = client.post(f"{url}/work?lang=en", data={"work": "x" * 2_000_000})
    assert other.status_code == 413


TOO_LARGE = "This file is too large. Send a PDF, Word (.docx) or OpenDocument (.odt) file of at most 20 MB."


def problem_in(page: str) -> str:
    """What the error summary of a page says."""
    found = re.search(r'<div class="error-summary".*?</ul>', page, re.S)
    return pages.text_of(found[0]).removeprefix("There is a problem ")


@pytest.mark.parametrize(("beyond", "status"), [(1, 422), (2**20, 413)])
def test_a_file_beyond_what_is_taken_is_refused_with_a_sentence(client, url, beyond, status):
    reply = post_whole(client, url, b"%PDF-" + b" " * (config.current().upload_max_mb * 2**20 + beyond))
    assert (reply.status_code, problem_in(reply.text), stored()) == (status, TOO_LARGE, [])
    assert 'name="csrf_token"' in reply.text  # a page to try again from


def test_a_body_far_beyond_is_refused_before_it_is_read(client, url):
    announced = {"CONTENT_LENGTH": str(200 * 2**20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    reply = client.post(f"{url}/submission?lang=en", environ_overrides=announced)
    assert (reply.status_code, problem_in(reply.text)) == (413, TOO_LARGE)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"MZ" + b"\0" * 2000, "This file is of a kind that cannot be taken, whatever its name says."),
        (b"", "This file is empty."),
        (samples.bomb(), "too large or too tangled inside"),
    ],
    ids=["a program", "nothing", "a bomb"],
)
def test_a_wrong_file_behind_a_right_name_is_refused_with_its_reason(client, url, body, reason):
    reply = post_whole(client, url, body)
    assert (reply.status_code, reason in problem_in(reply.text), stored()) == (422, True, [])


def test_a_new_one_takes_the_place_of_the_old_only_once_it_stands(client, url):
    post_whole(client, url, name="First.pdf")
    assert post_whole(client, url, b"nonsense", name="Second.pdf").status_code == 422
    assert stored() == [("First.pdf", FileStatus.READY)]
    post_whole(client, url, name="Third.pdf")
    assert stored() == [("Third.pdf", FileStatus.READY)]


def test_a_page_that_was_open_for_too_long_keeps_nothing_and_says_so(client, url):
    reply = client.post(f"{url}/submission?lang=en", data={"file": (io.BytesIO(PDF), "Report.pdf")})
    assert (reply.status_code, "This page had been open for too long." in reply.text) == (422, True)
    assert stored() == []


# ---- In pieces ----


def test_pieces_make_the_file_and_the_last_one_says_that_it_is_ready(client, url):
    script, body = Script(client, url), pdf_of(PIECE_MOST)
    begun = script.begin(len(body))
    pieces = begun.json["pieces"]
    assert begun.status_code == 201
    assert begun.json == {"id": begun.json["id"], "received": 0, "ready": False, "pieces": pieces}
    first = script.piece(pieces, 0, body[:PIECE_MOST])
    assert (first.status_code, first.json["received"], first.json["ready"]) == (200, PIECE_MOST, False)
    assert (client.get(pieces).json["received"], stored()) == (
        PIECE_MOST,
        [("Report.pdf", FileStatus.RECEIVING)],
    )
    last = script.piece(pieces, PIECE_MOST, body[PIECE_MOST:])
    assert (last.status_code, last.json["ready"]) == (200, True)
    assert stored() == [("Report.pdf", FileStatus.READY)]


def test_the_last_piece_again_is_answered_again(client, url):
    script = Script(client, url)
    pieces = script.begin(len(PDF)).json["pieces"]
    answers = [script.piece(pieces, 0, PDF) for _ in range(2)]
    assert [(reply.status_code, reply.json["ready"]) for reply in answers] == [(200, True)] * 2


def test_a_piece_out_of_step_is_told_where_to_go_on(client, url):
    script = Script(client, url)
    pieces = script.begin(len(PDF)).json["pieces"]
    script.piece(pieces, 0, PDF[:100])
    ahead = script.piece(pieces, 300, PDF[300:])
    assert (ahead.status_code, ahead.json["received"]) == (409, 100)


@pytest.mark.parametrize(
    ("offset", "size"), [("", 10), ("-1", 10), ("x", 10), ("0", 0), ("0", PIECE_MOST + 1)]
)
def test_what_is_no_piece_is_refused_with_a_sentence(client, url, offset, size):
    script = Script(client, url)
    pieces = script.begin(3 * PIECE_MOST).json["pieces"]
    reply = script.piece(pieces, offset, b" " * size)
    assert (reply.status_code, reply.json) == (
        422,
        {"error": "A part of the file has the wrong size. Choose the file again."},
    )


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        ("0", "This file is empty."),
        ("", "This file is empty."),
        ("x", "This file is empty."),
        (str(20 * 2**20 + 1), "This file is too large."),
        (str(200 * 2**20), "This file is too large."),
        ("9" * 30, "This file is too large."),
    ],
)
def test_a_size_that_is_not_taken_is_refused_before_a_byte_of_it_is_sent(client, url, size, reason):
    reply = Script(client, url).begin(size)
    assert (reply.status_code, reply.json["error"].startswith(reason), stored()) == (422, True, [])


def test_files_are_begun_sixty_times_an_hour_at_the_most(client, url):
    script = Script(client, url)
    assert {script.begin(10).status_code for _ in range(60)} == {201}
    reply = script.begin(10)
    assert (reply.status_code, reply.json["error"].startswith("That was tried too often")) == (429, True)
    assert len(stored()) == 3  # who begins once more gives up the oldest


def test_a_wrong_file_is_refused_with_its_last_piece_and_the_old_one_stays(client, url):
    post_whole(client, url, name="First.pdf")
    script, body = Script(client, url), b"MZ" + b"\0" * 2000
    reply = script.piece(script.begin(len(body)).json["pieces"], 0, body)
    assert (reply.status_code, reply.json["error"].startswith("This file is of a kind")) == (422, True)
    assert stored() == [("First.pdf", FileStatus.READY)]


def test_a_file_in_pieces_takes_the_place_of_the_old_one(client, url):
    post_whole(client, url, name="First.pdf")
    script = Script(client, url)
    pieces = script.begin(len(PDF), "Second.pdf").json["pieces"]
    assert stored() == [("First.pdf", FileStatus.READY), ("Second.pdf", FileStatus.RECEIVING)]
    script.piece(pieces, 0, PDF)
    assert stored() == [("Second.pdf", FileStatus.READY)]


def test_what_came_in_part_is_offered_to_be_gone_on_with(client, url):
    script = Script(client, url)
    script.piece(script.begin(len(PDF)).json["pieces"], 0, PDF[:100])
    said = steps.said(client, f"{url}/submission")
    assert (
        "Part of “Report.pdf” has arrived. Choose the same file again, and it goes on where it stopped."
        in said
    )


def test_without_its_token_nothing_is_begun_and_no_piece_is_taken(client, url):
    script = Script(client, url)
    pieces = script.begin(len(PDF)).json["pieces"]
    assert client.post(f"{url}/files?lang=en", data={"name": "a.pdf", "size": "9"}).status_code == 422
    assert client.post(f"{pieces}&offset=0", data=PDF).status_code == 422
    assert client.get(pieces).json["received"] == 0


# ---- One's own ----


def test_ones_own_copy_is_saved_by_the_browser_without_its_metadata(client, url):
    post_whole(client, url, samples.pdf(), name="Rapport été.pdf")
    with client.get(link_to_own_copy(client, url)) as reply:
        assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
        assert reply.headers["Content-Disposition"].startswith('attachment; filename="Rapport ete.pdf"')
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Cache-Control"] == "no-store"
        assert (samples.read(reply.data), samples.secrets_in(reply.data)) == (samples.TEXT, set())


def test_a_file_that_is_not_whole_cannot_be_read(client, url):
    script = Script(client, url)
    begun = script.begin(len(PDF)).json
    script.piece(begun["pieces"], 0, PDF[:100])
    assert client.get(f"{url}/files/{begun['id']}").status_code == 404


def test_it_can_be_removed(client, url):
    post_whole(client, url)
    (file,) = db.session.scalars(select(StoredFile))
    typed = {"csrf_token": token(client, url)}
    reply = client.post(f"{url}/files/{file.id}/removal?lang=en", data=typed)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}/submission?lang=en")
    assert (stored(), "Report.pdf" in client.get(f"{url}/submission").text) == ([], False)


def test_nobody_else_reaches_it_by_any_address(app, client, url):
    """Neither a stranger nor another applicant, who tries it below an application of their own too."""
    post_whole(client, url)
    (file,) = db.session.scalars(select(StoredFile))
    other = app.test_client()
    mine = steps.begin(other)
    csrf = {"X-CSRFToken": token(other, mine)}
    for base in (url, mine):
        below = f"{base}/files/{file.id}"
        asked = [
            other.get(below),
            other.get(f"{below}/pieces"),
            other.post(f"{below}/pieces?offset=0", data=PDF, headers=csrf),
            other.post(f"{below}/removal", headers=csrf),
        ]
        assert [reply.status_code for reply in asked] == [404] * 4
    assert other.get(f"{url}/submission").status_code == 404
    assert other.post(f"{url}/files", data={"name": "a.pdf", "size": "9"}, headers=csrf).status_code == 404
    assert app.test_client().get(f"{url}/files/{file.id}").status_code == 404
    assert stored() == [("Report.pdf", FileStatus.READY)]


# ---- What was sent ----


def kept() -> list[tuple[str, str]]:
    db.session.rollback()
    in_order = select(StoredFile.purpose, StoredFile.name).order_by(StoredFile.created_at, StoredFile.name)
    return [tuple(row) for row in db.session.execute(in_order)]


@pytest.mark.parametrize("act", ["replace", "remove"])
def test_others_read_the_file_that_was_sent_until_it_is_sent_again(client, url, act):
    steps.fill(client, url)
    post_whole(client, url, name="First.pdf")
    assert steps.send(client, url).status_code == 303
    (first,) = db.session.scalars(select(StoredFile.id))
    if act == "replace":
        post_whole(client, url, name="First.pdf")  # of the same name, and another one all the same
    else:
        client.post(f"{url}/files/{first}/removal", data={"csrf_token": token(client, url)})
    assert [each.id for each in submission.as_sent(steps.stored(url))] == [first]
    assert ("submission-sent", "First.pdf") in kept()
    assert "What you sent stands until you send it again." in steps.said(client, url)

    assert steps.send(client, url).status_code == 303
    now = steps.stored(url)
    assert kept() == ([("submission", "First.pdf")] if act == "replace" else [])
    assert [each.purpose for each in submission.as_sent(now)] == [purpose for purpose, _name in kept()]
    assert first not in now.sent["submission_ids"]


# ---- Too late ----


def test_after_the_deadline_the_file_stays_as_it_is(client, url):
    post_whole(client, url)
    script = Script(client, url)
    pieces = script.begin(len(PDF), "Late.pdf").json["pieces"]
    sentence = "The deadline has passed"
    (file,) = db.session.scalars(select(StoredFile).filter_by(status=FileStatus.READY))
    typed = {"csrf_token": token(client, url)}
    close(url)
    late = [
        script.begin(len(PDF)),
        script.piece(pieces, 0, PDF),
        client.post(f"{url}/files/{file.id}/removal?lang=en", data=typed),
        client.post(f"{url}/submission?lang=en", data=typed | {"file": (io.BytesIO(PDF), "Late.pdf")}),
    ]
    assert [(reply.status_code, sentence in reply.text) for reply in late] == [(422, True)] * 4
    assert client.get(f"{url}/submission?lang=en").headers["Location"] == f"{url}?lang=en"
    assert stored() == [("Late.pdf", FileStatus.RECEIVING), ("Report.pdf", FileStatus.READY)]
    with client.get(f"{url}/files/{file.id}") as reply:
        assert reply.data.startswith(b"%PDF")  # and can still be read
