"""A call that is open while the tests run, and phones that apply."""

from datetime import timedelta

import pytest

from tests import factories
from webapp.access.permissions import GrantKind
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock, ids
from webapp.core.transaction import transaction
from webapp.editions.models import Edition
from webapp.extensions import db

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def database_url(shared_database_url):
    return shared_database_url


@pytest.fixture
def app(app):
    """The server runs in a process of its own, with a clock that goes: so this one's must go as well."""
    clock.set_for_tests(None)
    return app


@pytest.fixture
def edition(app) -> Edition:
    """Its week is in two months, its call open for one more."""
    today = clock.now().date()
    return factories.edition(
        starts_on=today + timedelta(days=60),
        ends_on=today + timedelta(days=64),
        call_opens_on=today - timedelta(days=7),
        call_closes_on=today + timedelta(days=30),
    )


@pytest.fixture
def draft(edition) -> str:
    """The id of a draft in which the first step is answered."""
    application_id = ids.new_id()
    with transaction() as session:
        session.add(
            Application(
                id=application_id,
                edition_number=edition.number,
                status=ApplicationStatus.DRAFT,
                locale="en",
                answers={"state": "TM", "language": "en", "kind": "cso"},
                created_at=clock.now(),
                changed_at=clock.now(),
            )
        )
    return application_id


@pytest.fixture
def phone(shared_server, new_context, app):
    """Opens a page on a phone, which may hold an application; `context` is a phone that was used before."""

    def open_page(path, holds=None, url=shared_server.url, context=None, lang="en"):
        context = context or new_context(viewport=PHONE)
        if holds:
            client = app.test_client()
            factories.sign_in(client, GrantKind.APPLICATION, holds)
            context.add_cookies([{"name": "upr", "value": client.get_cookie("upr").value, "url": url}])
        page = context.new_page()
        page.goto(f"{url}{path}?lang={lang}")
        return page

    return open_page


@pytest.fixture
def answers(app):
    """What is received of an application, or of the only one there is."""

    def read(application_id=None):
        db.session.rollback()
        wanted = db.session.query(Application)
        return (wanted.filter_by(id=application_id) if application_id else wanted).one().answers

    return read
