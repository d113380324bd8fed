"""Going on elsewhere: a link by e-mail opens the draft on any device and in any language, and says nothing of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import pages
from tests.applications import steps
from webapp.access.models import Link
from webapp.applications.models import Application
from webapp.core import clock, limits
from webapp.core.transaction import transaction
from webapp.extensions import db

pytestmark = pytest.mark.usefixtures("call")

AWA = "awa@example.org"


def ask(client, url, email=AWA, lang="en"):
    return steps.post(client, f"{url}?lang={lang}", f"{url}/link?lang={lang}", email=email)


def test_the_link_opens_the_draft_on_another_device_and_in_another_language(app, client):
    url = steps.begin(client, lang="fr")
    steps.autosave(client, url, {"work": "Nous surveillons les prisons."})
    reply = ask(client, url, lang="fr")
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}?lang=fr")
    assert steps.stored(url).answers["email"] == AWA
    (mail,) = steps.mails(AWA)
    (link,) = pages.links_in(mail.text)
    assert link.endswith("?lang=fr")
    phone = app.test_client()
    token = link.removeprefix("/links/").partition("?")[0]
    reply = steps.open_link(phone, f"/links/{token}?lang=es")
    assert reply.headers["Location"] == f"{url}?lang=es"
    page = phone.get(f"{url}/work?lang=es").text
    assert ("Nous surveillons les prisons." in page, '<html lang="es"' in page) == (True, True)
    steps.autosave(phone, url, {"issues": "Prisiones"})
    assert "Prisiones" in client.get(f"{url}/statement?lang=fr").text


def test_the_mail_says_nothing_of_what_it_is_about(client):
    url = steps.begin(client)
    steps.fill(client, url)
    ask(client, url)
    (mail,) = steps.mails()
    assert mail.subject == "Pre-sessions 44: a message for you"
    assert "It can be changed and sent until Wednesday 31 May 2023, 23:59 (Europe/Zurich)." in mail.text
    for word in ("Ligue", "Awa", "Moussa", "Burkina", "prison", "pplication", "pply"):
        assert word not in mail.subject + mail.text + mail.html


def test_looking_at_the_link_changes_nothing_and_it_can_be_opened_again(app, client):
    url = steps.begin(client)
    ask(client, url)
    (link,) = pages.links_in(steps.mails()[0].text)
    looked = app.test_client()
    assert "This link opens your application" in pages.text_of(looked.get(link).text)
    assert looked.get(url).status_code == 404
    for _device in range(2):
        device = app.test_client()
        steps.open_link(device, link)
        assert device.get(url).status_code == 200


def test_the_address_that_was_typed_stands_in_the_form(client):
    url = steps.begin(client)
    steps.autosave(client, url, {"email": AWA})
    assert f'value="{AWA}"' in client.get(url).text
    ask(client, url, "other@example.org")
    assert (steps.stored(url).answers["email"], steps.stored(url).email) == ("other@example.org",) * 2
    assert [mail.to for mail in steps.mails()] == ["other@example.org"]


@pytest.mark.parametrize("typed", ["", "awa", "a\nb@example.org"])
def test_no_address_no_mail(client, typed):
    url = steps.begin(client)
    reply = ask(client, url, typed)
    assert (reply.status_code, steps.mails()) == (422, [])
    assert "There is a problem" in reply.text
    assert "email" not in steps.stored(url).answers


def test_a_lost_token_sends_nothing(client):
    url = steps.begin(client)
    reply = client.post(f"{url}/link", data={"email": AWA})
    assert (reply.status_code, steps.mails()) == (422, [])
    assert f'value="{AWA}"' in reply.text


def test_no_mailbox_is_flooded_from_however_many_drafts(app):
    browsers = [app.test_client() for _ in range(3)]
    urls = [steps.begin(browser) for browser in browsers]
    codes = [
        ask(browser, url).status_code for browser, url in zip(browsers, urls, strict=True) for _ in range(2)
    ]
    assert (codes, len(steps.mails())) == ([303] * 5 + [429], 5)
    limits.forget_all()
    assert ask(browsers[0], urls[0]).status_code == 303


def test_nobody_else_has_it_sent(app, client):
    url, other = steps.begin(client), app.test_client()
    own = steps.begin(other)
    token = pages.token_in(other.get(own).text)
    data = {"csrf_token": token, "email": "mallory@example.org"}
    assert other.post(f"{url}/link", data=data).status_code == 404
    assert steps.mails() == []


def test_after_the_deadline_it_goes_to_the_address_on_record_and_no_other(client):
    url = steps.begin(client)
    steps.autosave(client, url, {"email": AWA})
    clock.set_for_tests(steps.CLOSES)
    assert ask(client, url, "other@example.org").status_code == 422
    assert ask(client, url, "AWA@example.org").status_code == 303
    (mail,) = steps.mails()
    assert (mail.to, "It can be changed" in mail.text) == (AWA, False)
    assert steps.stored(url).email == AWA


def test_links_end_with_the_week_and_say_where_to_ask(app, client, call):
    url = steps.begin(client)
    ask(client, url)
    (link,) = pages.links_in(steps.mails()[0].text)
    assert db.session.scalars(select(Link.expires_at)).one() == call.closes_at
    clock.set_for_tests(call.closes_at)
    gone = app.test_client().get(link)
    assert (gone.status_code, "/editions/44/applications/link?lang=en" in gone.text) == (410, True)
    assert client.get(url).status_code == 404
    before = len(steps.mails())
    reply = steps.post(app.test_client(), link, link.replace("?", "/renewal?"))
    assert (reply.status_code, len(steps.mails())) == (200, before)


def test_a_link_to_what_was_erased_opens_nothing(app, client):
    url = steps.begin(client)
    ask(client, url)
    (link,) = pages.links_in(steps.mails()[0].text)
    application_id = steps.stored(url).id
    with transaction() as session:
        session.delete(session.get_one(Application, application_id))
    browser = app.test_client()
    reply = steps.post(browser, link)
    assert reply.status_code == 404


def test_a_link_that_was_made_before_the_deadline_opens_after_it(app, client):
    url = steps.begin(client)
    ask(client, url)
    (link,) = pages.links_in(steps.mails()[0].text)
    clock.set_for_tests(steps.CLOSES + timedelta(days=30))
    late = app.test_client()
    steps.open_link(late, link)
    assert "Nothing that you wrote is lost" in steps.said(late, url)


def test_the_step_with_the_address_sends_it_too_whatever_else_is_missing(client):
    url = steps.begin(client)
    typed = {"email": AWA, "contact_name": ""}
    reply = steps.post(client, f"{url}/contact?lang=en", then="link", **typed)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}?lang=en")
    assert "The link is on its way to you by e-mail." in steps.said(client, url)
    assert [mail.to for mail in steps.mails()] == [AWA]
    reply = steps.post(client, f"{url}/contact?lang=en", then="link", **(typed | {"email": "awa@"}))
    assert (reply.status_code, len(steps.mails()), steps.stored(url).answers["email"]) == (422, 1, "awa@")
