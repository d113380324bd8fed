"""Build a panel, release the decisions, confirm a place: as coordinator and applicant do it, in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.checkers import axe_problems, html_problems
from tests.selection import steps
from webapp.core import clock
from webapp.editions.models import CountrySession
from webapp.extensions import db

LOOKS = [(390, "light"), (1280, "dark")]


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
    edition = factories.edition(starts_on=first, ends_on=first + timedelta(days=4))
    for country_session in db.session.scalars(db.select(CountrySession)):
        country_session.starts_at += first - factories.MONDAY
    db.session.commit()
    return edition


@pytest.fixture
def opened(shared_server, new_context):
    """Opens a page of somebody's in a real browser."""

    def open_page(client, path, **options):
        cookie = {"name": "upr", "value": client.get_cookie("upr").value, "url": shared_server.url}
        context = new_context(**options)
        context.add_cookies([cookie])
        page = context.new_page()
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{shared_server.url}{path}?lang=en")
        return page

    return open_page


class Judges:
    """Look at pages as they stand, and say at the end what is wrong with them."""

    def __init__(self):
        self.pages, self.problems = {}, []

    def look(self, page, name: str) -> None:
        self.pages[name] = page.context.request.get(page.url).text()
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            self.problems += [f"{name}, {width} px, {scheme}: {problem}" for problem in axe_problems(page)]

    def verdict(self) -> list[str]:
        return self.problems + html_problems(self.pages)


def press(scope, button: str) -> None:
    scope.get_by_role("button", name=button).first.click()


def row_of(page, organisation: str):
    heading = page.get_by_role("heading", name=organisation)
    return page.get_by_role("listitem").filter(has=heading)


def test_build_release_and_confirm(app, edition, here, opened):
    judges = Judges()
    ids = {
        name: steps.applied(here, name, speaker=f"Speaker of {name}", locale="en")
        for name in ("Red de mujeres", "Ligue pour les droits", "Commission nationale", "Watch")
    }
    page = opened(steps.coordinator(app), f"{steps.OVERVIEW}/{here.id}")
    judges.look(page, "builder, all undecided")
    for name, minutes in (("Red de mujeres", "5"), ("Ligue pour les droits", "6")):
        row = row_of(page, name)
        row.get_by_label("Minutes").fill(minutes)
        press(row, "Accept")
    press(row_of(page, "Commission nationale"), "Waiting list")
    press(row_of(page, "Watch"), "Decline")
    press(row_of(page, "Ligue pour les droits"), "Up")
    expect(page.get_by_role("heading", name="1. Ligue pour les droits")).to_be_visible()
    hour = page.locator("section", has=page.get_by_role("heading", name="The hour"))
    expect(hour).to_contain_text("Left for questions 47 min")
    judges.look(page, "builder, all decided")

    row = row_of(page, "Red de mujeres")
    row.get_by_label("Minutes").fill("99")
    press(row, "Save the minutes")
    expect(page.get_by_text("Write the minutes as a number from 1 to 30.")).to_be_visible()
    expect(row_of(page, "Red de mujeres").get_by_label("Minutes")).to_have_value("99")

    page.get_by_role("link", name="Preview and release").click()
    page.get_by_label("Day").fill((edition.starts_on - timedelta(days=20)).isoformat())
    page.get_by_label("Hour").fill("18:00")
    press(page, "Show the mails with this date")
    page.locator("summary", has_text="Watch").click()
    expect(page.get_by_text("We are sorry: your application was not selected")).to_be_visible()
    judges.look(page, "preview")
    press(page, "Release 4 decisions")
    expect(page.get_by_text("Released. The mails are on their way.")).to_be_visible()
    # The server delivers them; the page finds that out by itself.
    expect(page.get_by_text("All mails sent")).to_be_visible(timeout=30_000)
    judges.look(page, "released")
    page.get_by_role("link", name="Decisions", exact=True).click()
    judges.look(page, "overview")

    phone = opened(steps.applicant(app, ids["Red de mujeres"]), steps.page_of(ids["Red de mujeres"]))
    expect(phone.get_by_role("heading", name="You are invited to speak")).to_be_visible()
    judges.look(phone, "invited")
    press(phone, "Confirm: we will speak")
    expect(phone.get_by_role("heading", name="You will speak")).to_be_visible()
    judges.look(phone, "confirmed")

    other = opened(
        steps.applicant(app, ids["Ligue pour les droits"]), steps.page_of(ids["Ligue pour les droits"])
    )
    press(other, "Turn the place down")
    expect(other.get_by_role("heading", name="You turned the place down")).to_be_visible()
    judges.look(other, "turned down")
    for name, words in (("Commission nationale", "You are invited"), ("Watch", "was not selected")):
        page = opened(steps.applicant(app, ids[name]), steps.page_of(ids[name]))
        expect(page.get_by_role("heading", level=1)).to_contain_text(words)
        judges.look(page, name)
    late = steps.applied(here)
    judges.look(opened(steps.applicant(app, late), steps.page_of(late)), "not yet")
    assert steps.panel(here) == [(None, 2), ("Speaker of Red de mujeres", 5)]
    assert judges.verdict() == []
