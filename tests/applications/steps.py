"""What applicants do, over HTTP, for the tests of applications and of whatever is made of them."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import select

from tests import factories, pages
from webapp.applications.models import Application
from webapp.core.outbox import Message
from webapp.core.transaction import transaction
from webapp.editions.models import Edition
from webapp.extensions import db

NEW = "/editions/44/applications/new?lang=en"
BEGIN = "/editions/44/applications?lang=en"
# A month before the call of `edition` closes: its last minute is 23:59 of 31 May in Geneva, two hours ahead of UTC.
DURING = datetime(2023, 5, 1, 9, 30, tzinfo=UTC)
CLOSES = datetime(2023, 5, 31, 22, tzinfo=UTC)

ANSWERS = {
    "about": {"state": "BF", "language": "fr", "kind": "cso"},
    "organisation": {"organisation": "Ligue des droits", "scope": "national", "ecosoc": "no"},
    "contact": {
        "contact_name": "Awa Traoré",
        "email": "awa@example.org",
        "phone": "+226 70 00 00 00",
        "safely": "Signal, after 18:00",
    },
    "work": {"work": "We watch prisons and write about what we see."},
    "statement": {"themes": ["detention", "women"], "issues": "Prisons without doctors."},
    "people": {"speaker": "Moussa Agbéko", "co_speakers": "Salimata Ouédraogo", "needs": "A step-free way"},
    "public": {"appearance": "neither", "photographs": "no"},
    "travel": {"passport": "yes", "visa": "unknown"},
}


def edition(number: int = 44, **values):
    """Pre-sessions 44 with a call of six weeks; the clock stands within it."""
    factories.clock.set_for_tests(DURING)
    call = {"call_opens_on": datetime(2023, 4, 17).date(), "call_closes_on": CLOSES.date()}
    return factories.edition(number, **{**call, "speaking_languages": ["en", "fr", "es"], **values})


def post(client, page: str, to: str = "", **typed):
    """Posts the form that a page holds."""
    return pages.submit(client, page, to=to, **typed)


def begin(client, lang: str = "en", **typed) -> str:
    """Begins a draft by the first step; its address."""
    typed = {**ANSWERS["about"], "number": str(uuid4()), **typed}
    reply = post(client, NEW, f"/editions/44/applications?lang={lang}", **typed)
    assert reply.status_code == 303, pages.text_of(reply.text)
    return "/applications/" + reply.headers["Location"].split("/")[2]


def fill(client, url: str, **typed) -> None:
    """Answers every other step; `typed` in place of the usual answers."""
    for name, usual in ANSWERS.items():
        if name == "about":
            continue
        reply = post(
            client, f"{url}/{name}?lang=en", **(usual | {k: v for k, v in typed.items() if k in usual})
        )
        assert reply.status_code == 303, pages.text_of(reply.text)


def send(client, url: str):
    """Sends it from the page that shows all answers."""
    page = client.get(f"{url}/check?lang=en").text
    version = re.search(r'name="version" value="(\d+)"', page)
    typed = {"csrf_token": pages.token_in(page), "version": version[1] if version else ""}
    reply = client.post(f"{url}/sending?lang=en", data=typed)
    db.session.rollback()
    return reply


def sent(client, **typed) -> str:
    """A whole application, sent; its address."""
    url = begin(client, **{k: v for k, v in typed.items() if k in ANSWERS["about"]})
    fill(client, url, **typed)
    assert send(client, url).status_code == 303
    return url


def autosave(client, url: str, typed: dict, page: str = ""):
    """As the page's script saves a field."""
    token = pages.token_in(client.get(page or f"{url}/about?lang=en").text)
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    reply = client.post(f"{url}/answers?lang=en", data=typed, headers=headers)
    db.session.rollback()
    return reply


def stored(url: str) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, url.split("/")[2].partition("?")[0])


def all_stored() -> list[Application]:
    db.session.rollback()
    return list(db.session.scalars(select(Application).order_by(Application.created_at, Application.id)))


def mails(to: str | None = None) -> list[Message]:
    """What waits in the outbox, the oldest first."""
    db.session.rollback()
    waiting = select(Message).order_by(Message.created_at, Message.id)
    return [mail for mail in db.session.scalars(waiting) if to in (None, mail.to)]


def open_link(client, link: str):
    reply = post(client, link)
    assert reply.status_code == 303, pages.text_of(reply.text)
    return reply


def said(client, url: str) -> str:
    """What the main part of a page says, in single spaces."""
    reply = client.get(f"{url}?lang=en" if "?" not in url else url)
    assert reply.status_code == 200, reply.status_code
    return pages.text_of(reply.text.partition("<main")[2].partition("</main>")[0].partition(">")[2])


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@contextmanager
def changed(made):
    """An edition, to be changed as the coordinator would."""
    with transaction() as session:
        yield session.get_one(Edition, made.number)
