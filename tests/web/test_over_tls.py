"""Behind a proxy that speaks TLS, as it runs for real."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.clients import Browser
from webapp import config, create_app
from webapp.access import links
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.extensions import db

HOME = "https://pre-sessions.example.org"


@pytest.fixture
def app(database_url, instance):
    settings = {
        "DATABASE_URL": database_url,
        "BASE_URL": HOME,
        "SECRET_KEY": "x" * 32,
        "TRUSTED_PROXIES": "1",
    }
    app = create_app(config.read(instance, settings))
    app.test_client_class = Browser
    clock.set_for_tests(factories.NOW)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    clock.set_for_tests(None)


def test_a_link_signs_in_and_buttons_work_without_a_referer(app, client):
    person = factories.staff(Role.COORDINATOR)
    with transaction() as session:
        until = clock.now() + timedelta(days=1)
        token = links.mint(session, GrantKind.STAFF_UNPROVEN, person.id, until=until)
    phone = factories.authenticator_app(person)
    proxied = {"base_url": "http://pre-sessions.example.org", "headers": {"X-Forwarded-Proto": "https"}}
    page = client.get(f"/links/{token}?lang=en", **proxied)
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-upr=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    proof = {"csrf_token": pages.token_in(page.text)}
    assert client.post(f"/links/{token}?lang=en", data=proof, **proxied).status_code == 303
    asked = client.get("/staff/second-factor?lang=en", **proxied)
    proof = {"csrf_token": pages.token_in(asked.text), "code": phone.at(clock.now())}
    assert client.post("/staff/second-factor?lang=en", data=proof, **proxied).status_code == 303
    desk = client.get("/desk?lang=en", **proxied)
    assert desk.status_code == 200
    proof = {"csrf_token": pages.token_in(desk.text)}
    assert client.post("/staff/sign-out?lang=en", data=proof, **proxied).status_code == 303
