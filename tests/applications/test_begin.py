"""Beginning: a draft comes of the first thing that is sent, in the browser that sent it, and never of looking."""

import re
import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests import factories, pages
from tests.applications import steps
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.extensions import db

pytestmark = pytest.mark.usefixtures("call")

JSON = "application/json"


def script(client, typed: dict, token: str | None = None):
    """Begins a draft as the page's script does."""
    token = pages.token_in(client.get(steps.NEW).text) if token is None else token
    reply = client.post(steps.BEGIN, data=typed, headers={"X-CSRFToken": token, "Accept": JSON})
    db.session.rollback()
    return reply


def test_looking_keeps_nothing_and_gives_nothing(client):
    assert client.get(steps.NEW).status_code == 200
    assert steps.all_stored() == []
    assert db.session.scalars(select(Grant)).all() == []


def test_nothing_is_chosen_beforehand_unless_the_link_says_so(client):
    assert '" checked' not in client.get(steps.NEW).text
    ticked = client.get(f"{steps.NEW}&state=BF").text
    assert re.findall(r'name="(\w+)" id="[^"]+" value="(\w+)" checked', ticked) == [("state", "BF")]
    assert '" checked' not in client.get(f"{steps.NEW}&state=FR").text


def test_the_first_step_begins_a_draft_and_leads_to_the_next(client):
    reply = steps.post(client, steps.NEW, steps.BEGIN, number=str(uuid4()), **steps.ANSWERS["about"])
    (application,) = steps.all_stored()
    url = f"/applications/{application.id}"
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}/organisation?lang=en")
    assert (application.status, application.answers) == ("draft", steps.ANSWERS["about"])
    assert (application.sent, application.reference, application.email) == (None, None, None)
    assert client.get(url).status_code == 200


def test_it_is_the_browsers_that_began_it_and_nobody_elses(app, client):
    url = steps.begin(client)
    other = app.test_client()
    steps.begin(other)
    assert [who.get(url).status_code for who in (client, other, app.test_client())] == [200, 404, 404]
    (grant,) = db.session.scalars(select(Grant).where(Grant.subject_id == steps.stored(url).id))
    assert (grant.kind, grant.expires_at) == (GrantKind.APPLICATION, steps.stored(url).edition.closes_at)


def test_a_browser_keeps_what_it_held_under_a_new_name(client):
    first = steps.begin(client)
    with client.session_transaction() as cookie:
        known_as = cookie["browser"]
    second = steps.begin(client)
    with client.session_transaction() as cookie:
        assert cookie["browser"] != known_as
    assert [client.get(url).status_code for url in (first, second)] == [200, 200]


def test_a_first_step_with_something_wrong_is_kept_as_it_was_typed(client):
    reply = steps.post(client, steps.NEW, steps.BEGIN, state="FR", kind="nhri")
    (application,) = steps.all_stored()
    assert (reply.status_code, application.answers) == (422, {"state": "FR", "kind": "nhri"})
    said = pages.text_of(reply.text)
    assert "There is a problem Choose the State under Review. Choose the language" in said
    assert "What you typed is saved as it is." in said
    assert f'action="/applications/{application.id}/about?lang=en"' in reply.text


def test_nothing_typed_begins_nothing(client):
    reply = steps.post(client, steps.NEW, steps.BEGIN, state="", number=str(uuid4()))
    assert (reply.status_code, steps.all_stored()) == (422, [])
    assert "Choose who applies." in reply.text


def test_a_lost_token_begins_nothing_and_loses_nothing(client):
    reply = client.post(steps.BEGIN, data=steps.ANSWERS["about"])
    assert (reply.status_code, steps.all_stored()) == (422, [])
    assert "What you typed is still here: send it once more." in pages.text_of(reply.text)
    assert re.findall(r'value="(\w+)" checked', reply.text) == ["BF", "fr", "cso"]


def test_a_script_begins_it_with_the_first_field(client):
    reply = script(client, {"state": "BF"})
    (application,) = steps.all_stored()
    url = f"/applications/{application.id}"
    assert (reply.status_code, reply.json) == (
        201,
        {
            "application": application.id,
            "version": 1,
            "answers": f"{url}/answers?lang=en",
            "page": f"{url}/about?lang=en",
        },
    )
    assert application.answers == {"state": "BF"}
    assert client.get(url).status_code == 200


def test_a_script_without_the_token_begins_nothing(client):
    client.get(steps.NEW)
    reply = script(client, {"state": "BF"}, token="wrong")
    assert (reply.status_code, list(reply.json), steps.all_stored()) == (422, ["error"], [])


