"""Bad input: always a sentence, never a failure, and what was typed is still there."""

import io
from uuid import uuid4

import pytest

from tests import factories, pages
from tests.delegations import steps

pytestmark = pytest.mark.usefixtures("edition")

UNPRINTABLE = "characters that cannot be printed"
BAD_NAMES = [
    ("", "Write the delegate"),
    ("   ", "Write the delegate"),
    ("A" * 201, "Use at most 200 characters. You used 201."),
    ("Ana\x00Rojas", UNPRINTABLE),
    ("Ana\x07Rojas", UNPRINTABLE),
    ("Ana \u202eRojas", UNPRINTABLE),
    ("Ana\u2028Rojas", "Write this on one line."),
    (b"Ana \xff Rojas", UNPRINTABLE),
]
IDS = ["missing", "blank", "long", "nul", "control", "bidi", "line", "utf8"]


@pytest.mark.parametrize(("name", "sentence"), BAD_NAMES, ids=IDS)
@pytest.mark.parametrize("step", [steps.NEW, steps.SEND])
def test_a_delegates_name(client, name, sentence, step):
    typed = steps.answers() | {"people-0-name": name, "people-0-attends": ["TM"]}
    reply = steps.send_bytes(client, step, steps.NEW, **typed)
    assert reply.status_code == 422
    assert sentence in pages.text_of(reply.text)
    assert 'value="eva@mission.example"' in reply.text
    assert 'value="TM" checked' in reply.text
    assert steps.stored() == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("mission", "", "Choose the mission."),
        ("mission", "XX", "Choose a mission from the list."),
        ("mission", "CL\x00", "Choose a mission from the list."),
        ("name", "", "Write your name."),
        ("name", "E" * 201, "Use at most 200 characters."),
        ("name", "Eva\u202e", UNPRINTABLE),
        ("email", "", "Write your e-mail address."),
        ("email", "eva", "Write an e-mail address such as"),
        ("email", "eva@@x.org", "Write an e-mail address such as"),
        ("email", "e" * 250 + "@x.org", "Use at most 254 characters."),
        ("email", "eva\x00@x.org", UNPRINTABLE),
        ("email", "eva@x.org\nBcc: all@x.org", "Write this on one line."),
        ("people-0-attends", ["NO"], "Choose from the country sessions of this edition."),
        ("people-0-attends", ["TM", "\x00"], "Choose from the country sessions of this edition."),
    ],
)
def test_a_registration(client, field, value, sentence):
    reply = steps.post(client, steps.SEND, steps.NEW, **steps.answers() | {field: value})
    assert reply.status_code == 422
    assert sentence in pages.text_of(reply.text)
    assert "Ana Rojas" in reply.text
    assert steps.stored() == []


def test_a_country_session_of_another_edition(client):
    factories.edition(45, states=("SD",))
    typed = steps.answers(("Ana Rojas", ["SD"]))
    reply = steps.post(client, steps.SEND, steps.NEW, **typed)
    assert reply.status_code == 422
    assert "Choose from the country sessions of this edition." in reply.text


def test_a_file_where_text_is_expected(client):
    typed = steps.answers() | {"csrf_token": pages.token_in(client.get(steps.NEW).text)}
    typed |= {"people-0-name": (io.BytesIO(b"Ana"), "ana.txt"), "email": (io.BytesIO(b"x"), "x.txt")}
    reply = client.post(steps.SEND, data=typed, content_type="multipart/form-data")
    assert reply.status_code == 422
    assert "Write your e-mail address." in reply.text
    assert 'value="Eva Soto"' in reply.text


def test_fifty_one_delegates(client):
    typed = steps.answers(*[(f"Delegate {n}", []) for n in range(51)])
    reply = steps.post(client, steps.SEND, steps.NEW, **typed)
    assert reply.status_code == 422
    assert "Send at most 50 delegates at once." in reply.text
    assert 'value="Delegate 50"' in reply.text


def test_a_lost_token_loses_nothing_that_was_typed(client):
    reply = client.post(steps.SEND, data=steps.answers())
    assert reply.status_code == 422
    assert 'value="Ana Rojas"' in reply.text
    assert steps.stored() == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"people-²-name": "Ana"},
        {"people-" + "9" * 5000 + "-name": "Ana"},
        {"people--1-name": "Ana", "people-0": "x", "people": "y", "number": "not a number"},
        {"step": "remove-\x00", "people-0-name": "Ana"},
    ],
)
def test_a_form_that_is_none_of_ours(client, fields):
    posted = {"csrf_token": pages.token_in(client.get(steps.NEW).text), **fields}
    assert client.post(steps.SEND, data=posted).status_code == 422
    assert client.post(steps.NEW, data=posted).status_code in (200, 422)
    assert client.post(steps.NEW, data=fields).status_code in (200, 422)


@pytest.mark.parametrize("number", ["0", "45", "9" * 30, "-1", "x"])
def test_an_edition_that_is_not_there(client, number):
    assert client.get(f"/editions/{number}/delegations/new").status_code == 404


@pytest.mark.parametrize(("name", "sentence"), BAD_NAMES, ids=IDS)
@pytest.mark.parametrize("act", ["new", "", "replacement"])
def test_a_delegate_of_a_delegation(app, name, sentence, act):
    browser, url = steps.confirmed(app)
    if act == "new":
        page, send = f"{url}/delegates/new", f"{url}/delegates"
        fields = {"people-0-name": name, "people-0-attends": ["BF"], "number": str(uuid4())}
    else:
        page = send = f"{url}/delegates/{steps.delegate('Ana Rojas').id}/{act}".rstrip("/")
        fields = {"name": name, "attends": ["BF"], "version": "1", "number": str(uuid4())}
    reply = steps.send_bytes(browser, send, page, **fields)
    assert reply.status_code == 422
    assert sentence in pages.text_of(reply.text)
    assert 'value="BF" checked' in reply.text
    assert steps.stored() == [("CL", "Ana Rojas", ["TM"], "registered")]


@pytest.mark.parametrize("missing", ["", "x" * 3000, "%00", "%ff", "0" * 20])
def test_a_delegate_or_delegation_that_is_not_there(app, missing):
    browser, url = steps.confirmed(app)
    assert browser.get(f"{url}/delegates/{missing or '-'}").status_code == 404
    assert browser.get(f"/delegations/{missing or '-'}").status_code == 404
