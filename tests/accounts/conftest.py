"""What the tests of sign-in share: invitations, the mails that went out, and people who are signed in."""

from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from tests import pages
from webapp.access.permissions import Role
from webapp.core import jobs
from webapp.extensions import db

SIGN_IN = "/staff/sign-in?lang=en"


@pytest.fixture
def mails(app, instance):
    """Does what is due in the background, and gives the mails that came of it, the newest last."""

    def collect() -> list[EmailMessage]:
        jobs.work_off()
        return pages.mails_in(instance / "mail")

    return collect


def link_in(mail: EmailMessage) -> str:
    """The path of the one link in a mail."""
    (link,) = pages.links_in(pages.body_of(mail))
    return link


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
        assert pages.submit(client, invite(address, role)).status_code == 303
        return client

    return browser
