"""What pages and mails say, as tests read it; and forms, sent as a browser sends them."""

import email
import email.policy
import re
from collections.abc import Callable
from email.message import EmailMessage
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.extensions import db

SITE = "http://localhost:8000"
# In a form, or on the body for what htmx sends.
_TOKEN = re.compile(r'csrf_token" value="([^"]+)"|"X-CSRFToken": "([^"]+)"')


def text_of(html: str) -> str:
    """What a page, or a part of one, says: without its tags, in single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def without_tokens(text: str) -> str:
    """A mail, a page or headers without what was drawn at random: a link's token now and then spells "Ana"."""
    return re.sub(r"[\w-]{20,}", "", text)


def token_in(html: str) -> str:
    """The CSRF token of a page."""
    found = _TOKEN.search(unescape(html))
    assert found, html
    return found[1] or found[2]


def submit(client: FlaskClient, page: str, to: str = "", **typed) -> TestResponse:
    """Loads a page and posts its form, to the page's own address unless it says another. What the form carries of what
    the page showed goes along."""
    text = client.get(page).text
    carried = dict(re.findall(r'name="(seen)" type="hidden" value="([^"]*)"', text))
    reply = client.post(to or page, data={"csrf_token": token_in(text), **carried, **typed})
    # What the test reads next is what the request left.
    db.session.rollback()
    return reply


def pressing(client: FlaskClient, page: str, to: str, **typed) -> Callable[[], int]:
    """A button of a page, loaded and yet to be pressed: the status of the answer."""
    token = token_in(client.get(page).text)
    return lambda: client.post(to, data={"csrf_token": token, **typed}).status_code


def links_in(mail: str, site: str = SITE) -> list[str]:
    """The links of a mail, each on a line of its own, as paths of the site."""
    addresses = re.findall(r"^https?://\S+$", mail, re.M)
    assert [address for address in addresses if not address.startswith(f"{site}/")] == []
    return [address.removeprefix(site) for address in addresses]


def mails_in(folder: Path) -> list[EmailMessage]:
    """The mails that were written into a folder, the newest last."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def body_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()
