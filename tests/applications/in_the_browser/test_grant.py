"""The links of Pre-sessions 44 in a browser, as its concept note has them: to whom the travel grant is offered."""

import re
import threading

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from tests.applications import steps
from tests.applications.in_the_browser.drafts import expect_saved
from tests.checkers import axe_problems
from tests.editions import files
from tests.servers.processes import free_port
from webapp import config, create_app
from webapp.applications import answers
from webapp.core import clock
from webapp.editions import actions
from webapp.extensions import db
from webapp.web import live

CALL = "/editions/44/call?lang=en"


@pytest.fixture
def database_url(databases):
    url = databases.fresh()
    yield url
    databases.drop(url)


@pytest.fixture
def app(database_url, instance):
    """Pre-sessions 44 as it is shipped, at a moment of its call: so the server has the clock of this process."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {"DATABASE_URL": database_url, "SECRET_KEY": "for tests", "BASE_URL": url}
    app = create_app(config.read(instance, environment))
    clock.set_for_tests(steps.DURING)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    with app.app_context():
        actions.load_bytes(files.shipped(44), by="test")
        thread.start()
        yield app
        server.shutdown()
        thread.join()
        server.server_close()
        live.hub().stop()
        db.session.remove()
        db.engine.dispose()
    clock.set_for_tests(None)


@pytest.fixture
def reader(app, new_context):
    """A phone on the page of the call."""
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(config.current().base_url + CALL)
    return page


def begin(page, link: str, state: str, kind: str) -> None:
    page.get_by_role("link", name=link, exact=True).click()
    if page.locator(f"[name=state][value={state}]:checked").count() == 0:
        page.locator(f"[name=state][value={state}]").check()
    page.locator("[name=language][value=fr]").check()
    page.locator(f"[name=kind][value={kind}]").check()
    go_on(page, "organisation")


def go_on(page, to: str) -> None:
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_url(re.compile(rf"/applications/\w+/{to}\?"))


def fill(page, step: str) -> None:
    for name, value in steps.ANSWERS[step].items():
        fields = page.locator(f"[name={name}]")
        if fields.first.get_attribute("type") in ("radio", "checkbox"):
            for each in [value] if isinstance(value, str) else value:
                page.locator(f"[name={name}][value={each}]").check()
        else:
            fields.fill(value)


def steps_asked(page) -> str:
    page.get_by_role("link", name="Your application", exact=True).click()
    return page.locator("ol.rows").inner_text()


def test_a_cso_on_cameroon_is_offered_the_grant_and_asks_for_it(reader):
    begin(reader, "Republic of Cameroon", "CM", "cso")
    in_order = ["organisation", "contact", "work", "statement", "people", "submission", "public", "travel"]
    for step, following in zip(in_order, [*in_order[1:], "grant"], strict=True):
        if step != "submission":
            fill(reader, step)
        go_on(reader, following)
    expect(reader.locator("[name=grant][value=yes]")).to_be_checked()
    rest = reader.locator(".if-grant")
    expect(rest).to_be_visible()
    assert axe_problems(reader) == []
    reader.locator("[name=grant][value=no]").check()
    expect(rest).to_be_hidden()
    reader.locator("[name=grant][value=yes]").check()
    reader.get_by_label("City from which").fill("Yaoundé")
    reader.get_by_label("First day").fill("2023-08-27")
    reader.get_by_label("Last day").fill("2023-09-01")
    reader.get_by_label("Why is a grant").fill("Our members pay no fees.")
    expect(reader.locator("#need-count")).to_have_text("24 / 1000")
    expect_saved(reader)
    reader.reload()  # each of them saved itself
    expect(reader.get_by_label("First day")).to_have_value("2023-08-27")
    go_on(reader, "check")
    reader.get_by_role("button", name="Send", exact=True).click()
    expect(reader).to_have_url(re.compile("/receipt"))
    expect(reader.locator("main")).to_contain_text("Sunday 27 August 2023")
    (application,) = steps.all_stored()
    assert {field: application.sent[field] for field in answers.GRANT} == {
        "grant": "yes",
        "departure_city": "Yaoundé",
        "arrive_on": "2023-08-27",
        "leave_on": "2023-09-01",
        "need": "Our members pay no fees.",
        "other_funding": "",
    }


def test_an_nhri_on_cameroon_is_not(reader):
    begin(reader, "Republic of Cameroon", "CM", "nhri")
    assert "Travel grant" not in steps_asked(reader)


def test_a_cso_on_canada_is_not(reader):
    begin(reader, "Apply without a grant", "CA", "cso")
    assert "Travel grant" not in steps_asked(reader)
