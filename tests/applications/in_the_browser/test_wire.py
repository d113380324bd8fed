"""What a form on a bad line costs: its first view, and each field that saves itself."""

import re

import pytest
from playwright.sync_api import expect

from tests.applications.in_the_browser.drafts import expect_saved
from webapp.applications import answers

# Text, then the words and the characters in it. What one side calls white space the other must too.
TRICKY = {
    "": (0, 0),
    "one": (1, 3),
    "  two  words \n": (2, 10),
    "a\tb": (2, 3),
    "a\u00a0b": (2, 3),  # no-break space
    "a\u202fb": (2, 3),  # narrow no-break space
    "人權\u3000捍衛者": (2, 6),  # ideographic space
    "a\u200bb": (1, 3),  # zero-width space: no white space to either
    "a\ufeffb": (2, 3),  # zero-width no-break space: white space to both
    "a\u180eb": (1, 3),
    "a\u2028b\u2029c": (3, 5),
    "first\n\nsecond": (2, 13),
    "cafe\u0301": (1, 4),  # composed: é
    "👩‍⚖️ 🇨🇭": (2, 7),  # code points, not pictures
    "𝒜 𝒷": (2, 3),
    "l'eau - l'air": (3, 13),
    "\u00a0\u3000": (0, 0),
    "x " * 199 + "x": (200, 399),
    "x " * 200 + "x": (201, 401),
    "😀" * 2000: (1, 2000),
    "é" * 2001: (1, 2001),
}


def test_the_server_counts_so():
    counted = {text: (answers.words(text), answers.characters(text)) for text in TRICKY}
    assert counted == TRICKY


def test_the_browser_counts_alike(phone, draft):
    page = phone(f"/applications/{draft}/work", holds=draft)
    typed, count = page.locator("[name=work]"), page.locator("#work-count")
    promise = count.inner_text()
    counted, said_over = {}, set()
    for text in TRICKY:
        typed.evaluate(
            "(field, text) => { field.value = text; field.dispatchEvent(new Event('input')); }", text
        )
        said = count.inner_text()
        used = (0, 0) if said == promise else tuple(map(int, re.findall(r"(\d+) / \d+", said)))
        counted[text] = used
        if "over" in count.get_attribute("class").split():
            said_over.add(used)
    assert counted == TRICKY
    assert said_over == {(201, 401), (1, 2001)}


def test_a_field_that_saves_itself_costs_little_more_than_its_text(phone, draft):
    page = phone(f"/applications/{draft}/work", holds=draft)
    text = "w" * 1500
    with page.expect_request(re.compile("/answers")) as sends:
        page.locator("[name=work]").fill(text)
    expect_saved(page)
    sizes = sends.value.sizes()
    there = sizes["requestHeadersSize"] + sizes["requestBodySize"] - len(text)
    back = sizes["responseHeadersSize"] + sizes["responseBodySize"]
    assert (there <= 1024, back <= 1024) == (True, True), sizes


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_first_view_is_small_on_the_wire(phone, edition, language):
    replies = []
    page = phone("/privacy")
    page.context.clear_cookies()
    page.on("requestfinished", lambda request: replies.append(request.sizes()))
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(page.url.partition("/privacy")[0] + f"/editions/44/applications/new?lang={language}")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[name=state]").first).to_be_attached()
    whole = sum(reply["responseHeadersSize"] + reply["responseBodySize"] for reply in replies)
    assert (len(replies) >= 4, whole <= 25_000) == (True, True), replies
