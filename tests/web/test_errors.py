"""Whatever goes wrong, a person gets a sentence in their language, and never a traceback."""

import pytest
from flask import Blueprint, request

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import Refused, Stale

bp = Blueprint("breaking", __name__)


@bp.get("/broken")
@requires(Permission.PUBLIC)
def broken():
    raise ZeroDivisionError


@bp.get("/refused")
@requires(Permission.PUBLIC)
def refused():
    raise Refused("Not on a Sunday.")


@bp.get("/stale")
@requires(Permission.PUBLIC)
def stale():
    raise Stale("Somebody else was quicker.")


@bp.post("/posted")
@requires(Permission.PUBLIC)
def posted():
    return request.form.get("text", "")


@pytest.fixture
def client(app):
    app.register_blueprint(bp)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


def title(reply) -> str:
    return reply.text.partition("<h1>")[2].partition("</h1>")[0]


def test_a_mistake_of_ours_is_a_page_without_a_traceback(client):
    reply = client.get("/broken")
    assert (reply.status_code, title(reply)) == (500, "Something went wrong on our side")
    assert "ZeroDivisionError" not in reply.text
    assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_refusal_is_its_own_sentence(client):
    reply = client.get("/refused")
    assert (reply.status_code, '<p class="lead">Not on a Sunday.</p>' in reply.text) == (422, True)


def test_what_is_stale_is_a_conflict(client):
    assert client.get("/stale").status_code == 409


def test_a_part_of_a_page_gets_a_part_of_an_error(client):
    reply = client.get("/refused", headers={"HX-Request": "true"})
    assert (reply.status_code, "<html" in reply.text, "Not on a Sunday." in reply.text) == (422, False, True)


def test_a_lost_token_changes_nothing_and_says_so(client):
    reply = client.post("/posted", data={"text": "x"})
    assert (reply.status_code, "nothing was changed" in reply.text) == (422, True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nowhere", 404),
        ("/%00", 404),
        ("/%ff%fe", 404),
        ("/links/" + "x" * 3000, 404),
        ("/editions/99999999999999999999", 404),
        ("/static/../config.py", 404),
    ],
)
def test_a_strange_address_is_not_found(client, address, status):
    assert client.get(address).status_code == status


def test_another_method_says_which_ones_there_are(client):
    reply = client.put("/broken")
    assert (reply.status_code, reply.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_too_much_is_refused_before_it_is_read(client):
    assert client.post("/posted", data={"text": "x" * 2_000_000}).status_code == 413


def test_another_host_is_refused(client):
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_method=POST", "_scheme=https&_external=1", "_anchor=x", "a=%00&a=%ff"]
)
def test_what_stands_in_a_query_is_no_argument_of_ours(client, query):
    reply = client.get(f"/editions?{query}&lang=en")
    assert reply.status_code == 200
    assert 'href="/editions?lang=fr&amp;' in reply.text


def test_the_log_of_a_mistake_holds_neither_address_nor_message(client, caplog):
    client.get("/broken?token=secret")
    assert "breaking.broken failed: ZeroDivisionError" in caplog.text
    assert "secret" not in caplog.text


def test_a_part_without_a_name_is_no_part(client):
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--"
    reply = client.post("/posted", data=body, content_type="multipart/form-data; boundary=x")
    assert reply.status_code == 422
