"""`/staff/second-factor`: six digits of an app. A code works once, by a clock that is right, and guesses are few."""

import threading
from datetime import timedelta

import pytest

from tests import factories
from tests.accounts import steps
from tests.accounts.conftest import SIGN_IN
from tests.accounts.steps import CODE, DESK, code, is_in
from tests.pages import submit, text_of, token_in
from webapp import config
from webapp.access.permissions import GrantKind
from webapp.accounts.models import AuthenticatorApp
from webapp.core import clock, limits
from webapp.core.audit import AuditEntry
from webapp.extensions import db

NOT_NOW = "This is not the code that the app shows now."
CLOCK = (
    "Is the clock of your phone set by the network? A code that is right by a clock that is wrong is refused."
)


def refusal(reply) -> str:
    """What the page says of the code."""
    assert reply.status_code == 422
    return text_of(reply.text.partition('id="code-error">')[2].partition("</p>")[0]).removeprefix("Error: ")


@pytest.mark.parametrize("written", ["{}", " {} ", "{:.3} {:.3}", "{:.3}-{:.3}"])
def test_the_code_signs_in_however_it_is_spaced(phone, half_in, written):
    browser, digits = half_in(), code(phone)
    typed = written.format(digits) if written.count("{") == 1 else f"{digits[:3]}{written[5]}{digits[3:]}"
    assert submit(browser, CODE, code=typed).location == DESK
    assert is_in(browser)


def test_the_digits_may_be_those_of_another_script(phone, half_in):
    arabic = code(phone).translate({ord(str(n)): chr(0x660 + n) for n in range(10)})
    assert submit(half_in(), CODE, code=arabic).location == DESK


def test_it_is_written_down_by_ids_alone(ines, phone, half_in):
    submit(half_in(), CODE, code=code(phone))
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.verb, entry.object_id, entry.by) == ("sign-in", ines.id, f"staff:{ines.id}")


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12 34 5x", "½23456", "\x00", "1" * 500])
def test_what_is_no_code_comes_back_with_the_reason(phone, half_in, typed):
    browser = half_in()
    reply = submit(browser, CODE, code=typed)
    assert (reply.status_code, is_in(browser)) == (422, False)
    assert "<title>Error: The code of your app" in reply.text
    assert 'autocomplete="one-time-code"' in reply.text
    assert 'inputmode="numeric"' in reply.text


def test_what_was_typed_stays_and_so_it_does_without_a_token(phone, half_in):
    browser = half_in()
    for reply in (submit(browser, CODE, code="123"), browser.post(CODE, data={"code": "123"})):
        assert (reply.status_code, 'value="123"' in reply.text) == (422, True)


def test_another_site_cannot_send_it(phone, half_in):
    browser = half_in()
    assert browser.post(CODE, data={"code": code(phone)}).status_code == 422
    assert not is_in(browser)


def test_a_wrong_code_says_so_and_no_more(phone, half_in):
    browser = half_in()
    taken = {phone.generate_otp(step) for step in _steps_around(1441)}
    wrong = next(f"{n:06}" for n in range(10**6) if f"{n:06}" not in taken)
    assert refusal(submit(browser, CODE, code=wrong)) == f"{NOT_NOW} {CLOCK}"
    assert not is_in(browser)


def _steps_around(distance: int) -> range:
    now = int(clock.now().timestamp()) // 30
    return range(now - distance, now + distance + 1)


@pytest.mark.parametrize("off", [-30, 0, 30])
def test_one_step_either_way_is_taken(phone, half_in, off):
    assert submit(half_in(), CODE, code=code(phone, timedelta(seconds=off))).location == DESK


@pytest.mark.parametrize(
    ("off", "says"),
    [
        (-timedelta(hours=1), "The clock of your phone seems to be about 1 hour slow."),
        (-timedelta(hours=11, minutes=40), "The clock of your phone seems to be about 12 hours slow."),
        (-timedelta(minutes=5), "The clock of your phone seems to be about 5 minutes slow."),
        (-timedelta(seconds=60), "The clock of your phone seems to be about 1 minute slow."),
    ],
)
def test_a_slow_clock_is_told(phone, half_in, off, says):
    browser = half_in()
    assert refusal(submit(browser, CODE, code=code(phone, off))) == f"{NOT_NOW} {says} {CLOCK}"
    assert not is_in(browser)


