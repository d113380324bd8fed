"""Pre-sessions 40 as they were announced, all on video: from the call to a statement that plays, in one browser."""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Thread

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from tests.applications import steps as applying
from tests.applications.in_the_browser.test_apply import answer, go_on
from tests.checkers import axe_problems
from tests.core.files.samples import remuxed
from tests.core.files.samples.marks import PLACE
from tests.selection import steps as selection
from webapp.applications.models import Application
from webapp.briefing import files
from webapp.briefing.models import Part
from webapp.core import clock
from webapp.core.files import store
from webapp.extensions import db
from webapp.programme.models import Panellist

IN_ITS_CALL = datetime(2021, 8, 2, 8, tzinfo=UTC)
ANSWERS = {**applying.ANSWERS, "about": {"state": "HT", "language": "fr", "kind": "cso"}}
STEPS = ["about", "organisation", "contact", "work", "statement", "people", "submission", "public"]
# Who recorded it, and where: at least one of these is in each.
LEFT = (b"Chrome", b"SoundHandler", PLACE.encode())
# A second of somebody in red, who hums, as a web camera would be recorded; what it is for, `type` says.
RECORD = """async (type) => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 320, height: 180});
  const pen = canvas.getContext('2d'), stream = canvas.captureStream(25), audio = new AudioContext();
  const tone = audio.createOscillator(), heard = audio.createMediaStreamDestination();
  tone.connect(heard);
  tone.start();
  stream.addTrack(heard.stream.getAudioTracks()[0]);
  const recorder = new MediaRecorder(stream, {mimeType: type}), parts = [];
  recorder.ondataavailable = ({data}) => parts.push(data);
  const draw = setInterval(() => {
    pen.fillStyle = 'rgb(200, 30, 60)';
    pen.fillRect(0, 0, 320, 180);
    pen.fillStyle = `hsl(${Math.random() * 360}deg 90% 50%)`;
    for (let x = 160; x < 320; x += 8) pen.fillRect(x, Math.random() * 172, 8, 8);
  }, 40);
  recorder.start(300);
  await new Promise((go) => setTimeout(go, 1500));
  await new Promise((go) => { recorder.onstop = go; recorder.stop(); });
  clearInterval(draw);
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}"""
PLAY = """async (video) => {
  video.muted = true;
  await video.play();
  await new Promise((go) => { video.onended = go; });
  const canvas = Object.assign(document.createElement('canvas'), {width: 320, height: 180});
  const pen = canvas.getContext('2d');
  pen.drawImage(video, 0, 0);
  return {
    lasts: video.duration, wide: video.videoWidth, heard: video.webkitAudioDecodedByteCount > 0,
    frames: video.getVideoPlaybackQuality().totalVideoFrames, colour: [...pen.getImageData(60, 90, 1, 1).data],
  };
}"""


@pytest.fixture
def url(app) -> Iterator[str]:
    """The app in this process, where the clock stands in the call of 2021."""
    clock.set_for_tests(IN_ITS_CALL)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk(app, monkeypatch):
    """The coordinator, at the desk of this edition."""
    monkeypatch.setattr(selection, "OVERVIEW", "/desk/editions/40/decisions")
    monkeypatch.setattr(selection, "RELEASE", "/desk/editions/40/decisions/release")
    monkeypatch.setattr(selection, "UNTIL", {"day": "2021-09-30", "hour": "18:00"})
    return selection.coordinator(app)


def record(page: Page, mimetype: str) -> bytes:
    return base64.b64decode(page.evaluate(RECORD, mimetype))


def apply(page: Page, url: str) -> str:
    """From the first field to the receipt; the id of the application."""
    page.goto(f"{url}/editions/40/applications/new?lang=en")
    for step, following in pairwise([*STEPS, "check"]):  # nobody is asked for a passport or a visa
        for name, value in ANSWERS.get(step, {}).items():
            answer(page, name, value)
        go_on(page)
        expect(page).to_have_url(re.compile(rf"/applications/\w{{20}}/{following}\?"))
    go_on(page)
    expect(page).to_have_url(re.compile("/receipt"))
    db.session.rollback()
    return db.session.query(Application).one().id


def send(page: Page, name: str, body: bytes) -> None:
    file = {"name": name, "mimeType": "video/mp4", "buffer": body}
    page.locator("[name=file]").set_input_files([file])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("main .rows li").first).to_contain_text(name)


def newest() -> bytes:
    db.session.rollback()
    panellist = db.session.query(Panellist).one()
    return store.path(files.versions(panellist.id, Part.VIDEO)[0]).read_bytes()


def play(page: Page) -> dict:
    return page.locator("video").evaluate(PLAY)


def test_somebody_applies_is_chosen_and_speaks_by_video(app, url, page, desk):
    assert app.test_cli_runner().invoke(args=["edition", "load", "editions/40.toml"]).exit_code == 0
    application_id = apply(page, url)
    assert selection.accept(desk, application_id, minutes=5).status_code == 303
    assert selection.release(desk).status_code == 303
    page.goto(f"{url}/applications/{application_id}/decision?lang=en")
    page.get_by_role("button", name="Confirm: we will speak").click()
    page.get_by_role("link", name="Prepare your statement").click()
    page.get_by_role("link", name="Video").click()
    expect(page.get_by_text("You have 5 minutes")).to_be_visible()
    assert axe_problems(page) == []

    pieces = []
    page.on("request", lambda sent: "/pieces?" in sent.url and sent.method == "POST" and pieces.append(sent))
    mp4 = record(page, "video/mp4")
    recorded = {
        "browser.webm": record(page, "video/webm;codecs=vp8,opus"),
        "browser.mp4": mp4,
        "camera.mov": remuxed.as_a_camera(mp4),
    }
    for minute, (name, body) in enumerate(recorded.items()):
        clock.set_for_tests(IN_ITS_CALL + timedelta(minutes=minute))
        pieces.clear()
        send(page, name, body)
        assert len(pieces) > 1
        kept = newest()
        assert len(kept) == len(body)
        assert [any(mark in each for mark in LEFT) for each in (body, kept)] == [True, False]
        played = play(page)
        assert (played["wide"], played["heard"], played["frames"] > 15) == (320, True, True)
        assert 1 < played["lasts"] < 3
        assert all(abs(a - b) < 12 for a, b in zip(played["colour"], (200, 30, 60, 255), strict=True))
    assert axe_problems(page) == []
