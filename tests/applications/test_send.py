"""Sending: everything is judged anew, twice has one effect, and what was sent stands until it is sent again."""

import re
import threading

import pytest
from sqlalchemy import select

from tests import pages
from tests.applications import steps
from webapp.applications import answers
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.extensions import db
from webapp.participants.models import OrganisationKind

pytestmark = pytest.mark.usefixtures("call")


@pytest.fixture
def url(client) -> str:
    """A draft in which nothing is missing."""
    url = steps.begin(client)
    steps.fill(client, url)
    return url


def acts(url: str) -> list[str]:
    about = (
        select(AuditEntry.verb).where(AuditEntry.object_id == steps.stored(url).id).order_by(AuditEntry.id)
    )
    return list(db.session.scalars(about))


def test_it_is_sent_as_it_stands_and_only_what_was_asked(client, url):
    assert "Check your answers and send" in steps.said(client, url)
    reply = steps.send(client, url)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}/receipt?lang=en")
    application = steps.stored(url)
    expected = {field: value for typed in steps.ANSWERS.values() for field, value in typed.items()}
    assert application.sent == {**expected, "submission": [], "submission_ids": []}
    assert (application.status, application.sent_at) == ("sent", steps.DURING)
    assert (application.kind, application.organisation) == (OrganisationKind.CSO, "Ligue des droits")
    assert (application.organisation_folded, application.country_session.state) == ("ligue des droits", "BF")
    assert re.fullmatch(r"44-[BCDFGHJKLMNPQRSTVWXZ2-9]{6}", application.reference)
    assert acts(url) == ["begin", "send"]


def test_reviewers_get_these_answers_and_no_others(client, url):
    assert answers.reviewed(steps.stored(url)) == {}  # a draft is nobody else's
    steps.send(client, url)
    assert answers.reviewed(steps.stored(url)) == {
        "state": "BF",
        "language": "fr",
        "kind": "cso",
        "organisation": "Ligue des droits",
        "scope": "national",
        "ecosoc": "no",
        "work": "We watch prisons and write about what we see.",
        "themes": ["detention", "women"],
        "issues": "Prisons without doctors.",
    }


def test_an_answer_is_sent_clean(client, url):
    steps.autosave(
        client, url, {"email": "awa@EXAMPLE.org", "organisation": "  Ligue   des droits ", "phone": ""}
    )
    steps.autosave(
        client, url, {"co_speakers": "\nA\n\n  B  \n", "themes": ["women", "nothing", "detention"]}
    )
    steps.send(client, url)
    sent = steps.stored(url).sent
    assert [sent[field] for field in ("email", "organisation", "phone", "co_speakers", "themes")] == [
        "awa@example.org",
        "Ligue des droits",
        "",
        "A\nB",
        ["detention", "women"],
    ]


def test_something_missing_sends_nothing_and_leads_there(client, url):
    steps.autosave(client, url, {"work": "word " * 201, "appearance": ""})
    page = client.get(f"{url}/check?lang=en").text
    said = pages.text_of(page)
    assert "Some answers are still missing Your work In public" in said
    assert 'name="version"' not in page
    token, version = pages.token_in(page), steps.stored(url).version
    reply = client.post(f"{url}/sending?lang=en", data={"csrf_token": token, "version": version})
    assert (reply.status_code, steps.stored(url).status, steps.mails()) == (422, "draft", [])
    assert "This was not sent Some answers are still missing." in pages.text_of(reply.text)
    assert acts(url) == ["begin"]


def test_answers_that_changed_since_are_seen_before_they_are_sent(client, url):
    page = client.get(f"{url}/check?lang=en").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    steps.autosave(client, url, {"issues": "Courts without judges."})
    data = {"csrf_token": pages.token_in(page), "version": version}
    reply = client.post(f"{url}/sending?lang=en", data=data)
    assert (reply.status_code, steps.stored(url).sent) == (409, None)
    said = pages.text_of(reply.text)
    assert "The answers were changed since this page was shown." in said
    assert "Courts without judges." in said
    fresh = re.search(r'name="version" value="(\d+)"', reply.text)[1]
    assert client.post(f"{url}/sending", data=data | {"version": fresh}).status_code == 303
    assert steps.stored(url).sent["issues"] == "Courts without judges."


@pytest.mark.parametrize("version", ["", "x", "-1", "999999999999", "²"])
def test_no_version_no_sending(client, url, version):
    data = {"csrf_token": pages.token_in(client.get(f"{url}/check").text), "version": version}
    assert client.post(f"{url}/sending", data=data).status_code == 409
    assert steps.stored(url).sent is None


