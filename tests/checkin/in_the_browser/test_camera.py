"""The camera at the door, where it sees a film: what it reads, what it says of it, and what can go wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories, films, servers
from tests.checkers import axe_problems
from webapp.checkin.devices import revoke

pytestmark = pytest.mark.browser

FILM = "--use-file-for-fake-video-capture="
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
# What the page does with sound and vibration, which nobody hears here.
LISTEN = """
    window.notes = []; window.buzzes = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at) { notes.push(this.frequency.value); return start.call(this, at); };
    navigator.vibrate = (pattern) => { buzzes.push(pattern); return true; };
"""


@pytest.fixture
def code_of(edition):
    return lambda name="Ana Rojas": factories.code(factories.issued_pass(edition, name=name))


@pytest.fixture
def door_page(door, browser_at, shared_server):
    """Opens the door's page in a context, as its enrolled device."""

    def open_in(context, before=None):
        cookie = {"name": "upr", "value": browser_at(door).get_cookie("upr").value, "url": shared_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        if before:
            before(page)
        page.goto(f"{shared_server.url}/door/{door.id}?lang=en")
        return page

    return open_in


@pytest.fixture
def looking_at(browser, door_page, tmp_path):
    """A phone at the door whose camera sees these pictures, each for so many seconds, again and again."""
    started = []

    def start(*parts, flags=CAMERA, before=None, press=True):
        options = servers.chromium_options()
        if parts:
            flags = (*flags, f"{FILM}{films.write_stills(tmp_path / 'film.mjpeg', *parts)}")
        chromium = browser.browser_type.launch(**{**options, "args": [*options["args"], *flags]})
        started.append(chromium)
        page = door_page(chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB"), before)
        if press:
            page.get_by_role("button", name="Use the camera").click()
        return page

    yield start
    for chromium in started:
        chromium.close()


@pytest.fixture
def without_camera(new_context, door_page):
    """A browser at the door's page that has no camera at all."""
    return lambda before=None: door_page(new_context(viewport={"width": 390, "height": 844}), before)


def shows(page, word: str, *more: str) -> None:
    verdict = page.locator("#main > .verdict")
    expect(verdict.locator(".word")).to_have_text(word)
    for text in more:
        expect(verdict).to_contain_text(text)


def last_scans(page) -> list[str]:
    return [line.partition(" · ")[2] for line in page.locator("#recent li").all_inner_texts()]


def typed_code_works(page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Check").click()
    shows(page, "Admitted", "Ana Rojas")


def test_a_pass_is_admitted_and_later_already_in(looking_at, code_of, edition, scans_stored):
    """It stays in the picture for longer than the time after which it would be scanned anew."""
    ana, eve, nothing = films.still(code_of()), films.still(code_of("Eve")), films.still()
    page = looking_at((nothing, 0.5), (ana, 3.5), (eve, 1), (nothing, 3))
    shows(page, "Admitted", "Delegate · Chile", "Ana Rojas", "Main entrance")
    assert axe_problems(page) == []
    shows(page, "Admitted", "Eve")
    assert last_scans(page) == ["Admitted · Delegate · Chile"] * 2
    expect(page.locator("#count")).to_have_text("2 in")

    shows(page, "Already in", "Ana Rojas", "Same person? Let them in.")
    assert scans_stored() == 3
    page.get_by_role("button", name="Next person").click()
    expect(page.locator(".viewfinder video")).to_be_visible()
    assert axe_problems(page) == []


def test_a_pass_that_was_undone_while_it_is_held_up_is_not_scanned_again(
    looking_at, code_of, admitted, scans_stored
):
    page = looking_at((films.still(code_of()), 1))
    shows(page, "Admitted")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Undone: that admission no longer counts.")).to_be_visible()
    _looks_on(page)
    assert (admitted(), scans_stored()) == ([], 1)


def _looks_on(page, pictures: int = 12) -> None:
    """Waits until the camera has shown so many more pictures."""
    page.evaluate(
        """count => new Promise(done => {
            const video = document.querySelector('video');
            const next = () => count-- > 0 ? video.requestVideoFrameCallback(next) : done();
            next();
        })""",
        pictures,
    )


def test_two_passes_in_one_picture_are_neither_scanned(looking_at, code_of, scans_stored):
    both = films.still(code_of(), code_of("Eve"))
    page = looking_at((both, 3))
    shows(page, "Two codes in the picture. Show one.")
    assert axe_problems(page) == []
    _looks_on(page)
    assert scans_stored() == 0


def test_one_of_two_that_stays_is_scanned(looking_at, code_of, scans_stored):
    ana, eve = code_of(), code_of("Eve")
    page = looking_at((films.still(ana, eve), 2), (films.still(eve), 2))
    shows(page, "Two codes in the picture. Show one.")
    shows(page, "Admitted", "Eve")
    assert scans_stored() == 1


SOMETHING_ELSE = ("https://example.org/menu", "BCDFGHJK", "b" * 31 + "a", "<b>x</b>", "ありがとう")


def test_the_code_of_something_else_is_no_pass_and_the_server_hears_nothing(
    looking_at, code_of, scans_stored
):
    asked, told = (
        [],
        "document.addEventListener('door:verdict', ({detail}) => (window.told ??= []).push(detail));",
    )

    def listen(page):
        page.add_init_script(told)
        page.on("request", lambda request: asked.append(request.url))

    others = [(films.still(text), 1.5) for text in SOMETHING_ELSE]
    page = looking_at(*others, (films.still(code_of()), 1.5), before=listen)
    shows(page, "This is not a pass", "Its code is of something else.")
    expect(page.locator("#main > .verdict")).to_have_attribute("data-kind", "admitted")
    assert set(page.evaluate("told.slice(0, -1)")) == {"unread"}
    assert (len([url for url in asked if "/scans" in url]), scans_stored()) == (1, 1)


def test_a_browser_that_is_not_allowed_the_camera_says_how_to(looking_at, code_of):
    page = looking_at((films.still(), 1), flags=CAMERA[:1])
    expect(page.locator("[data-said]")).to_contain_text("The browser may not use the camera.")
    expect(page.locator("[data-said]")).to_contain_text("allow the camera there")
    assert axe_problems(page) == []
    typed_code_works(page, code_of())


def test_a_device_without_a_camera(without_camera, code_of):
    page = without_camera()
    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator("[data-said]")).to_contain_text(
        "This device has no camera that the browser can find."
    )
    expect(page.get_by_role("button", name="Use the camera")).to_be_visible()
    typed_code_works(page, code_of())


@pytest.mark.parametrize(
    ("browser_says", "page_says"),
    [
        ("NotReadableError", "another app may be using it"),
        ("AbortError", "another app may be using it"),
        ("OverconstrainedError", "This device has no camera"),
        ("SecurityError", "The browser may not use the camera."),
        ("SomethingNewError", "another app may be using it"),
    ],
)
def test_what_else_browsers_say_of_a_camera(without_camera, code_of, browser_says, page_says):
    fails = f"""navigator.mediaDevices.getUserMedia =
        () => Promise.reject(Object.assign(new Error('no'), {{name: '{browser_says}'}}));"""
    page = without_camera(lambda page: page.add_init_script(fails))
    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator("[data-said]")).to_contain_text(page_says)
    typed_code_works(page, code_of())


def test_a_page_that_did_not_come_over_https(without_camera, code_of):
    plain = """Object.defineProperty(navigator, 'mediaDevices', {value: undefined});
        Object.defineProperty(window, 'isSecureContext', {value: false});"""
    page = without_camera(lambda page: page.add_init_script(plain))
    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator("[data-said]")).to_contain_text("pages that came over https alone")
    typed_code_works(page, code_of())


