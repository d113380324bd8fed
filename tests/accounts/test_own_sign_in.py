"""`/staff/security`: what one signs in with and where one is signed in; the last factor stays."""

import pytest

from tests import factories
from tests.accounts import steps
from tests.accounts.conftest import INES
from tests.accounts.steps import OWN, is_in
from tests.pages import submit, text_of, token_in
from webapp.accounts import queries
from webapp.accounts.models import Passkey
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.transaction import transaction
from webapp.extensions import db


def passkey(person, name: str) -> str:
    with transaction() as session:
        made = Passkey(
            staff_id=person.id,
            credential_id=name.encode(),
            public_key=b"",
            sign_count=0,
            name=name,
            created_at=clock.now(),
        )
        session.add(made)
    return made.id


def remove(browser, what: str):
    return submit(browser, OWN, to=f"/staff/{what}/removal?lang=en")


def left(person) -> tuple[bool, list[str]]:
    db.session.rollback()
    factors = queries.factors_of(person.id)
    return factors.app is not None, [passkey.name for passkey in factors.passkeys]


def test_it_shows_what_there_is_and_no_more(signed_in, ines, phone):
    passkey(ines, "Blue <key>")
    passkey(factories.staff("door", "omar@upr.example.org"), "Omar's key")
    page = signed_in().get(OWN).text
    said = text_of(page)
    assert INES in said
    assert "Blue <key> Made on Mon 28 Aug, 10:30. Not used yet." in said
    assert "Set up on Mon 28 Aug, 10:30." in said
    assert "There are no codes at present." in said
    assert "Since Mon 28 Aug, 10:30, until Mon 28 Aug, 22:30 (Europe/Zurich) this browser" in said
    assert "Omar" not in said


def test_it_lists_each_browser(signed_in):
    browsers = [signed_in() for _ in range(3)]
    signed_in(address="omar@upr.example.org")
    submit(browsers[1], OWN, to="/staff/sign-out")
    assert browsers[0].get(OWN).text.count("Since ") == 2


def test_a_passkey_can_go_while_something_is_left(signed_in, ines, phone):
    browser, made = signed_in(), passkey(ines, "Blue")
    assert remove(browser, f"passkeys/{made}").location == OWN
    assert left(ines) == (True, [])
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.verb, entry.object_kind, entry.object_id) == ("remove", "passkey", made)


def test_the_app_can_go_while_something_is_left(signed_in, ines, phone):
    browser, _made = signed_in(), passkey(ines, "Blue")
    assert remove(browser, "authenticator").location == OWN
    assert left(ines) == (False, ["Blue"])


def test_the_last_one_stays(signed_in, ines):
    browser, made = signed_in(), passkey(ines, "Blue")
    reply = remove(browser, f"passkeys/{made}")
    assert (reply.status_code, "This is all that you can sign in with." in reply.text) == (422, True)
    assert left(ines) == (False, ["Blue"])
    assert "Remove" not in browser.get(OWN).text


@pytest.mark.parametrize("which", ["theirs", "0" * 20, "x" * 300, "%00"])
def test_what_is_somebody_else_s_or_nobody_s_is_not_there(signed_in, ines, phone, which):
    omar = factories.staff("door", "omar@upr.example.org")
    theirs = passkey(omar, "Omar's")
    passkey(ines, "Blue")
    browser = signed_in()
    assert remove(browser, f"passkeys/{theirs if which == 'theirs' else which}").status_code == 404
    assert (left(ines), left(omar)) == ((True, ["Blue"]), (False, ["Omar's"]))


def test_a_sign_in_that_ended_sets_nothing_up(signed_in, ines, run):
    browser = signed_in()
    phone = steps.app_for(browser)
    page = browser.get(steps.APP).text
    run("reset", INES)
    reply = browser.post(steps.APP, data={"csrf_token": token_in(page), "code": steps.code(phone)})
    assert reply.location.startswith("/staff/sign-in")
    assert not is_in(browser)
    assert left(ines) == (False, [])