def test_the_same_form_twice_is_one_draft(app, client):
    """The reply was lost on a bad line: the browser has not even learned its new name."""
    number, token = str(uuid4()), pages.token_in(client.get(steps.NEW).text)
    with client.session_transaction() as cookie:
        before = dict(cookie)
    first = script(client, {"state": "BF", "number": number}, token)
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(before)
    second = script(client, {"state": "CO", "number": number}, token)
    assert first.json["application"] == second.json["application"]
    (application,) = steps.all_stored()
    assert application.answers == {"state": "CO"}
    assert client.get(f"/applications/{application.id}").status_code == 200


@pytest.mark.parametrize("how", ["erased", "later", "nonsense"])
def test_a_form_that_is_found_again_opens_nothing(app, client, how):
    """On a borrowed phone, somebody goes back to the page."""
    number = "" if how == "nonsense" else str(uuid4())
    url = steps.begin(client, number=number)
    if how == "erased":
        steps.post(client, url, f"{url}/device-erasure")
    if how == "later":
        clock.set_for_tests(clock.now() + timedelta(minutes=6))
    finder = app.test_client()
    found = steps.begin(finder, number=number)
    assert found != url
    assert finder.get(url).status_code == 404


def test_a_form_of_another_edition_is_another_draft(client):
    steps.edition(45, states=("SD",), starts_on=date(2023, 11, 6), ends_on=None)
    number = str(uuid4())
    first = steps.begin(client, number=number)
    reply = steps.post(
        client,
        "/editions/45/applications/new?lang=en",
        "/editions/45/applications",
        number=number,
        state="SD",
    )
    assert reply.status_code == 422  # the rest of the step is missing
    by_edition = {each.edition_number: each.id in first for each in steps.all_stored()}
    assert by_edition == {44: True, 45: False}


@pytest.mark.parametrize(
    ("at", "title"),
    [
        (steps.CLOSES - timedelta(seconds=1), "State under Review and language"),
        (steps.CLOSES, "The call is closed"),
        (factories.datetime(2023, 4, 16, 21, 59, 59, tzinfo=factories.UTC), "The call is not open yet"),
        (factories.datetime(2023, 4, 16, 22, tzinfo=factories.UTC), "State under Review and language"),
    ],
)
def test_the_form_is_there_from_the_first_instant_to_the_last(client, at, title):
    clock.set_for_tests(at)
    assert f"<h1>{title}</h1>" in client.get(steps.NEW).text


def test_one_second_late_begins_nothing_and_shows_what_was_typed(client):
    token = pages.token_in(client.get(steps.NEW).text)
    clock.set_for_tests(steps.CLOSES)
    reply = client.post(steps.BEGIN, data={"csrf_token": token, **steps.ANSWERS["about"]})
    assert (reply.status_code, steps.all_stored()) == (422, [])
    assert "The deadline has passed" in reply.text
    assert re.findall(r'value="(\w+)" checked', reply.text) == ["fr", "cso"]  # the State is no longer offered


def test_where_one_state_closes_later_it_alone_is_offered(client, call):
    with transaction() as session:
        session.merge(call.country_sessions[3]).closes_on = date(2023, 6, 10)
    clock.set_for_tests(steps.CLOSES)
    page = client.get(steps.NEW).text
    assert re.findall(r'name="state" id="[^"]+" value="(\w+)"', page) == ["CO"]
    assert steps.begin(client, state="CO")
    late = steps.post(client, steps.NEW, steps.BEGIN, **steps.ANSWERS["about"])  # for Burkina Faso
    assert (late.status_code, len(steps.all_stored())) == (422, 1)


def test_no_edition_no_form(client):
    for address in ("/editions/99/applications/new", "/editions/99/applications/link"):
        assert client.get(address).status_code == 404
    factories.edition(45, states=("SD",), starts_on=date(2023, 11, 6), ends_on=None)
    assert "No call is published here" in client.get("/editions/45/applications/new?lang=en").text


def test_the_first_view_is_light(client):
    page = client.get(steps.NEW, headers={"Accept-Encoding": "gzip"})
    parts = re.findall(r'(?:src|href)="(/static/[^"#]+)"', client.get(steps.NEW).text)
    sizes = [len(client.get(part, headers={"Accept-Encoding": "gzip"}).data) for part in {*parts}]
    assert len(page.data) + sum(sizes) <= 25 * 1024, sizes


def test_the_same_form_twice_at_the_same_instant_is_one_draft(app, client):
    token, number = pages.token_in(client.get(steps.NEW).text), str(uuid4())
    with client.session_transaction() as cookie:
        before = dict(cookie)
    typed, begun = {"state": "BF", "number": number}, []

    def press():
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie.update(before)
        reply = browser.post(steps.BEGIN, data=typed, headers={"X-CSRFToken": token, "Accept": JSON})
        begun.append(reply.json["application"])

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert begun == [steps.all_stored()[0].id] * 4
    assert len(steps.all_stored()) == 1
