"""The holder of a pass, with a browser of their own."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import factories
from webapp.access import grants
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock, ids
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession


@pytest.fixture
def edition(app):
    return factories.edition()


@pytest.fixture
def sign_in():
    """Gives a client's browser, which is its own, a grant: `sign_in(client, kind, subject_id, role)`."""

    def give(client: FlaskClient, kind: GrantKind, subject_id: str, role: Role | None = None) -> None:
        with client.session_transaction() as cookie:
            browser = cookie.setdefault("browser", ids.new_browser_id())
        with transaction() as session:
            grants.give(session, browser, kind, subject_id, clock.now() + timedelta(hours=12), role=role)

    return give


class Holder:
    """Somebody with a pass, and the browser that opened its link."""

    def __init__(self, app, sign_in, edition, **values):
        issued = factories.issued_pass(edition, **values)
        self.id, self.code, self.short_code = issued.id, factories.code(issued), issued.short_code
        self.participant_id = issued.participant_id
        self.client: FlaskClient = app.test_client()
        sign_in(self.client, GrantKind.PASS, self.id)

    def get(self, ending: str = "", **more):
        return self.client.get(f"/passes/{self.id}{ending}", **more)


@pytest.fixture
def holder_of(app, sign_in):
    """Makes a holder: `holder_of(edition, name=…, expected_at=…)`."""
    return lambda edition, **values: Holder(app, sign_in, edition, **values)


@pytest.fixture
def change():
    """Changes a country session: `change(country_session, room=…)`."""

    def write(country_session, **values):
        with transaction() as session:
            found = session.get(CountrySession, country_session.id)
            for name, value in values.items():
                setattr(found, name, value)

    return write
