"""`/staff/authenticator`: an app is set up by its first code, the first time or in place of another."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from tests import factories
from tests.accounts import steps
from tests.accounts.conftest import INES
from tests.accounts.steps import APP, CODE, DESK, OWN, code, is_in
from tests.pages import submit, text_of
from webapp.accounts import totp
from webapp.accounts.models import AuthenticatorApp
from webapp.core import clock
from webapp.extensions import db


@pytest.fixture
def invited(client, invite):
    submit(client, invite())
    return client


def test_the_key_stays_until_a_code_was_right(invited):
    app = steps.app_for(invited)
    reply = submit(invited, APP, code="12345")
    assert reply.status_code == 422
    assert [key.replace(" ", "") for key in steps.shown(reply.text)] == [app.secret]
    assert 'value="12345"' in reply.text
    assert db.session.query(AuthenticatorApp).count() == 0
    assert steps.app_for(invited).secret == app.secret
    assert submit(invited, APP, code=code(app)).status_code == 200
    assert is_in(invited)


def test_the_key_is_one_browser_s_and_one_person_s(app, invite, invited):
    omar = app.test_client()
    submit(omar, invite("omar@upr.example.org"))
    assert steps.app_for(omar).secret != steps.app_for(invited).secret


def test_the_picture_says_what_the_key_says(invited):
    reply = invited.get("/staff/authenticator.svg")
    assert (reply.mimetype, reply.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    app = steps.app_for(invited)
    # The same bytes as a picture of this address, which any app can read.
    assert reply.data == totp.picture(app.byte_secret(), INES)
    parts = urlsplit(app.provisioning_uri(name=INES, issuer_name="UPR Pre-sessions"))
    assert (parts.scheme, parts.netloc, parts.path) == (
        "otpauth",
        "totp",
        "/UPR%20Pre-sessions:ines%40upr.example.org",
    )
    assert parse_qs(parts.query) == {"secret": [app.secret], "issuer": ["UPR Pre-sessions"]}
    assert len(pyotp.TOTP(app.secret).byte_secret()) == 20


@pytest.mark.parametrize(("off", "says"), [(1, "about 1 hour fast"), (-1, "about 1 hour slow")])
def test_a_clock_an_hour_off_is_told_either_way(invited, off, says):
    """Whoever sees the key can work every code out, so there is nothing to keep from them."""
    app = steps.app_for(invited)
    reply = submit(invited, APP, code=code(app, timedelta(hours=off)))
    assert (reply.status_code, says in text_of(reply.text)) == (422, True)
    assert "Is the clock of your phone set by the network?" in text_of(reply.text)


def test_the_code_that_set_it_up_does_not_sign_in_too(app, invited, half_in):
    phone, _reply = steps.set_up_app(invited)
    browser = half_in()
    assert submit(browser, CODE, code=code(phone)).status_code == 422
    clock.set_for_tests(factories.NOW + timedelta(seconds=30))
    assert submit(browser, CODE, code=code(phone)).location == DESK


def test_another_app_takes_the_place_of_the_first(signed_in, phone, half_in):
    browser = signed_in()
    assert "The app that you have now stops working here" in browser.get(APP).text
    new, reply = steps.set_up_app(browser)
    assert (reply.status_code, len(steps.shown(reply.text))) == (200, 10)  # the factory gave her none
    clock.set_for_tests(factories.NOW + timedelta(seconds=60))
    half = half_in()
    assert submit(half, CODE, code=code(phone)).status_code == 422
    assert submit(half, CODE, code=code(new)).location == DESK


def test_the_next_set_up_has_a_key_of_its_own(signed_in):
    browser = signed_in()
    first, _reply = steps.set_up_app(browser)
    again, reply = steps.set_up_app(browser)
    assert first.secret != again.secret
    assert reply.location == OWN  # the recovery codes stay as they are


@pytest.mark.parametrize("act", ["authenticator", "authenticator/removal", "recovery-codes", "passkeys"])
def test_another_site_cannot_do_it(signed_in, ines, phone, act):
    browser = signed_in()
    steps.app_for(browser)
    reply = browser.post(f"/staff/{act}", data={"code": "123456"})
    assert reply.status_code == 422
    assert db.session.get(AuthenticatorApp, ines.id).last_step == 0
