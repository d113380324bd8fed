"""What the tests of sign-in share: forms sent as a browser sends them, and the mails that went out."""

import email
import email.policy
import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.access.permissions import Role
from webapp.core import jobs
from webapp.extensions import db

SIGN_IN = "/staff/sign-in?lang=en"


def submit(client: FlaskClient, address: str, to: str = "", **typed: str) -> TestResponse:
    """Loads a page and posts its form with the token that it carries."""
    page = client.get(address)
    assert page.status_code == 200, page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    reply = client.post(to or address, data={"csrf_token": unescape(token), **typed})
    db.session.rollback()
    return reply


@pytest.fixture
def mails(app, instance):
    """Does what is due in the background, and gives the mails that came of it, the newest last."""

    def collect() -> list[email.message.EmailMessage]:
        jobs.work_off()
        files = sorted((instance / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]

    return collect


def link_in(mail: email.message.EmailMessage) -> str:
    """The path of the one link in a mail."""
    (address,) = re.findall(r"http\S+", mail.get_body("plain").get_content())
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == "http://localhost:8000"
    return f"{parts.path}?{parts.query}"


@pytest.fixture
def invite(app):
    """Runs `staff invite`; the path of the link that it prints."""

    def run(address: str = "ines@upr.example.org", role: Role = Role.COORDINATOR) -> str:
        result = app.test_cli_runner().invoke(args=["staff", "invite", address, "--role", role.value])
        db.session.rollback()
        assert result.exit_code == 0, result.output
        return result.output.strip().removeprefix("http://localhost:8000")

    return run


@pytest.fixture
def signed_in(app, invite):
    """A browser in which a member of the secretariat is signed in."""

    def browser(role: Role = Role.COORDINATOR, address: str = "ines@upr.example.org") -> FlaskClient:
        client = app.test_client()
        assert submit(client, invite(address, role)).status_code == 303
        return client

    return browser