def test_a_reader_that_does_not_load_says_so(looking_at, code_of):
    page = looking_at((films.still(code_of()), 1), press=False)
    for missing in ("**/*.wasm*", "**/vendor/zxing-reader-*.js*", "**/scan-worker.js*"):
        page.route(missing, lambda route: route.abort())
        page.get_by_role("button", name="Use the camera").click()
        expect(page.locator("[data-said]")).to_contain_text("The part that reads codes did not load")
        expect(page.get_by_role("button", name="Use the camera")).to_be_visible()
        page.unroute(missing)
        page.evaluate("document.querySelector('[data-said]').textContent = ''")
    page.get_by_role("button", name="Use the camera").click()
    shows(page, "Admitted", "Ana Rojas")


def test_a_reader_that_dies_is_started_anew_once(looking_at, code_of):
    """The first worker dies at its first picture; what it would have read is read by the second."""
    started = []

    def first_one_dies(route):
        started.append(route.request.url)
        if len(started) > 1:
            route.continue_()
        else:
            dying = "onmessage = ({data}) => { if (!data.reader) throw Error('dead'); postMessage({ready: true}); };"
            route.fulfill(content_type="text/javascript", body=dying)

    page = looking_at(
        (films.still(code_of()), 1), before=lambda page: page.route("**/scan-worker.js*", first_one_dies)
    )
    shows(page, "Admitted", "Ana Rojas")
    assert len(started) == 2


