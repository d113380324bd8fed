"""The factsheet: whole or in pieces, its versions kept beside each other, for nobody but its owner here."""

import io
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import pages
from tests.applications.test_files import pdf_of
from tests.core.files import samples
from tests.panellists import steps
from webapp.briefing import files, handing_in
from webapp.briefing.models import Part
from webapp.core import clock, jobs
from webapp.core.files import disk
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.files.store import PIECE_MOST
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.programme import panels

PDF = samples.plain_pdf()
OVER = "The week is over, so nothing can be handed in or changed any more."


@pytest.fixture
def moussa(app, here):
    return steps.invited(app, here)


def token(who) -> str:
    return pages.token_in(who.browser.get(f"{who.page}/factsheet").text)


def send(who, name="Facts.pdf", body: bytes | None = PDF, **typed):
    """As the form sends it without a script, a minute after whatever was before."""
    clock.set_for_tests(clock.now() + timedelta(minutes=1))
    file = {} if body is None else {"file": (io.BytesIO(body), name)}
    data = {"csrf_token": token(who), **typed, **file}
    reply = who.browser.post(f"{who.page}/factsheet?lang=en", data=data, content_type="multipart/form-data")
    db.session.rollback()
    return reply


def arrived(who, name: str, at: datetime) -> None:
    """One that stands already, without its bytes."""
    about = {"purpose": Part.FACTSHEET, "subject_id": who.id, "name": name, "created_at": at}
    with transaction() as session:
        session.add(StoredFile(**about, status=FileStatus.READY, size=9, received=9))


def kept(who) -> list[str]:
    """The names of the versions, the newest first."""
    db.session.rollback()
    return [stored.name for stored in files.versions(who.id, Part.FACTSHEET)]


def stored(who, name: str) -> StoredFile:
    return db.session.scalars(select(StoredFile).filter_by(subject_id=who.id, name=name)).one()


def version(who) -> int:
    return handing_in.standing(who.id)[Part.FACTSHEET].version


def remove(who, file_id: str):
    reply = who.browser.post(
        f"{who.page}/factsheet/files/{file_id}/removal?lang=en", data={"csrf_token": token(who)}
    )
    db.session.rollback()
    return reply


class Script:
    """What upload.js does."""

    def __init__(self, who):
        self.who, self.headers = who, {"X-CSRFToken": token(who), "Accept": "application/json"}

    def begin(self, size: int, name: str = "Facts.pdf"):
        return self._sent(f"{self.who.page}/factsheet/files?lang=en", data={"name": name, "size": str(size)})

    def piece(self, pieces: str, offset: object, body: bytes):
        return self._sent(f"{pieces}&offset={offset}", data=body, content_type="application/octet-stream")

    def _sent(self, to: str, **what):
        reply = self.who.browser.post(to, headers=self.headers, **what)
        db.session.rollback()
        return reply


# ---- Whole ----


def test_a_plain_post_is_received(moussa):
    reply = send(moussa)
    assert (reply.status_code, reply.location) == (303, f"{moussa.page}/factsheet?lang=en")
    assert "Received: Facts.pdf" in moussa.says("/factsheet")
    row = handing_in.standing(moussa.id)[Part.FACTSHEET]
    assert (kept(moussa), row.version, row.changed_at) == (["Facts.pdf"], 1, clock.now())


def test_the_newest_stands_and_the_others_stay(moussa):
    for name in ("First.pdf", "Second.pdf"):
        send(moussa, name)
    assert (kept(moussa), version(moussa)) == (["Second.pdf", "First.pdf"], 2)
    said = moussa.says("/factsheet")
    assert re.findall(r"(\w+\.pdf) 1 KB, Monday 12 June 2023, (..:..), Geneva time \S+ (Stands )?", said) == [
        ("Second.pdf", "10:32", "Stands "),
        ("First.pdf", "10:31", ""),
    ]


