"""The video of a statement: asked of whoever is not in the room, two versions kept, played to its owner alone here."""

import io
import re
import tempfile
from dataclasses import replace
from datetime import timedelta

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests import pages
from tests.checkers import html_problems
from tests.core.files import samples
from tests.core.files.samples import videos
from tests.panellists import steps
from webapp import config
from webapp.briefing import files, handing_in
from webapp.briefing.models import Part
from webapp.core import clock
from webapp.core.files import disk
from webapp.core.files.kinds import VIDEOS
from webapp.core.files.terms import MB
from webapp.editions.models import Format
from webapp.extensions import db
from webapp.programme.models import Presence

MP4, WEBM = videos.mp4(), videos.webm()
TAKEN = "Send a video (MP4, MOV or WebM) of at most 400 MB."
PLAYED = re.compile(r'<video controls playsinline preload="metadata" src="([^"]+)"')
MEDIA = "media-src 'self'"


@pytest.fixture
def moussa(app, here, edition):
    edition.format = Format.VIRTUAL
    db.session.commit()
    return steps.invited(app, here)


def page(who):
    return who.browser.get(f"{who.page}/video?lang=en")


def send(who, name="Me.mp4", body: bytes | None = MP4):
    """As the form sends it without a script, a minute after whatever was before."""
    clock.set_for_tests(clock.now() + timedelta(minutes=1))
    file = {} if body is None else {"file": (io.BytesIO(body), name)}
    data = {"csrf_token": pages.token_in(page(who).text), **file}
    reply = who.browser.post(f"{who.page}/video?lang=en", data=data, content_type="multipart/form-data")
    db.session.rollback()
    return reply


def kept(who) -> list[str]:
    """The names of the versions, the newest first."""
    db.session.rollback()
    return [stored.name for stored in files.versions(who.id, Part.VIDEO)]


def played(who) -> str:
    """The address of what the page plays."""
    return PLAYED.search(page(who).text)[1]


def get(who, address: str, **headers: str):
    return who.browser.get(address, headers=headers, buffered=True)


# ---- Of whom it is asked ----


@pytest.mark.parametrize(
    ("format", "presence", "status"),
    [
        (Format.IN_PERSON, Presence.IN_ROOM, 404),
        (Format.IN_PERSON, Presence.REMOTE, 404),
        (Format.IN_PERSON, Presence.VIDEO, 200),
        (Format.HYBRID, Presence.IN_ROOM, 200),
        (Format.VIRTUAL, Presence.IN_ROOM, 200),
    ],
)
def test_it_is_asked_where_somebody_is_not_in_the_room(moussa, edition, format, presence, status):
    moussa.row.presence = presence
    edition.format = format
    db.session.commit()
    token = pages.token_in(moussa.browser.get(f"{moussa.page}/factsheet").text)
    begun = moussa.browser.post(
        f"{moussa.page}/video/files", data={"csrf_token": token, "name": "Me.mp4", "size": "100"}
    )
    assert (page(moussa).status_code, begun.status_code) == (status, 404 if status == 404 else 201)
    assert (f"{moussa.page}/video" in moussa.browser.get(moussa.page).text) == (status == 200)


def test_it_says_what_to_look_at_before_recording(moussa):
    said = moussa.says("/video")
    for words in (
        "You have 7 minutes",
        "Look at what can be seen and heard around you.",
        "Put subtitles into the picture itself.",
        "Removed: what cameras and programs write beside the picture about you, your device, the place and the time.",
        "Not changed: picture and sound. Whoever watches sees your face and hears your voice, and could record both.",
        "Until you choose, only the panel, the moderators and the secretariat read it.",
        TAKEN,
    ):
        assert words in said
    assert MEDIA not in page(moussa).headers["Content-Security-Policy"]  # there is nothing to play yet


# ---- Whole ----


