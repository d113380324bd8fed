"""The camera at the door: which share of hard pictures is read, and how long it takes from a pass to its verdict."""

import base64
import re
import string
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from random import Random
from statistics import median

from PIL import ImageDraw
from playwright.sync_api import Page, expect, sync_playwright

from bench import seed
from bench.figures import Figure, percentile
from bench.servers import folder, serve
from tests import films
from tests.servers import chromium_options
from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.participants import codes

FRAMES = 30  # of each scene
OTHERS = 120  # codes of something else
RUNS, EMPTY_SECONDS, PASS_SECONDS = 12, 0.8, 1.2
SLOWER = 4
MARK = 40  # pixels of the corner that says whether a pass is in the picture

READ = """async (stills) => {
    window.reader ??= codeReader(document.getElementById('camera').dataset);
    await reader.ready();
    const texts = [];
    for (const still of stills) {
        const bytes = Uint8Array.from(atob(still), (letter) => letter.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([bytes], {type: 'image/jpeg'}));
        texts.push(await reader.read(picture, picture.width, picture.height));
    }
    return texts;
}"""
# When the first picture with a pass came, by its own instant of capture, and when its verdict had been painted.
WATCH = """() => {
    window.came = []; window.painted = []; window.reading = [];
    window.Worker = class extends Worker {
        constructor(...how) {
            super(...how);
            this.addEventListener('message', ({data}) => data.milliseconds && reading.push(data.milliseconds));
        }
    };
    const video = document.querySelector('video');
    const corner = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    let isThere = false;
    const see = (now, {captureTime}) => {
        corner.drawImage(video, 10, 10, 4, 4, 0, 0, 1, 1);
        const was = isThere;
        isThere = corner.getImageData(0, 0, 1, 1).data[0] > 128;
        if (isThere && !was) came.push(captureTime ?? now);
        video.requestVideoFrameCallback(see);
    };
    video.requestVideoFrameCallback(see);
    const note = (kind) => painted.push([performance.now(), kind]);
    document.addEventListener('door:verdict', ({detail}) => requestAnimationFrame(() => setTimeout(note, 0, detail)));
}"""


def pictures() -> list[Figure]:
    """Every hard scene through the page's own reader, as the camera hands it over; then codes of something else."""
    random = Random("camera")
    with _door(1) as page:
        read, wrong = {}, 0
        for name, scene in films.HARD.items():
            code = _code(random)
            stills = [films.jpeg(picture) for picture in films.shown(scene, code, name, FRAMES)]
            texts = _read(page, stills)
            read[name] = sum(found == [code] for found in texts)
            wrong += sum(bool(found) and found != [code] for found in texts)
        others = [_something_else(random) for _ in range(OTHERS)]
        texts = _read(page, [films.jpeg(films.still(other)) for other in others])
        seen = sum(found == [other] for found, other in zip(texts, others, strict=True))
        wrong += sum(bool(found) and found != [other] for found, other in zip(texts, others, strict=True))
        wrong += sum(codes.read(text) is not None for found in texts for text in found)
    missed = ", ".join(f"{name} {count}" for name, count in read.items() if count < FRAMES)
    share = 100 * sum(read.values()) / (FRAMES * len(read))
    return [
        Figure(
            "camera_frames",
            round(share, 1),
            f"{FRAMES} frames of each scene; fewer read of: {missed or 'none'}",
        ),
        Figure(
            "camera_false_reads", wrong, f"in these, and of {OTHERS} codes of something else ({seen} read)"
        ),
    ]


def _read(page: Page, stills: list[bytes]) -> list[list[str]]:
    found = []
    for start in range(0, len(stills), 10):
        found += page.evaluate(
            READ, [base64.b64encode(still).decode() for still in stills[start : start + 10]]
        )
    return found


def _code(random: Random) -> str:
    return "".join(random.choices(codes.ALPHABET, k=codes.CODE_LETTERS))


def _something_else(random: Random) -> str:
    letters = random.choice((string.ascii_letters + string.digits, string.ascii_uppercase, string.digits))
    start = random.choice(("https://example.org/", "WIFI:S:", "BEGIN:VCARD\\nFN:", ""))
    return start + "".join(random.choices(letters, k=random.randint(8, 60)))


def verdict() -> list[Figure]:
    """Passes come before a fake camera one after the other, and Chromium slows the page.

    It slows no workers (tried), so what a reading costs the worker (the tenth percentile: undisturbed) is added as
    often as it would have taken longer, and twice: the picture before, without a pass, may still be with it.
    """
    with folder() as scratch, _door(RUNS, scratch / "film.mjpeg") as page:
        page.evaluate(WATCH)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.get_by_role("button", name="Use the camera").click()
        admitted = page.locator("#count")
        expect(admitted).to_have_text(f"{RUNS} in", timeout=3000 * RUNS * (EMPTY_SECONDS + PASS_SECONDS))
        page.wait_for_timeout(1000)
        came, painted, reading = page.evaluate("[came, painted, reading]")
    more = 2 * (SLOWER - 1) * percentile(reading, 10)
    waits = [
        at - max(start for start in came if start < at) + more for at, kind in painted if kind == "admitted"
    ]
    if len(waits) < RUNS:
        raise RuntimeError(f"{len(waits)} passes were admitted, not {RUNS}")
    least, most = min(waits) / 1000, max(waits) / 1000
    note = f"{len(waits)} passes, {least:.2f} to {most:.2f} s; in each {more:.0f} ms for a worker as slow"
    return [Figure("camera_verdict", round(median(waits) / 1000, 2), note)]


@contextmanager
def _door(people: int, film=None) -> Iterator[Page]:
    """A browser at a door of a server of its own; its camera plays a film with each person's pass in turn."""
    with (
        seed.week(people) as week,
        serve("wsgi:app", week.instance) as server,
        sync_playwright() as playwright,
    ):
        options = chromium_options()
        flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        if film:
            flags.append(f"--use-file-for-fake-video-capture={_film(week.codes, film)}")
        chromium = playwright.chromium.launch(**{**options, "args": [*options["args"], *flags]})
        page = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
        page.goto(f"http://127.0.0.1:{server.port}{_link(week)}")
        page.get_by_role("button", name="Open").click()
        page.wait_for_url(re.compile("/door/"))
        yield page
        chromium.close()


def _film(letters: list[str], path):
    """Each pass on a phone in a hand that trembles, and a while without any before it. A corner says which it is."""
    empty = [_marked(picture, 0) for picture in films.shown(films.EMPTY, "", "empty", 8)]
    reel = []
    for number, code in enumerate(letters):
        reel += empty * round(EMPTY_SECONDS * films.FRAMES_PER_SECOND / len(empty))
        held = [
            _marked(each, 255) for each in islice(films.shown(films.HARD["phone"], code, str(number), 9), 9)
        ]
        reel += held * round(PASS_SECONDS * films.FRAMES_PER_SECOND / len(held))
    path.write_bytes(b"".join(reel))
    return path


def _marked(picture, grey: int) -> bytes:
    ImageDraw.Draw(picture).rectangle((0, 0, MARK, MARK), fill=(grey, grey, grey))
    return films.jpeg(picture)


def _link(week: seed.Week) -> str:
    with week.app.app_context(), transaction() as session:
        device_id = week.doors[0].key.partition(".")[0]
        token = links.mint(session, GrantKind.DOOR, device_id, until=clock.now() + timedelta(hours=1))
    week.let_go()
    return links.path(token, "en")
