"""What the tests of sign-in share: invitations, the mails that went out, and people who are signed in."""

from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role
from webapp.accounts import queries
from webapp.core import jobs
from webapp.extensions import db

SIGN_IN = "/staff/sign-in?lang=en"
INES = "ines@upr.example.org"


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
def run(app):
    """Runs `staff …`; the path of the link that it prints."""

    def command(*arguments: str) -> str:
        result = app.test_cli_runner().invoke(args=["staff", *arguments])
        db.session.rollback()
        assert result.exit_code == 0, result.output
        return result.output.strip().removeprefix("http://localhost:8000")

    return command


@pytest.fixture
def invite(run):
    """Runs `staff invite`; the path of the link that it prints."""
    return lambda address=INES, role=Role.COORDINATOR: run("invite", address, "--role", role.value)


@pytest.fixture
def signed_in(app):
    """A browser in which a member of the secretariat is signed in."""

    def browser(role: Role = Role.COORDINATOR, address: str = INES) -> FlaskClient:
        client = app.test_client()
        person = queries.with_address(address) or factories.staff(role, address)
        factories.sign_in(client, GrantKind.STAFF, person.id, role)
        return client

    return browser


@pytest.fixture
def ines(app):
    return factories.staff(Role.COORDINATOR, INES)


@pytest.fixture
def phone(ines):
    """The app that Ines has set up: shows her codes."""
    return factories.authenticator_app(ines)


@pytest.fixture
def half_in(app):
    """Browsers in which Ines has opened a mailed link, and has yet to prove her second factor."""

    def browser() -> FlaskClient:
        client = app.test_client()
        ines = queries.with_address(INES) or factories.staff(Role.COORDINATOR, INES)
        factories.sign_in(client, GrantKind.STAFF_UNPROVEN, ines.id)
        return client

    return browser