@pytest.mark.parametrize("off", [timedelta(hours=1), timedelta(seconds=60), -timedelta(hours=13)])
def test_nothing_is_told_of_codes_to_come_or_long_gone(phone, half_in, off):
    """Whoever guesses must not learn that a guess will be right in an hour."""
    assert refusal(submit(half_in(), CODE, code=code(phone, off))) == f"{NOT_NOW} {CLOCK}"


def test_a_code_works_once(phone, half_in):
    first, second = half_in(), half_in()
    assert submit(first, CODE, code=code(phone)).location == DESK
    assert refusal(submit(second, CODE, code=code(phone))) == (
        "This code was used already. Wait until the app shows the next one."
    )
    # Nor does one from before it.
    assert "used already" in refusal(submit(second, CODE, code=code(phone, -timedelta(seconds=30))))
    clock.set_for_tests(factories.NOW + timedelta(seconds=30))
    assert submit(second, CODE, code=code(phone)).location == DESK


def test_of_two_at_once_one_signs_in(app, phone, half_in):
    browsers, digits = [half_in() for _ in range(2)], code(phone)
    pages = [browser.get(CODE).text for browser in browsers]
    barrier, locations = threading.Barrier(2), []

    def send(browser, page) -> None:
        token = token_in(page)
        barrier.wait()
        locations.append(browser.post(CODE, data={"csrf_token": token, "code": digits}).location)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(browsers, pages, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(locations, key=str) == [DESK, None]
    assert sorted(is_in(browser) for browser in browsers) == [False, True]


def test_guesses_are_few_and_keep_nobody_else_out(app, phone, half_in):
    browser = half_in()
    for _guess in range(5):
        assert submit(browser, CODE, code="000000").status_code == 422
    assert submit(browser, CODE, code=code(phone)).status_code == 429
    assert submit(half_in(), CODE, code=code(phone)).status_code == 429
    omar = factories.staff("moderator", "omar@upr.example.org")
    his_phone, his = factories.authenticator_app(omar), app.test_client()
    factories.sign_in(his, GrantKind.STAFF_UNPROVEN, omar.id)
    assert submit(his, CODE, code=code(his_phone)).location == DESK
    limits.forget_all()
    assert submit(browser, CODE, code=code(phone)).location == DESK


def test_after_an_hour_one_asks_for_another_link(client, phone, invite):
    submit(client, invite())
    clock.set_for_tests(factories.NOW + timedelta(hours=1, seconds=-1))
    page = client.get(CODE)
    assert page.status_code == 200
    clock.set_for_tests(factories.NOW + timedelta(hours=1))
    reply = client.post(CODE, data={"csrf_token": token_in(page.text), "code": code(phone)})
    assert reply.location.startswith("/staff/sign-in")
    assert not is_in(client)


def test_a_mailed_link_sets_nothing_up(phone, half_in):
    browser = half_in()
    for page in (steps.SET_UP, steps.APP, "/staff/passkeys/new?lang=en", "/staff/authenticator.svg"):
        assert browser.get(page).location.startswith("/staff/sign-in")
    assert browser.get(SIGN_IN).location == CODE


def test_a_database_alone_gives_no_codes(phone, ines):
    sealed = db.session.get(AuthenticatorApp, ines.id).secret
    assert phone.byte_secret() not in sealed
    assert phone.secret.encode() not in sealed


def test_under_another_secret_key_codes_are_refused_with_what_to_do(app, ines, phone, half_in):
    browser = half_in()
    page = browser.get(CODE).text
    token = token_in(page)
    other = {"DATABASE_URL": config.current().database_url, "SECRET_KEY": "another one"}
    config.use(config.read(config.current().instance, other))
    reply = browser.post(CODE, data={"csrf_token": token, "code": code(phone)})
    assert reply.status_code == 422
    assert "A key of this installation was changed" in reply.text
    assert not is_in(browser)


def test_a_row_that_was_put_under_another_name_opens_nothing(app, ines, phone):
    omar = factories.staff("moderator", "omar@upr.example.org")
    factories.authenticator_app(omar)
    db.session.get(AuthenticatorApp, omar.id).secret = db.session.get(AuthenticatorApp, ines.id).secret
    db.session.commit()
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF_UNPROVEN, omar.id)
    assert submit(browser, CODE, code=code(phone)).status_code == 422
    assert not is_in(browser)