def test_a_camera_that_is_unplugged(looking_at, code_of):
    page = looking_at((films.still(), 1))
    expect(page.locator("[data-said]")).to_have_text("Hold a pass before the camera.")
    page.evaluate(
        "document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))"
    )
    expect(page.locator("[data-said]")).to_contain_text("The camera stopped: it was unplugged")
    typed_code_works(page, code_of())


def test_a_hidden_page_lets_the_camera_go_and_takes_it_again(looking_at):
    page = looking_at((films.still(), 1))
    expect(page.locator("[data-said]")).to_have_text("Hold a pass before the camera.")

    def hidden(is_it: bool) -> None:
        page.evaluate(
            """is => { Object.defineProperty(document, 'hidden', {value: is, configurable: true});
                document.dispatchEvent(new Event('visibilitychange')); }""",
            is_it,
        )

    track = page.evaluate_handle("document.querySelector('video').srcObject.getTracks()[0]")
    hidden(True)
    assert (
        track.evaluate("track => track.readyState"),
        page.evaluate("document.querySelector('video').srcObject"),
    ) == (
        "ended",
        None,
    )
    hidden(False)
    expect(page.locator("[data-said]")).to_have_text("Hold a pass before the camera.")
    _looks_on(page)


def test_the_steward_stops_it_and_starts_it_again(looking_at, code_of):
    page = looking_at((films.still(), 2), (films.still(code_of()), 2))
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.locator(".viewfinder")).to_be_hidden()
    assert page.evaluate("document.querySelector('video').srcObject") is None
    page.get_by_role("button", name="Use the camera").click()
    shows(page, "Admitted", "Ana Rojas")


def test_several_cameras_can_be_chosen_from(looking_at, code_of):
    flags = (f"{CAMERA[0]}=device-count=2", CAMERA[1])
    page = looking_at(flags=flags)
    choice = page.locator("#choice-of-camera")
    expect(choice.locator("option")).to_have_count(2)
    choice.select_option(index=1)
    expect(page.locator("[data-said]")).to_have_text("Hold a pass before the camera.")
    in_use = page.evaluate("document.querySelector('video').srcObject.getTracks()[0].getSettings().deviceId")
    expect(choice).to_have_value(in_use)


def test_each_kind_of_verdict_sounds_and_feels_different(without_camera, code_of, edition):
    page = without_camera(lambda page: page.add_init_script(LISTEN))
    page.locator("h1").click()
    signals = {}
    for verdict in ("admitted", "already_in", "wrong_day", "revoked", "not_a_pass"):
        signals[verdict] = page.evaluate(
            "verdict => { notes = []; buzzes = []; showMould(verdict); return JSON.stringify([notes, buzzes]); }",
            verdict,
        )
    assert len(set(signals.values())) == 5, signals
    assert signals["admitted"].startswith("[[1319,1760]")
    assert signals["revoked"].startswith("[[262]")

    page.get_by_role("button", name="Next person").click()
    page.get_by_role("button", name="Mute").click()
    page.evaluate("notes = []; buzzes = []")
    typed_code_works(page, code_of())
    assert page.evaluate("[notes, buzzes]") == [[], [[80]]]


def test_a_page_whose_device_was_ended_says_what_to_do(looking_at, code_of, door, scans_stored):
    page = looking_at((films.still(), 2), (films.still(code_of()), 2), press=False)
    revoke(door.device_id, by="test")
    page.get_by_role("button", name="Use the camera").click()
    shows(page, "This device is signed out", "Choose the door again", "asks the desk for a new link")
    page.get_by_role("link", name="Choose a door").click()
    expect(page).to_have_url(re.compile("/staff/sign-in"))
    assert scans_stored() == 0
