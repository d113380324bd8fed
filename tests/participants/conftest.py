"""The holder of a pass, with a browser of their own."""

import pytest
from flask.testing import FlaskClient

from tests import factories
from webapp.access.permissions import GrantKind
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession


class Holder:
    """Somebody with a pass, and the browser that opened its link."""

    def __init__(self, app, edition, **values):
        issued = factories.issued_pass(edition, **values)
        self.id, self.code, self.short_code = issued.id, factories.code(issued), issued.short_code
        self.participant_id = issued.participant_id
        self.client: FlaskClient = app.test_client()
        factories.sign_in(self.client, GrantKind.PASS, self.id)

    def get(self, ending: str = "", **more):
        return self.client.get(f"/passes/{self.id}{ending}", **more)


@pytest.fixture
def holder_of(app):
    """Makes a holder: `holder_of(edition, name=…, expected_at=…)`."""
    return lambda edition, **values: Holder(app, edition, **values)


@pytest.fixture
def change():
    """Changes a country session: `change(country_session, room=…)`."""

    def write(country_session, **values):
        with transaction() as session:
            found = session.get(CountrySession, country_session.id)
            for name, value in values.items():
                setattr(found, name, value)

    return write
