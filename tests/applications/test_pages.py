"""Every page of an applicant's way, in each language and each of its states, is valid HTML."""

import pytest

from tests import pages
from tests.applications import steps
from tests.checkers import html_problems
from webapp.core import clock

LANGUAGES = ("en", "fr", "es")
STEPS = ("about", "organisation", "contact", "work", "statement", "people", "submission", "public", "travel")
OTHERS = ("link", "link/sent", "erased")


def test_every_page_is_valid_html(app, call, client):
    found, began = {}, steps.begin(client)
    _look(
        found,
        app.test_client(),
        "nobody",
        steps.NEW,
        *(f"/editions/44/applications/{each}" for each in OTHERS),
    )
    for name in STEPS:  # nothing typed: each says what is missing
        if name != "submission":
            found[f"{name} refused"] = pages.submit(client, f"{began}/{name}?lang=en").text
    _look(found, client, "begun", began, f"{began}/check", *(f"{began}/{name}" for name in STEPS))
    steps.fill(client, began, organisation="رابطة <b>&", work="Line\n\nline")
    _look(found, client, "filled", began, f"{began}/check", *(f"{began}/{name}" for name in STEPS))
    found["link refused"] = pages.submit(client, began, f"{began}/link", email="x").text
    steps.send(client, began)
    _look(found, client, "sent", began, f"{began}/check", f"{began}/receipt", f"{began}/withdrawal")
    steps.autosave(client, began, {"issues": "Changed"})
    _look(found, client, "changed", began, f"{began}/check")
    late = steps.begin(client, kind="nhri")
    _look(found, client, "institution", f"{late}/organisation")
    token = pages.token_in(client.get(f"{late}/work").text)
    clock.set_for_tests(steps.CLOSES)
    _look(found, client, "late", late, began, f"{began}/receipt", steps.NEW)
    found["late, typed"] = client.post(f"{late}/work", data={"csrf_token": token, "work": "W"}).text
    pages.submit(client, f"{began}/withdrawal")
    _look(found, client, "withdrawn", began, f"{began}/withdrawal", f"{began}/receipt")
    assert html_problems(found) == []


def _look(found: dict[str, str], client, who: str, *addresses: str) -> None:
    for address in addresses:
        for language in LANGUAGES:
            reply = client.get(f"{address.partition('?')[0]}?lang={language}")
            assert reply.status_code == 200, (who, address)
            found[f"{who}: {address} in {language}"] = reply.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_heavy(call, client, language):
    url = steps.begin(client)
    steps.fill(client, url)
    for name in STEPS:
        page = client.get(f"{url}/{name}?lang={language}", headers={"Accept-Encoding": "gzip"})
        assert len(page.data) <= 5 * 1024, name
