"""Nothing tells anybody that somebody applied: no page, no reply, no mail's subject, no log, no audit."""

import logging
import re

from sqlalchemy import select

from tests import factories, pages
from tests.applications import steps
from webapp.access.permissions import GrantKind, Role
from webapp.core import jobs
from webapp.core.audit import AuditEntry
from webapp.extensions import db

PUBLIC = (
    "/",
    "/editions",
    "/editions/44",
    "/editions/44/programme",
    "/editions/44/programme.ics",
    "/editions/44/call",
    "/editions/44/applications/new",
    "/editions/44/applications/link",
    "/editions/44/applications/link/sent",
    "/editions/44/applications/erased",
)
TYPED = ("Ligue", "Traor", "awa@", "Agb", "Ouédraogo", "prisons", "Prisons", "Signal", "226 70", "step-free")


def seen_by_anybody(app) -> dict[str, str]:
    """Public pages, without what is random in each."""
    client = app.test_client()
    texts = {page: client.get(f"{page}?lang=en").text for page in PUBLIC}
    random = re.compile(r'value="[\w.-]{30,}"|"X-CSRFToken": "[^"]+"|X-CSRFToken[^}]+|DTSTAMP:\w+')
    return {page: random.sub("", text) for page, text in texts.items()}


def test_public_pages_are_the_same_before_and_after(app, call, client):
    before = seen_by_anybody(app)
    steps.sent(client)
    steps.begin(app.test_client())
    assert seen_by_anybody(app) == before


def test_not_yours_and_not_there_are_the_same_reply(app, call, client):
    url, other = steps.sent(client), app.test_client()
    steps.begin(other)
    nowhere = "/applications/" + "0" * 20
    mission, door = app.test_client(), app.test_client()
    factories.sign_in(mission, GrantKind.PASS, factories.issued_pass(call).id)
    factories.sign_in(door, GrantKind.STAFF, factories.staff(Role.COORDINATOR).id, Role.COORDINATOR)
    for who in (other, app.test_client(), mission, door):
        for page in ("", "/about", "/check", "/receipt", ".pdf", "/withdrawal", "/submission", "/nowhere"):
            replies = [who.get(f"{address}{page}?lang=en") for address in (url, nowhere)]
            assert [reply.status_code for reply in replies] == [404, 404], page
            theirs, nobodys = (
                pages.text_of(reply.text).replace(url, "").replace(nowhere, "") for reply in replies
            )
            assert theirs == nobodys


def test_logs_and_audit_hold_ids_alone(app, call, client, caplog):
    caplog.set_level(logging.DEBUG)
    url = steps.sent(client)
    steps.autosave(client, url, {"work": "x" * 10_001})
    steps.post(client, url, f"{url}/link", email="awa@example.org")
    steps.post(client, "/editions/44/applications/link", email="awa@example.org")
    token = pages.links_in(steps.mails()[-1].text)[0].removeprefix("/links/").partition("?")[0]
    steps.open_link(app.test_client(), f"/links/{token}")
    jobs.work_off()
    said = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("webapp"))
    entries = db.session.scalars(select(AuditEntry)).all()
    said += " ".join(f"{each.by} {each.verb} {each.object_kind} {each.object_id}" for each in entries)
    assert [word for word in (*TYPED, token) if word in said] == []
    assert f"application:{steps.stored(url).id} send application" in said


def test_no_subject_and_no_file_name_says_what_it_is_about(call, client):
    url = steps.sent(client)
    steps.post(client, url, f"{url}/link", email="awa@example.org")
    steps.post(client, "/editions/44/applications/link", email="awa@example.org")
    jobs.work_off("lost-application")
    assert {mail.subject for mail in steps.mails()} == {"Pre-sessions 44: a message for you"}
    assert len(steps.mails()) == 3
    name = client.get(f"{url}.pdf").headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="44-\w{6}\.pdf"', name)


def test_every_page_of_it_is_kept_by_nobody(call, client):
    url = steps.sent(client)
    for page in ("", "/about", "/contact", "/check", "/receipt", ".pdf", "/withdrawal"):
        headers = client.get(f"{url}{page}").headers
        assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer"), page
