"""Build a panel, release the decisions, confirm a place, hand in what will be said, be prevented from coming: as
coordinator, applicant and moderator do it, in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.checkers import axe_problems, html_problems
from tests.core.files import samples
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
    press(row_of(page, "Watch"), "Do not select")
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
    expect(page.get_by_text("All mails sent")).to_be_visible()
    judges.look(page, "released")
    page.get_by_role("link", name="Decisions", exact=True).click()
    judges.look(page, "overview")

    phone = opened(steps.applicant(app, ids["Red de mujeres"]), steps.page_of(ids["Red de mujeres"]))
    expect(phone.get_by_role("heading", name="You are invited to speak")).to_be_visible()
    judges.look(phone, "invited")
    press(phone, "Confirm: we will speak")
    expect(phone.get_by_role("heading", name="You will speak")).to_be_visible()
    judges.look(phone, "confirmed")
    _hand_in(phone)
    _be_prevented(phone, judges)

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
    _what_the_room_sees(opened, steps.coordinator(app), here.id, judges)
    assert judges.verdict() == []


def _hand_in(phone):
    """The text, which all missions may read at once, and a factsheet for the panel."""
    phone.get_by_role("link", name="Prepare your statement").click()
    phone.get_by_role("link", name="The text of your statement").click()
    phone.get_by_role("textbox").fill("We thank you for this hour.")
    press(phone, "Save")
    expect(phone.get_by_text("Saved.")).to_be_visible()
    expect(phone.locator("#text-count")).to_contain_text("6 words")
    phone.get_by_role("link", name="Choose who may read it").click()
    phone.get_by_label("All missions, including Turkmenistan's, from now on").check()
    press(phone, "Save")
    phone.get_by_role("link", name="Your place on the panel").click()
    phone.get_by_role("link", name="Factsheet").click()
    sheet = {"name": "Facts.pdf", "mimeType": "application/pdf", "buffer": samples.plain_pdf()}
    phone.get_by_label("Your factsheet").set_input_files([sheet])
    press(phone, "Send")
    expect(phone.get_by_role("link", name="Facts.pdf")).to_be_visible()
    phone.get_by_role("link", name="Your place on the panel").click()


def _be_prevented(phone, judges):
    expect(phone.get_by_role("heading", name="Your place on the panel")).to_be_visible()
    judges.look(phone, "place")
    phone.get_by_role("link", name="Somebody else of your organisation will speak").click()
    judges.look(phone, "substitution")
    phone.go_back()
    phone.get_by_role("link", name="Give your statement in another way").click()
    press(phone, "Save")
    expect(phone.get_by_role("link", name="Choose what everybody is told.")).to_be_visible()
    phone.get_by_label("Remotely").check()
    phone.get_by_label("Prevented from coming").check()
    judges.look(phone, "prevention")
    press(phone, "Save")
    expect(phone.get_by_text("Kept. The moderators see it at once.")).to_be_visible()
    judges.look(phone, "place of somebody who was prevented")


def _what_the_room_sees(opened, staff, here, judges):
    panel = opened(staff, f"/desk/country-sessions/{here}")
    expect(panel.get_by_text("Everybody is told: Prevented from coming")).to_be_visible()
    judges.look(panel, "panel")
    panel.get_by_role("link", name="Change Speaker of Red de mujeres").click()
    judges.look(panel, "slot")
    for way in ("Remotely, by video", "Somebody else of the organisation"):
        panel.get_by_role("link", name=way).click()
        judges.look(panel, way)
        panel.go_back()
    said = opened(staff, f"/editions/44/statements/{here}")
    expect(said.get_by_text("We thank you for this hour.")).to_be_visible()
    expect(said.get_by_role("link", name="Factsheet")).to_be_visible()
    hall = opened(staff, f"/floor/{here}/hall")
    moderation = opened(staff, f"/floor/{here}/moderation", viewport={"width": 1280, "height": 844})
    press(moderation, "Next speaker")
    timing = moderation.locator("#controls .timing").first
    expect(timing.get_by_text("Remotely")).to_be_visible()
    press(moderation, "Next speaker")
    expect(hall.locator("#room")).to_contain_text("Now speaking Red de mujeres Prevented from coming")
    expect(hall.locator("#room")).not_to_contain_text("Remotely")
    judges.look(moderation, "moderation")


def test_a_place_is_dragged_to_where_it_belongs(app, edition, here, opened):
    ids = [steps.applied(here, name) for name in ("Red de mujeres", "Ligue pour les droits", "Watch")]
    desk = steps.coordinator(app)
    for application_id in ids:
        steps.accept(desk, application_id)
    page = opened(desk, f"{steps.OVERVIEW}/{here.id}", viewport={"width": 1000, "height": 2000})
    handle = page.locator(f"#candidate-{ids[2]} .handle").bounding_box()
    above = page.locator(f"#candidate-{ids[0]}").bounding_box()
    x, y = handle["x"] + 20, handle["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    for part in (0.3, 0.6, 1):
        page.mouse.move(x, y + (above["y"] + 5 - y) * part)
    page.mouse.up()
    expect(page.get_by_role("heading", name="1. Watch")).to_be_visible()
    assert [steps.decision(application_id).position for application_id in ids] == [2, 3, 1]
