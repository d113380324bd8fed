"""What only a browser shows of what is handed in: the live count, what stays on the device, pages without barriers."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.checkers import axe_problems, html_problems
from tests.core.files import samples
from tests.panellists import steps
from webapp.briefing import files, texts
from webapp.briefing.models import Part
from webapp.core import clock
from webapp.editions.models import CountrySession
from webapp.extensions import db

LOOKS = [(390, "light"), (1280, "dark")]
TEXTS = [
    "",
    "one",
    "word " * 120,
    "word " * 841,
    "a\u00a0b\u2003c\n\nd\u200be",
    "حقوق الإنسان",
    "e\u0301te\u0301 😀",
]


@pytest.fixture
def database_url(shared_database_url):
    return shared_database_url


@pytest.fixture(autouse=True)
def june(app):
    """The server runs in a process of its own, with a clock that goes: so this one's must go as well."""
    clock.set_for_tests(None)


@pytest.fixture
def edition(app):
    """Pre-sessions 44, ten weeks from now."""
    first = (datetime.now(UTC) + timedelta(weeks=10)).date()
    edition = factories.edition(
        starts_on=first, ends_on=first + timedelta(days=4), speaking_languages=["en", "fr"]
    )
    for country_session in db.session.scalars(db.select(CountrySession)):
        country_session.starts_at += first - factories.MONDAY
    db.session.commit()
    return edition


@pytest.fixture
def moussa(app, here):
    return steps.invited(app, here)


@pytest.fixture
def opened(shared_server, new_context, moussa):
    """Opens a page of Moussa's in a real browser."""
    context = new_context()
    cookie = {"name": "upr", "value": moussa.browser.get_cookie("upr").value, "url": shared_server.url}
    context.add_cookies([cookie])

    def open_page(below, lang="en"):
        page = context.new_page()
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{shared_server.url}{moussa.page}{below}?lang={lang}")
        return page

    return open_page


def counted(page) -> tuple[str, str]:
    count = page.locator("#text-count")
    return count.inner_text(), count.get_attribute("class").strip()


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_what_is_counted_live_is_what_the_server_counts(opened, moussa, lang):
    """Typed into the page, and then as the page says without its script, of what was typed."""
    page = opened("/statement", lang)
    live = []
    for text in TEXTS:
        page.get_by_role("textbox").fill(text)
        live.append(counted(page))
    assert live[2][0].startswith("120 ")
    assert [kind for _said, kind in live] == ["count"] * 3 + ["count over"] + ["count"] * 3
    without = []
    for text in TEXTS:
        db.session.rollback()
        if text:
            seen = texts.current(moussa.id).version if texts.current(moussa.id) else 0
            texts.save(moussa.id, text.strip(), "en", seen=seen, by="test")
        page.route("**/count.js*", lambda route: route.abort())
        page.reload()
        without.append(counted(page))
    assert live == without


def test_what_is_written_is_kept_on_the_device_until_it_is_received(opened, moussa):
    page = opened("/statement")
    page.get_by_role("textbox").fill("Written on a train.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept on this device, not yet received.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    db.session.rollback()
    assert [each.text for each in texts.versions(moussa.id)] == ["Written on a train."]


def test_a_suggestion_is_added_and_nothing_of_it_stays_on_the_device(opened):
    page = opened("/proposals")
    page.get_by_label("Recommendation", exact=True).check()
    page.get_by_label("Theme").select_option("justice")
    page.get_by_role("textbox").fill("Ratify the protocol.")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("blockquote")).to_have_text("Ratify the protocol.")
    expect(page.get_by_role("textbox")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_a_factsheet_arrives_in_pieces_and_stands(opened, moussa):
    page = opened("/factsheet")
    sheet = {"name": "Facts.pdf", "mimeType": "application/pdf", "buffer": samples.plain_pdf()}
    page.get_by_label("Your factsheet").set_input_files([sheet])
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("link", name="Facts.pdf")).to_be_visible()
    db.session.rollback()
    assert [stored.name for stored in files.versions(moussa.id, Part.FACTSHEET)] == ["Facts.pdf"]


def test_no_page_has_a_barrier(opened, moussa):
    for number, text in enumerate(("First.", "word " * 900)):
        texts.save(moussa.id, text.strip(), "fr", seen=number, by="test")
    for typed in ("Ratify the protocol.", "What will be done?"):
        page = opened("/proposals")
        page.get_by_label("Question", exact=True).check()
        page.get_by_label("Theme").select_option("women")
        page.get_by_role("textbox").fill(typed)
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_text(typed)).to_be_visible()
    pdf = io.BytesIO(samples.plain_pdf())
    files.receive(moussa.row, Part.FACTSHEET, "Facts.pdf", pdf, by="test")
    change = page.get_by_role("link", name="Change suggestion 1").get_attribute("href").partition("?")[0]
    shown, problems = {}, []
    for below in (
        "/statement",
        "/statement/versions/1",
        "/proposals",
        change.removeprefix(moussa.page),
        "/factsheet",
        "/factsheet/readers",
    ):
        page = opened(below)
        if below == "/factsheet/readers":
            page.get_by_role("button", name="Save").click()
            expect(page.locator(".error-summary")).to_be_visible()
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            problems += [f"{below}, {width} px, {scheme}: {problem}" for problem in axe_problems(page)]
        shown[below] = page.context.request.get(page.url).text()
    assert problems == []
    assert html_problems(shown) == []