@pytest.mark.parametrize(
    ("name", "body", "mimetype"), [("Me.MOV", MP4, "video/mp4"), ("Me", WEBM, "video/webm")]
)
def test_a_plain_post_is_received_cleaned_and_played(moussa, name, body, mimetype):
    assert set(samples.SECRETS) <= samples.secrets_in(body)
    reply = send(moussa, name, body)
    assert (reply.status_code, reply.location) == (303, f"{moussa.page}/video?lang=en")
    assert f"Received: {name}" in moussa.says("/video")
    assert (kept(moussa), handing_in.standing(moussa.id)[Part.VIDEO].version) == ([name], 1)
    assert MEDIA in page(moussa).headers["Content-Security-Policy"]
    whole = get(moussa, played(moussa))
    assert (whole.status_code, whole.mimetype, samples.secrets_in(whole.data)) == (200, mimetype, set())
    assert [whole.data.find(each) for each in videos.PICTURES] == [
        body.find(each) for each in videos.PICTURES
    ]


@pytest.mark.parametrize(
    ("asked", "begin", "end"), [("0-", 0, None), ("100-199", 100, 200), ("-50", -50, None), ("5-5", 5, 6)]
)
def test_it_is_played_from_anywhere(moussa, asked, begin, end):
    send(moussa)
    (stored,) = files.versions(moussa.id, Part.VIDEO)
    whole = disk.place(stored.id).read_bytes()
    reply = get(moussa, played(moussa), Range=f"bytes={asked}")
    assert (reply.status_code, reply.data) == (206, whole[begin:end])
    first = begin % len(whole)
    assert reply.headers["Content-Range"] == f"bytes {first}-{first + len(reply.data) - 1}/{len(whole)}"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="Me.mp4"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Last-Modified" not in reply.headers


def test_a_part_that_it_does_not_have(moussa):
    send(moussa)
    reply = get(moussa, played(moussa), Range=f"bytes={len(MP4)}-")
    assert (reply.status_code, reply.headers["Cache-Control"]) == (416, "no-store")


def test_the_newest_two_are_kept(moussa):
    for name in ("First.mp4", "Second.mp4", "Third.mp4"):
        send(moussa, name)
    assert kept(moussa) == ["Third.mp4", "Second.mp4"]
    there = {stored.id for stored in files.versions(moussa.id, Part.VIDEO)}
    assert {file_id for file_id, _paths in disk.ids_present()} == there


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "Choose a file first."),
        (MP4[:-60], "This video is not whole, or cannot be read."),
        (samples.plain_pdf(), "This file is of a kind that cannot be taken, whatever its name says."),
    ],
    ids=["none", "half of one", "a document"],
)
def test_what_is_not_taken_is_refused_and_the_old_one_stands(moussa, body, reason):
    send(moussa, "First.mp4")
    reply = send(moussa, "Second.mp4", body)
    summary = re.search(r'<div class="error-summary".*?</ul>', reply.text, re.S)[0]
    assert (reply.status_code, reason in pages.text_of(summary)) == (422, True)
    assert (kept(moussa), handing_in.standing(moussa.id)[Part.VIDEO].version) == (["First.mp4"], 1)