def test_ten_versions_are_kept(moussa):
    for number in range(10):
        arrived(moussa, f"{number}.pdf", clock.now() - timedelta(days=10 - number))
    send(moussa, "10.pdf")
    assert kept(moussa) == [f"{number}.pdf" for number in range(10, 0, -1)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "Choose a file first."),
        (b"", "This file is empty."),
        (b"MZ" + b"\0" * 2000, "This file is of a kind that cannot be taken, whatever its name says."),
        (samples.bomb(), "too large or too tangled inside"),
    ],
    ids=["none", "nothing", "a program", "a bomb"],
)
def test_what_is_not_taken_is_refused_and_the_old_one_stands(moussa, body, reason):
    send(moussa, "First.pdf")
    reply = send(moussa, "Second.pdf", body)
    summary = re.search(r'<div class="error-summary".*?</ul>', reply.text, re.S)[0]
    assert (reply.status_code, reason in pages.text_of(summary)) == (422, True)
    assert (kept(moussa), version(moussa)) == (["First.pdf"], 1)


def test_200_mb_are_refused_before_they_are_read(moussa):
    announced = {"CONTENT_LENGTH": str(200 * 2**20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    reply = moussa.browser.post(f"{moussa.page}/factsheet?lang=en", environ_overrides=announced)
    assert (reply.status_code, "This file is too large. Send a PDF" in reply.text) == (413, True)


def test_without_its_token_nothing_is_kept(moussa):
    reply = send(moussa, csrf_token="")
    assert (reply.status_code, "This page had been open for too long." in reply.text) == (422, True)
    assert kept(moussa) == []


def test_ones_own_copy_has_lost_its_metadata(moussa):
    send(moussa, "Rapport été.pdf", samples.pdf())
    reply = moussa.browser.get(f"{moussa.page}/factsheet/files/{stored(moussa, 'Rapport été.pdf').id}")
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="Rapport ete.pdf"')
    assert reply.headers["Cache-Control"] == "no-store"
    assert (samples.read(reply.data), samples.secrets_in(reply.data)) == (samples.TEXT, set())


# ---- In pieces ----


def test_pieces_make_the_file_and_it_is_handed_in_once(moussa):
    script, body = Script(moussa), pdf_of(PIECE_MOST)
    begun = script.begin(len(body))
    assert (begun.status_code, version(moussa)) == (201, 0)
    pieces = begun.json["pieces"]
    assert script.piece(pieces, 0, body[:PIECE_MOST]).json["received"] == PIECE_MOST
    assert "Part of “Facts.pdf” has arrived." in moussa.says("/factsheet")
    assert kept(moussa) == []
    last = [script.piece(pieces, PIECE_MOST, body[PIECE_MOST:]) for _ in range(2)]
    assert [(reply.status_code, reply.json["ready"]) for reply in last] == [(200, True)] * 2
    assert (kept(moussa), version(moussa)) == (["Facts.pdf"], 1)


def test_the_newest_is_the_one_that_arrived_last(moussa):
    """Not the one that was begun last."""
    script = Script(moussa)
    pieces = script.begin(len(PDF), "Begun first.pdf").json["pieces"]
    send(moussa, "Arrived first.pdf")
    clock.set_for_tests(clock.now() + timedelta(minutes=1))
    script.piece(pieces, 0, PDF)
    assert kept(moussa) == ["Begun first.pdf", "Arrived first.pdf"]


def test_a_piece_out_of_step_and_one_that_is_none(moussa):
    script = Script(moussa)
    pieces = script.begin(len(PDF)).json["pieces"]
    script.piece(pieces, 0, PDF[:100])
    ahead = script.piece(pieces, 300, PDF[300:])
    assert (ahead.status_code, ahead.json["received"]) == (409, 100)
    for offset, size in (("x", 10), ("-1", 10), ("9" * 40, 10), ("100", 0), ("100", PIECE_MOST + 1)):
        assert script.piece(pieces, offset, b" " * size).status_code in (409, 422)
    assert moussa.browser.get(pieces).json["received"] == 100


def test_what_is_not_whole_is_given_to_nobody_and_can_be_given_up(moussa):
    script = Script(moussa)
    begun = script.begin(len(PDF)).json
    assert moussa.browser.get(f"{moussa.page}/factsheet/files/{begun['id']}").status_code == 404
    assert remove(moussa, begun["id"]).status_code == 303
    assert db.session.scalars(select(StoredFile)).all() == []
    assert version(moussa) == 0


# ---- Removing, and who may ----


def test_a_version_is_removed_and_the_one_before_it_stands(moussa):
    for name in ("First.pdf", "Second.pdf"):
        send(moussa, name)
    file_id = stored(moussa, "Second.pdf").id
    assert remove(moussa, file_id).status_code == 303
    assert (kept(moussa), version(moussa)) == (["First.pdf"], 3)
    assert moussa.browser.get(f"{moussa.page}/factsheet/files/{file_id}").status_code == 404


def test_nobody_else_reaches_it_by_any_address(app, desk, here, moussa):
    """Another panellist tries it below the own place too."""
    send(moussa)
    file_id = stored(moussa, "Facts.pdf").id
    ben = steps.invited(app, here, name="Ben Diallo")
    csrf = {"X-CSRFToken": token(ben)}
    for base in (moussa.page, ben.page):
        below = f"{base}/factsheet/files/{file_id}"
        tried = [
            ben.browser.get(below),
            ben.browser.get(f"{below}/pieces"),
            ben.browser.post(f"{below}/pieces?offset=0", data=PDF, headers=csrf),
            ben.browser.post(f"{below}/removal", headers=csrf),
        ]
        assert [reply.status_code for reply in tried] == [404] * 4
    begun = ben.browser.post(f"{moussa.page}/factsheet/files", data={"size": "9"}, headers=csrf)
    assert begun.status_code == 404
    for browser in (ben.browser, desk, app.test_client()):
        assert browser.get(f"{moussa.page}/factsheet").status_code == 404
    assert "Facts.pdf" not in ben.says("/factsheet")
    assert kept(moussa) == ["Facts.pdf"]


def test_who_leaves_the_panel_leaves_no_file_behind(app, here, moussa):
    ben = steps.invited(app, here, name="Ben Diallo")
    send(ben, "Of Ben.pdf")
    send(moussa)
    Script(moussa).begin(len(PDF), "Begun.pdf")
    paths = [disk.place(stored(moussa, "Facts.pdf").id), disk.part(stored(moussa, "Begun.pdf").id)]
    assert [path.exists() for path in paths] == [True, True]
    panels.remove(here.id, moussa.slot.id, by="test")
    jobs.work_off(panels.REMOVED)
    assert db.session.scalars(select(StoredFile.name)).all() == ["Of Ben.pdf"]
    assert [path.exists() for path in paths] == [False, False]


def test_no_video_is_begun_where_none_is_asked_for(moussa):
    headers = {"X-CSRFToken": token(moussa)}
    for word, status in (("video", 404), ("statement", 404), ("factsheet", 201)):
        typed = {"name": "v.mp4", "size": "9"}
        reply = moussa.browser.post(f"{moussa.page}/{word}/files", data=typed, headers=headers)
        assert reply.status_code == status


def test_after_the_week_it_stays_and_can_still_be_read(app, edition, moussa):
    send(moussa)
    file_id = stored(moussa, "Facts.pdf").id
    clock.set_for_tests(edition.closes_at - timedelta(seconds=1))
    late = steps.Seated("", moussa.id, steps.with_pass(app, moussa.id))
    script = Script(late)
    pieces = script.begin(len(PDF), "Late.pdf").json["pieces"]
    csrf_token = token(late)
    clock.set_for_tests(edition.closes_at)
    file = {"csrf_token": csrf_token, "file": (io.BytesIO(PDF), "Late.pdf")}
    tried = [
        script.begin(len(PDF)),
        script.piece(pieces, 0, PDF),
        late.browser.post(f"{late.page}/factsheet/files/{file_id}/removal", data={"csrf_token": csrf_token}),
        late.browser.post(f"{late.page}/factsheet", data=file),
    ]
    assert [(reply.status_code, OVER in reply.text) for reply in tried] == [(422, True)] * 4
    assert kept(moussa) == ["Facts.pdf"]
    assert late.browser.get(f"{late.page}/factsheet/files/{file_id}").data.startswith(b"%PDF")
    assert '<form method="post" enctype' not in late.browser.get(f"{late.page}/factsheet").text
