"""A draft saves itself field by field, as it was typed, and whatever it is worth."""

import pytest
from sqlalchemy import select

from tests import pages
from tests.applications import steps
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.extensions import db

pytestmark = pytest.mark.usefixtures("call")


@pytest.fixture
def url(client) -> str:
    return steps.begin(client)


def test_one_field_is_kept_and_the_others_stay(client, url):
    reply = steps.autosave(client, url, {"work": "We watch prisons."})
    assert (reply.status_code, reply.json) == (200, {"version": 2})
    assert steps.stored(url).answers == {**steps.ANSWERS["about"], "work": "We watch prisons."}
    assert "We watch prisons." in client.get(f"{url}/work").text


def test_the_same_again_is_no_change(client, url):
    versions = [
        steps.autosave(client, url, typed).json["version"]
        for typed in ({"work": "We"}, {"work": "We"}, {"work": ""}, {"work": ""}, {"issues": ""})
    ]
    assert versions == [2, 2, 3, 3, 3]


def test_what_nobody_asked_for_is_ignored(client, url):
    typed = {"status": "sent", "sent": "x", "late_until": "2030-01-01", "answers": "x", "work": "We"}
    assert steps.autosave(client, url, typed).json == {"version": 2}
    application = steps.stored(url)
    assert application.answers == {**steps.ANSWERS["about"], "work": "We"}
    assert (application.status, application.sent, application.late_until) == ("draft", None, None)


def test_ten_thousand_characters_are_kept_and_one_more_is_told(client, url):
    most = "ä" * 10_000
    assert steps.autosave(client, url, {"work": most}).status_code == 200
    reply = steps.autosave(client, url, {"work": most + "x", "issues": "Prisons"})
    sentence = "Use at most 10000 characters. You used 10001."
    assert (reply.status_code, reply.json) == (422, {"error": sentence})
    # The field beside it is kept, and the long one as it was before.
    assert (steps.stored(url).answers["work"], steps.stored(url).answers["issues"]) == (most, "Prisons")


@pytest.mark.parametrize("typed", ["a\x00b", "a\x1bb", "a\u202eb", b"a\xff\xfeb", "a\ufffdb"])
def test_what_is_no_text_is_refused_with_a_sentence(client, url, typed):
    reply = steps.autosave(client, url, {"work": typed})
    sentence = "This contains characters that cannot be printed. Type it again, without pasting."
    assert (reply.status_code, reply.json) == (422, {"error": sentence})
    assert "work" not in steps.stored(url).answers


def test_text_is_regular_and_otherwise_as_it_was_typed(client, url):
    steps.autosave(
        client, url, {"work": "  Cafe\u0301,\ttwo\r\n\r\nlines  ", "contact_name": "ليلى 李 Ольга"}
    )
    answers = steps.stored(url).answers
    assert (answers["work"], answers["contact_name"]) == ("Café, two\n\nlines", "ليلى 李 Ольга")


def test_ticks_come_and_go(client, url):
    kept = []
    for themes in (["women", "health"], ["health"], [""]):
        steps.autosave(client, url, {"themes": themes})
        kept.append(steps.stored(url).answers["themes"])
    assert kept == [["women", "health"], ["health"], []]


def test_no_more_ticks_than_anybody_could_make(client, url):
    steps.autosave(client, url, {"themes": [f"t{place}" for place in range(200)]})
    assert len(steps.stored(url).answers["themes"]) == 50
    assert steps.autosave(client, url, {"themes": ["x" * 41]}).status_code == 422


def test_links_go_to_the_last_address_that_is_one(client, url):
    kept = []
    for typed in ("awa@example.org", "awa@", "", "awa@EXAMPLE.com", "x" * 300 + "@example.org"):
        steps.autosave(client, url, {"email": typed})
        kept.append((steps.stored(url).answers["email"], steps.stored(url).email))
    assert [address for _typed, address in kept] == ["awa@example.org"] * 3 + ["awa@example.com"] * 2
    assert [typed for typed, _address in kept][:3] == ["awa@example.org", "awa@", ""]


def test_the_reply_is_small(client, url):
    token = pages.token_in(client.get(f"{url}/work").text)
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    reply = client.post(f"{url}/answers?lang=en", data={"work": "x" * 5000}, headers=headers)
    sent = len(f"HTTP/1.1 200 OK\r\n{reply.headers}".encode()) + len(reply.data)
    assert sent <= 1024, str(reply.headers)


def test_without_the_token_nothing_is_kept(client, url):
    reply = client.post(f"{url}/answers", data={"work": "We"}, headers={"Accept": "application/json"})
    assert (reply.status_code, list(reply.json)) == (422, ["error"])
    assert "work" not in steps.stored(url).answers


def test_nobody_else_keeps_anything_in_it(app, client, url):
    other = app.test_client()
    own = steps.begin(other)
    reply = steps.autosave(other, url, {"work": "Theirs"}, page=f"{own}/about")
    assert reply.status_code == 404
    reply = steps.autosave(client, "/applications/nowhere", {"work": "Ours"}, page=f"{url}/about")
    assert reply.status_code == 404
    assert ["work" in each.answers for each in steps.all_stored()] == [False, False]


def test_two_devices_keep_different_fields(app, client, url):
    steps.autosave(client, url, {"email": "awa@example.org"})
    steps.post(client, url, f"{url}/link", email="awa@example.org")
    other = app.test_client()
    (link,) = pages.links_in(steps.mails()[-1].text)
    steps.open_link(other, link)
    steps.autosave(other, url, {"issues": "Prisons"})
    steps.autosave(client, url, {"work": "We"})
    answers = steps.stored(url).answers
    assert (answers["issues"], answers["work"]) == ("Prisons", "We")


def test_too_often_is_refused_and_what_was_kept_stays(client, url):
    token = pages.token_in(client.get(f"{url}/about").text)
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    codes = [
        client.post(f"{url}/answers", data={"work": str(n)}, headers=headers).status_code for n in range(241)
    ]
    assert codes == [200] * 240 + [429]
    assert steps.stored(url).answers["work"] == "239"


def test_the_audit_notes_a_sitting_and_not_each_second(client, url):
    for minutes in (1, 2, 20, 21):
        clock.set_for_tests(steps.DURING + steps.minutes(minutes))
        steps.autosave(client, url, {"work": f"After {minutes} minutes"})
    about = (
        select(AuditEntry.verb).where(AuditEntry.object_id == steps.stored(url).id).order_by(AuditEntry.id)
    )
    assert db.session.scalars(about).all() == ["begin", "keep"]