def test_one_that_is_too_large_is_refused_before_it_is_read(moussa):
    announced = {"CONTENT_LENGTH": str(401 * MB), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    reply = moussa.browser.post(f"{moussa.page}/video?lang=en", environ_overrides=announced)
    assert (reply.status_code, f"This file is too large. {TAKEN}" in reply.text) == (413, True)


def test_the_limit_is_a_setting_of_its_own(moussa):
    config.use(replace(config.current(), upload_max_mb=0, video_max_mb=1))
    assert "Send a video (MP4, MOV or WebM) of at most 1 MB." in moussa.says("/video")
    assert send(moussa).status_code == 303
    refused = send(moussa, body=MP4 + bytes(MB))
    assert (refused.status_code, "This file is too large." in refused.text) == (422, True)


def test_a_large_one_goes_to_the_disk_of_the_files_as_it_comes(moussa, monkeypatch):
    """Where systems keep what is temporary is often memory, and always another disk."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    file = FileStorage(io.BytesIO(MP4[:-3] + videos.box("free", bytes(3 * MB))), "Me.mp4", "file")
    boundary, body = encode_multipart({"csrf_token": pages.token_in(page(moussa).text), "file": file})
    reply = moussa.browser.post(
        f"{moussa.page}/video", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    assert (reply.status_code, kept(moussa)) == (303, ["Me.mp4"])


def test_where_the_disk_is_full_nothing_of_it_is_read(moussa, monkeypatch):
    monkeypatch.setattr(disk, "SPARE", 10**18)
    reply = send(moussa)
    assert (reply.status_code, "There is no room for files at this moment." in reply.text) == (422, True)
    assert (kept(moussa), [path.name for path in disk.root().iterdir()]) == ([], [])


def test_the_page_is_valid_html(moussa):
    pages_ = {"without a video": page(moussa).text}
    refused = send(moussa, body=MP4[:-60])
    for name in ("First.mp4", "Second.mp4"):
        send(moussa, name)
    assert html_problems(pages_ | {"refused": refused.text, "with two": page(moussa).text}) == []


# ---- In pieces ----


def test_pieces_of_half_a_megabyte_make_it(moussa):
    body = MP4[:-3] + videos.box("free", bytes(VIDEOS.piece_most))
    assert f'data-piece="{512 * 1024}"' in page(moussa).text
    headers = {"X-CSRFToken": pages.token_in(page(moussa).text), "Accept": "application/json"}
    typed = {"name": "Me.mp4", "size": str(len(body))}
    begun = moussa.browser.post(f"{moussa.page}/video/files?lang=en", data=typed, headers=headers)
    replies = [
        moussa.browser.post(
            f"{begun.json['pieces']}&offset={at}", data=body[at : at + VIDEOS.piece_most], headers=headers
        )
        for at in (0, VIDEOS.piece_most)
    ]
    assert [(reply.status_code, reply.json["ready"]) for reply in replies] == [(200, False), (200, True)]
    assert (kept(moussa), len(get(moussa, played(moussa)).data)) == (["Me.mp4"], len(body))


# ---- Who may, and until when ----


def test_nobody_else_gets_it_here(app, moussa, here):
    send(moussa)
    other = steps.invited(app, here, name="Ben Diaz", organisation="Ligue")
    address = played(moussa)
    strangers = [other.browser, app.test_client()]
    for asked in (address, f"{moussa.page}/video", address.replace(moussa.id, other.id)):
        assert [browser.get(asked).status_code for browser in strangers] == [404, 404]
    assert get(moussa, address).status_code == 200


def test_one_is_removed_and_nothing_of_it_stays(moussa):
    send(moussa)
    (stored,) = files.versions(moussa.id, Part.VIDEO)
    removal = f"{moussa.page}/video/files/{stored.id}/removal"
    reply = moussa.browser.post(removal, data={"csrf_token": pages.token_in(page(moussa).text)})
    assert (reply.status_code, kept(moussa), list(disk.ids_present())) == (303, [], [])


def test_after_the_week_it_is_played_and_no_longer_changed(app, moussa, edition):
    send(moussa)
    clock.set_for_tests(edition.closes_at - timedelta(hours=1))
    late = steps.Seated("", moussa.id, steps.with_pass(app, moussa.id))
    token = pages.token_in(page(late).text)
    clock.set_for_tests(edition.closes_at)
    file = {"csrf_token": token, "file": (io.BytesIO(MP4), "Late.mp4")}
    reply = late.browser.post(f"{late.page}/video?lang=en", data=file, content_type="multipart/form-data")
    assert (reply.status_code, "The week is over" in reply.text, kept(late)) == (422, True, ["Me.mp4"])
    assert (get(late, played(late)).status_code, "data-upload" in page(late).text) == (200, False)
