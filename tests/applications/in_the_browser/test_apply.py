"""A whole application on a phone, from the first field to the receipt, while the line does what lines do."""

import json
import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.applications import steps
from tests.applications.in_the_browser.drafts import kept_on
from tests.bad_line import Network
from tests.checkers import axe_problems
from webapp.applications.models import Application, ApplicationStatus
from webapp.extensions import db

NEW = "/editions/44/applications/new"
# In the order of the form; the file is not asked of everybody.
TYPED = {
    name: steps.ANSWERS.get(name, {}) for name in ("about", "organisation", "contact", "work", "statement")
}
TYPED |= {name: steps.ANSWERS.get(name, {}) for name in ("people", "submission", "public", "travel")}


@pytest.fixture
def sent(app):
    """The one application there is, as it was sent."""

    def read():
        db.session.rollback()
        application = db.session.query(Application).one()
        assert application.status == ApplicationStatus.SENT
        return application.sent

    return read


def answer(page, name, value):
    """Answers one question as a thumb does."""
    fields = page.locator(f"[name={name}]")
    if fields.first.get_attribute("type") in ("radio", "checkbox"):
        for each in [value] if isinstance(value, str) else value:
            page.locator(f"[name={name}][value={each}]").check()
    else:
        fields.fill(value)


def fill(page, step):
    for name, value in TYPED[step].items():
        answer(page, name, value)


def go_on(page):
    """Presses the first button of the form, whatever its language calls it."""
    page.locator("main form[method=post] .buttons button:not([name])").first.click()


def following(step):
    in_order = list(TYPED)
    return ([*in_order, "check"])[in_order.index(step) + 1]


def expect_step(page, step):
    expect(page).to_have_url(re.compile(rf"/applications/\w{{20}}/{step}\?.*lang=fr"))


def expect_all_of_it(read):
    typed = {name: value for answers in TYPED.values() for name, value in answers.items()}
    assert {name: value for name, value in read().items() if name in typed} == typed


def test_in_french_on_a_phone_with_the_line_cut_twice(edition, phone, sent):
    page = phone(NEW, lang="fr")
    network = Network(page)
    fill(page, "about")
    expect_step(page, "about")
    for step in TYPED:
        expect_step(page, step)
        if step == "work":  # cut in the middle of a sentence, and the page is closed on it
            network.cut()
            fill(page, step)
            page.locator(".draft-state .notice").wait_for()
            url = page.url
            page.close()
            page = page.context.new_page()
            network = Network(page)
            page.goto(url)
            expect(page.locator("[name=work]")).to_have_value(TYPED["work"]["work"])
        elif step == "public":  # cut as the button is pressed
            fill(page, step)
            network.cut()
            go_on(page)
            page.locator(".draft-state .notice").wait_for()
            assert axe_problems(page) == []
            expect_step(page, step)
            network.restore()  # it goes on by itself
            continue
        elif step != "about":
            fill(page, step)
        go_on(page)
    expect_step(page, "check")
    go_on(page)
    expect_step(page, "receipt")
    expect_all_of_it(sent)
    # Nothing stays on the device, whatever was left there.
    own = f"draft {urlsplit(page.url).path.replace('receipt', 'answers')}"
    left = json.dumps({"at": time.time() * 1000, "fields": {"work": {"now": ["x"], "was": [], "page": "/"}}})
    page.evaluate("(left) => Object.assign(localStorage, left)", {own: left})
    assert set(kept_on(page)) == {own.removeprefix("draft ")}
    page.reload()
    assert kept_on(page) == {}


def test_at_fifty_kilobits_and_800_milliseconds_not_one_field_is_lost(edition, phone, sent):
    page = phone(NEW, lang="fr")
    Network(page).slow()
    for step in TYPED:
        fill(page, step)
        go_on(page)  # at once: what is on its way arrives before the page is left
        expect_step(page, following(step))
    go_on(page)
    expect_step(page, "receipt")
    expect_all_of_it(sent)