def test_a_lost_token_sends_nothing(client, url):
    reply = client.post(f"{url}/sending?lang=en", data={"version": steps.stored(url).version})
    assert (reply.status_code, steps.stored(url).sent) == (422, None)
    assert "send it once more" in pages.text_of(reply.text)


def test_twice_has_one_effect(client, url):
    first, second = steps.send(client, url), None
    application = steps.stored(url)
    before = (application.reference, application.sent_at)
    data = {
        "csrf_token": pages.token_in(client.get(f"{url}/about").text),
        "version": steps.stored(url).version,
    }
    clock.set_for_tests(steps.DURING + steps.minutes(1))
    second = client.post(f"{url}/sending?lang=en", data=data)
    assert (first.headers["Location"], second.headers["Location"]) == (f"{url}/receipt?lang=en",) * 2
    application = steps.stored(url)
    assert (application.reference, application.sent_at) == before
    assert (len(steps.mails()), acts(url).count("send")) == (1, 1)


def test_twice_at_the_same_instant_has_one_effect(app, client, url):
    page = client.get(f"{url}/check").text
    data = {"csrf_token": pages.token_in(page), "version": steps.stored(url).version}
    with client.session_transaction() as cookie:
        held = dict(cookie)
    codes = []

    def press():
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie.update(held)
        codes.append(browser.post(f"{url}/sending", data=data).status_code)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (codes, len(steps.mails()), acts(url).count("send")) == ([303] * 4, 1, 1)


def test_what_was_sent_stands_until_it_is_sent_again(client, url):
    steps.send(client, url)
    reference = steps.stored(url).reference
    steps.autosave(client, url, {"issues": "Courts without judges.", "organisation": ""})
    application = steps.stored(url)
    assert (application.status, application.sent["issues"]) == ("sent", "Prisons without doctors.")
    for page in (url, f"{url}/check"):
        assert "What you sent stands until you send it again." in steps.said(client, page)
    assert steps.send(client, url).status_code == 409  # incomplete: its page offers no sending
    steps.autosave(client, url, {"organisation": "Ligue nouvelle"})
    clock.set_for_tests(steps.DURING + steps.minutes(1))
    assert steps.send(client, url).status_code == 303
    application = steps.stored(url)
    assert (application.sent["issues"], application.organisation) == (
        "Courts without judges.",
        "Ligue nouvelle",
    )
    assert (application.organisation_folded, application.reference) == ("ligue nouvelle", reference)
    assert application.sent_at == steps.DURING + steps.minutes(1)
    assert len(steps.mails()) == 2


def test_another_state_can_be_chosen_before_it_is_sent_again(client, url):
    steps.send(client, url)
    steps.post(client, f"{url}/about", **(steps.ANSWERS["about"] | {"state": "CO"}))
    assert steps.stored(url).country_session.state == "BF"
    steps.send(client, url)
    assert steps.stored(url).country_session.state == "CO"


def test_references_tell_nothing_and_are_all_different(client, url):
    steps.send(client, url)
    other = steps.sent(client)
    references = {steps.stored(each).reference for each in (url, other)}
    assert len(references) == 2
    assert [reference[:3] for reference in references] == ["44-", "44-"]


def test_the_receipt_goes_out_with_the_link_and_no_answer(app, client, url):
    steps.send(client, url)
    (mail,) = steps.mails()
    assert (mail.to, mail.subject) == ("awa@example.org", "Pre-sessions 44: a message for you")
    for line in (
        f"Reference: {steps.stored(url).reference}",
        "Received: Monday 1 May 2023, 11:30 (Europe/Zurich)",
        "That is Monday 1 May 2023, 09:30 (UTC)",
    ):
        assert line in mail.text
    for typed in ("Ligue", "Awa", "Moussa", "Prisons", "Burkina", "Signal", "226", "pplication"):
        assert typed not in pages.without_tokens(mail.subject + mail.text + mail.html)
    (link,) = pages.links_in(mail.text)
    fresh = app.test_client()
    assert steps.open_link(fresh, link).headers["Location"] == f"{url}?lang=en"
    assert "See the receipt" in steps.said(fresh, url)


def test_the_mail_is_in_the_language_in_which_it_was_last_written(client, url):
    token = pages.token_in(client.get(f"{url}/about").text)
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    client.post(f"{url}/answers?lang=fr", data={"work": "Nous"}, headers=headers)
    steps.send(client, url)
    (mail,) = steps.mails()
    assert (mail.locale, "?lang=fr" in mail.text) == ("fr", True)
