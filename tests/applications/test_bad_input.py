"""Any input, however malformed, gets a sentence and not a fault; what is known stays as it was."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import pages
from tests.applications import steps
from webapp.applications import answers

pytestmark = pytest.mark.usefixtures("call")

FIELDS = sorted(answers.FIELDS)
NASTY = [
    b"",
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",  # a surrogate, as if it were UTF-8
    "\u202e\u2066".encode(),
    "²".encode(),
    b"-1",
    b"9" * 400,
    b"' OR 1=1 --",
    b"{{ 7 * 7 }}%s%(x)s",
    b"<script>alert(1)</script>",
    b"\r\n\r\n",
    "e\u0301".encode() * 6000,
    "😀".encode() * 3000,
]
# Who is asked for the rest of a grant; the nonsense is in that.
ASKS = {"state": b"BF", "kind": b"cso", "grant": b"yes"}
ADDRESSES = [
    "answers",
    "about",
    "organisation",
    "contact",
    "work",
    "statement",
    "people",
    "public",
    "travel",
    "grant",
    "link",
]


def body_of(**fields: bytes) -> bytes:
    parts = [
        b'--cut\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in fields.items()
    ]
    return b"".join(parts) + b"--cut--\r\n"


def post(client, address: str, token: str, value: bytes, **more: bytes):
    fields = dict.fromkeys(FIELDS, value) | {"csrf_token": token.encode(), "number": value} | more
    return client.post(
        address,
        data=body_of(**fields),
        content_type="multipart/form-data; boundary=cut",
        headers={"X-CSRFToken": token},
    )


@pytest.mark.parametrize("name", ADDRESSES)
def test_nonsense_in_every_field_of_every_form(call, client, name):
    with steps.changed(call) as edition:
        edition.grant_states = ["BF"]
    url = steps.begin(client)
    token = pages.token_in(client.get(f"{url}/about").text)
    for value in NASTY:
        reply = post(client, f"{url}/{name}", token, value, **(ASKS if name == "grant" else {}))
        assert reply.status_code in (200, 303, 422), value
        # What says who applies is nonsense from the first step on: then nobody is asked about a grant any more.
        steps.autosave(client, url, {"state": "BF", "kind": "cso"})
        for page in (url, f"{url}/check", f"{url}/{'about' if name in ('answers', 'link') else name}"):
            reply = client.get(page)
            assert (reply.status_code, "<script>alert" in reply.text) == (200, False), value


def test_nonsense_begins_a_draft_at_most(client):
    token = pages.token_in(client.get(steps.NEW).text)
    for value in NASTY:
        assert post(client, steps.BEGIN, token, value).status_code == 422, value
    for application in steps.all_stored():
        assert client.get(f"/applications/{application.id}").status_code in (200, 404)


def test_a_file_in_place_of_a_text_is_nothing_typed(client):
    url = steps.begin(client)
    token = pages.token_in(client.get(f"{url}/work").text)
    file = b'--cut\r\nContent-Disposition: form-data; name="work"; filename="a"\r\n\r\nbytes\r\n'
    body = file + body_of(csrf_token=token.encode())
    reply = client.post(f"{url}/work", data=body, content_type="multipart/form-data; boundary=cut")
    assert (reply.status_code, "work" in steps.stored(url).answers) == (422, False)


def test_a_body_that_is_too_large_is_refused(client):
    url = steps.begin(client)
    token = pages.token_in(client.get(f"{url}/work").text)
    reply = client.post(f"{url}/work", data={"csrf_token": token, "work": "x" * 2**20})
    assert (reply.status_code, "work" in steps.stored(url).answers) == (413, False)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=80), max_size=6))
def test_what_is_kept_is_kept_again_without_a_change(typed):
    lists = {field: [value] if field in answers.MANY else value for field, value in typed.items()}
    kept, reasons = answers.fit(lists)
    assert len(kept) + len(reasons) == len(typed)
    assert answers.fit(kept) == (kept, [])
