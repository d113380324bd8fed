"""What members of the secretariat do, step by step."""

import re
from datetime import timedelta
from html import unescape

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import submit
from webapp.accounts.models import Staff
from webapp.core import clock
from webapp.extensions import db

DESK = "/desk?lang=en"
SET_UP = "/staff/set-up?lang=en"
APP = "/staff/authenticator?lang=en"
CODE = "/staff/second-factor?lang=en"
RECOVERY = "/staff/second-factor/recovery?lang=en"
OWN = "/staff/security?lang=en"

_CODE = re.compile(r'<bdi class="code" dir="ltr">([^<]+)</bdi>')


def shown(html: str) -> list[str]:
    """The key, or the recovery codes, that a page shows."""
    return [unescape(code) for code in _CODE.findall(html)]


def app_for(browser: FlaskClient) -> pyotp.TOTP:
    """The app, once it has taken the key from the page that sets it up."""
    [key] = shown(browser.get(APP).text)
    return pyotp.TOTP(key.replace(" ", ""))


def code(app: pyotp.TOTP, later: timedelta = timedelta(0)) -> str:
    """What the app shows now, by a clock that is right; or by one that is ahead."""
    return app.at(clock.now() + later)


def set_up_app(browser: FlaskClient) -> tuple[pyotp.TOTP, TestResponse]:
    """Sets an app up; the answer shows the recovery codes where these are the first."""
    app = app_for(browser)
    return app, submit(browser, APP, code=code(app))


def arrive(browser: FlaskClient, invitation: str) -> tuple[pyotp.TOTP, list[str]]:
    """From an invitation to being signed in: the app, and the recovery codes."""
    assert submit(browser, invitation).location == SET_UP
    app, reply = set_up_app(browser)
    assert reply.status_code == 200, reply.text
    return app, shown(reply.text)


def is_in(browser: FlaskClient) -> bool:
    return browser.get(DESK).status_code == 200


def person(address: str) -> Staff:
    return db.session.scalars(db.select(Staff).where(Staff.email == address)).one()
