"""Passkeys over HTTP: what a right answer does, and each way in which an answer can be wrong."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import cbor2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.accounts import steps
from tests.accounts.authenticator import PRESENT, Authenticator
from tests.accounts.conftest import INES, SIGN_IN
from tests.accounts.steps import DESK, OWN, is_in
from tests.pages import submit, text_of, token_in
from webapp.access import grants
from webapp.access.permissions import GrantKind
from webapp.accounts.models import Passkey, SpentChallenge
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.extensions import db

NEW = "/staff/passkeys/new?lang=en"
REFUSED = "That passkey could not be used."


def options(browser, page: str, address: str) -> dict:
    """What the page's script asks for."""
    headers = {"X-CSRFToken": token_in(browser.get(page).text)}
    reply = browser.post(address, headers=headers)
    assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-store")
    return reply.json


def for_new(browser) -> dict:
    return options(browser, NEW, "/staff/passkeys/challenge")


def for_sign_in(browser) -> dict:
    return options(browser, SIGN_IN, "/staff/sign-in/passkey-challenge")


def add(browser, answer: str, name: str = "My laptop"):
    return submit(browser, NEW, to="/staff/passkeys?lang=en", credential=answer, name=name)


def sign_in(browser, answer: str):
    return submit(browser, SIGN_IN, to="/staff/sign-in/passkey?lang=en", credential=answer)


@pytest.fixture
def key(app, signed_in):
    """A passkey that Ines has set up."""
    made, browser = Authenticator(), signed_in()
    assert add(browser, made.make(for_new(browser))).status_code == 200
    return made


def kept() -> list[tuple[str, int]]:
    return [tuple(row) for row in db.session.execute(db.select(Passkey.name, Passkey.sign_count))]


# Setting one up.


def test_an_invitation_and_a_passkey_are_enough(client, invite):
    submit(client, invite())
    key = Authenticator()
    reply = add(client, key.make(for_new(client)), "Blue key")
    assert (reply.status_code, len(steps.shown(reply.text))) == (200, 10)
    assert is_in(client)
    assert kept() == [("Blue key", 0)]


def test_the_browser_is_asked_for_a_check_of_the_person_and_learns_a_random_id(signed_in, ines):
    asked = for_new(signed_in())
    assert asked["rp"] == {"id": "localhost", "name": "UPR Pre-sessions"}
    assert asked["user"]["name"] == INES
    assert asked["user"]["id"] == urlsafe_b64encode(ines.id.encode()).decode().rstrip("=")
    assert asked["authenticatorSelection"] == {
        "residentKey": "preferred",
        "requireResidentKey": False,
        "userVerification": "required",
    }
    assert (asked["attestation"], asked["excludeCredentials"]) == ("none", [])


def test_several_each_with_its_name(signed_in, key):
    browser = signed_in()
    asked = for_new(browser)
    assert [known["id"] for known in asked["excludeCredentials"]] == [json.loads(key.make(asked))["id"]]
    asked = for_new(browser)
    assert add(browser, Authenticator().make(asked), "Phone").location == OWN
    page = text_of(browser.get(OWN).text)
    assert "My laptop Made on Mon 28 Aug, 10:30. Not used yet." in page
    assert "Phone Made on Mon 28 Aug, 10:30." in page


def test_one_passkey_belongs_to_one_person(signed_in, key):
    omar = signed_in(address="omar@upr.example.org")
    reply = add(omar, key.make(for_new(omar)))
    assert (reply.status_code, REFUSED in reply.text) == (422, True)
    assert len(kept()) == 1


def test_a_name_is_asked_for_and_kept(signed_in):
    browser = signed_in()
    answer = Authenticator().make(for_new(browser))
    assert "Write a name by which you will know it again." in add(browser, answer, "  ").text
    reply = add(browser, "nonsense", "My “blue” key")
    assert (reply.status_code, 'value="My “blue” key"' in reply.text) == (422, True)


# Signing in.


def test_it_signs_in_by_itself(app, key, ines):
    browser = app.test_client()
    reply = sign_in(browser, key.sign(for_sign_in(browser)))
    assert (reply.status_code, reply.location) == (303, DESK)
    assert is_in(browser)
    assert kept() == [("My laptop", 1)]
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.verb, entry.object_id, entry.by) == ("sign-in", ines.id, f"staff:{ines.id}")


@pytest.fixture
def ines(app, signed_in):
    signed_in()
    return steps.person(INES)


def test_it_leads_on_to_where_one_was_going(app, key):
    browser = app.test_client()
    going = browser.get("/door?lang=en").location
    answer = key.sign(for_sign_in(browser))
    page = browser.get(going).text
    to = page.partition('action="/staff/sign-in/passkey')[2].partition('"')[0].replace("&amp;", "&")
    reply = submit(browser, going, to=f"/staff/sign-in/passkey{to}", credential=answer)
    assert reply.location == "/door?lang=en"


def test_the_browser_gets_a_new_id_and_keeps_its_other_grants(app, key):
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.DELEGATION, "a-focal-point")
    factories.sign_in(browser, GrantKind.STAFF_UNPROVEN, steps.person(INES).id)
    before = _id_of(browser)
    # Half signed in, the page of the recovery code has the button.
    asked = options(browser, steps.RECOVERY, "/staff/sign-in/passkey-challenge")
    reply = submit(browser, steps.RECOVERY, to="/staff/sign-in/passkey?lang=en", credential=key.sign(asked))
    assert reply.location == DESK
    after = _id_of(browser)
    assert grants.held_by(before) == []
    assert {grant.kind for grant in grants.held_by(after)} == {GrantKind.STAFF, GrantKind.DELEGATION}


def _id_of(browser) -> str:
    with browser.session_transaction() as cookie:
        return cookie["browser"]


def test_wrong_codes_keep_nobody_from_their_passkey(key, half_in):
    factories.authenticator_app(steps.person(INES))
    browser = half_in()
    assert [submit(browser, steps.CODE, code="000000").status_code for _ in range(6)] == [422] * 5 + [429]
    asked = options(browser, steps.RECOVERY, "/staff/sign-in/passkey-challenge")
    assert sign_in_from(browser, steps.RECOVERY, key.sign(asked)).location == DESK


def sign_in_from(browser, page: str, answer: str):
    return submit(browser, page, to="/staff/sign-in/passkey?lang=en", credential=answer)


def refused(browser, answer: str) -> None:
    reply = sign_in(browser, answer)
    assert (reply.status_code, REFUSED in reply.text, is_in(browser)) == (422, True, False)
    assert "<title>Error: Sign in" in reply.text


def test_an_answer_works_once(app, key):
    browser = app.test_client()
    key.count = None  # as most passkeys: they do not count
    db.session.execute(db.update(Passkey).values(sign_count=0))
    db.session.commit()
    answer = key.sign(for_sign_in(browser))
    with browser.session_transaction() as cookie:
        pending = cookie["challenge"]
    assert sign_in(browser, answer).location == DESK
    thief = app.test_client()
    refused(thief, answer)
    with thief.session_transaction() as cookie:  # with a copy of the cookie, too
        cookie["challenge"] = pending
    refused(thief, answer)


def test_what_was_spent_is_forgotten_once_it_would_have_run_out(app, key):
    before = db.session.query(SpentChallenge).count()
    assert before == 1  # when it was set up
    clock.set_for_tests(factories.NOW + timedelta(minutes=11))
    browser = app.test_client()
    sign_in(browser, key.sign(for_sign_in(browser)))
    assert db.session.query(SpentChallenge).count() == 1


@pytest.mark.parametrize(
    ("later", "works"), [(timedelta(minutes=5, seconds=-1), True), (timedelta(minutes=5), False)]
)
def test_a_challenge_lasts_five_minutes(app, key, later, works):
    browser = app.test_client()
    answer = key.sign(for_sign_in(browser))
    clock.set_for_tests(factories.NOW + later)
    assert (sign_in(browser, answer).status_code == 303) == works


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:8001",
        "https://localhost:8000",
        "http://elsewhere.example",
        "http://localhost:8000.elsewhere.example",
    ],
)
def test_an_answer_that_was_given_to_another_site_is_refused(app, key, origin):
    browser, key.origin = app.test_client(), origin
    refused(browser, key.sign(for_sign_in(browser)))


def test_an_answer_about_another_site_is_refused(app, key):
    browser, key.site = app.test_client(), "elsewhere.example"
    refused(browser, key.sign(for_sign_in(browser)))


def test_a_device_that_did_not_check_who_holds_it_is_refused(app, key, signed_in):
    browser, key.flags = app.test_client(), PRESENT
    refused(browser, key.sign(for_sign_in(browser)))
    lax, mine = Authenticator(), signed_in()
    lax.flags = PRESENT
    assert add(mine, lax.make(for_new(mine))).status_code == 422


@pytest.mark.parametrize("count", [0, 6, 7])
def test_a_copy_that_counts_less_is_refused(app, key, count):
    db.session.execute(db.update(Passkey).values(sign_count=7))
    db.session.commit()
    browser, key.count = app.test_client(), count - 1
    refused(browser, key.sign(for_sign_in(browser)))


def test_another_key_under_the_same_name_is_refused(app, key):
    forged = Authenticator()
    forged.id, forged.handle, browser = key.id, key.handle, app.test_client()
    refused(browser, forged.sign(for_sign_in(browser)))


def test_one_that_nobody_has_set_up_is_refused(app):
    browser = app.test_client()
    refused(browser, Authenticator().sign(for_sign_in(browser)))


def test_one_that_says_it_is_somebody_else_s_is_refused(app, key):
    browser, key.handle = app.test_client(), "b21hcg"
    refused(browser, key.sign(for_sign_in(browser)))


def test_a_challenge_to_sign_in_makes_no_passkey_and_the_other_way_round(app, key, signed_in):
    mine = signed_in()
    asked = for_new(mine)
    user = asked["user"]
    assert (
        add(
            mine,
            Authenticator().make(options(mine, NEW, "/staff/sign-in/passkey-challenge") | {"user": user}),
        ).status_code
        == 422
    )
    db.session.rollback()
    asked = for_new(mine)
    assert sign_in_from(mine, NEW, key.sign(asked)).status_code == 422


def test_another_site_cannot_send_it(app, key):
    browser = app.test_client()
    answer = key.sign(for_sign_in(browser))
    reply = browser.post("/staff/sign-in/passkey?lang=en", data={"credential": answer})
    assert (reply.status_code, is_in(browser)) == (422, False)
    assert app.test_client().post("/staff/sign-in/passkey-challenge").status_code == 422


# Nonsense.

TEXTS = st.one_of(
    st.text(max_size=60),
    st.binary(max_size=80).map(lambda raw: urlsafe_b64encode(raw).decode()),
    st.sampled_from(["public-key", "webauthn.get", "AA", "=", "é", "\x00", "null"]),
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
CBOR = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.binary(max_size=80) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.integers(-4, 4) | st.sampled_from(["fmt", "attStmt", "authData"]), inner, max_size=4
        )
    ),
    max_leaves=6,
).map(lambda value: urlsafe_b64encode(cbor2.dumps(value)).decode())
NEEDED_TO_MAKE = ("id", "rawId", "type", "response", "clientDataJSON", "attestationObject")
NEEDED_TO_SIGN = ("id", "rawId", "type", "response", "clientDataJSON", "authenticatorData", "signature")
PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")


@pytest.fixture
def nonsense(app, key, signed_in):
    """Both forms, sent with a right token and a pending challenge; the statuses of the answers."""
    mine, stranger = signed_in(), app.test_client()

    def send(change) -> list[int]:
        made, signed = Authenticator().make(for_new(mine)), key.sign(for_sign_in(stranger))
        return [add(mine, change(made)).status_code, sign_in(stranger, change(signed)).status_code]

    return send


FUZZ = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(value=VALUES | st.text(max_size=50))
def test_any_json_is_refused_in_words(nonsense, value):
    text = value if isinstance(value, str) else json.dumps(value)
    assert nonsense(lambda _right: text) == [422, 422]


@FUZZ
@given(part=st.sampled_from(["id", "rawId", "type", "response", *PARTS]), value=VALUES | CBOR)
def test_one_part_that_is_something_else_is_refused_in_words(nonsense, part, value):
    def change(right: str) -> str:
        answer = json.loads(right)
        (answer["response"] if part in PARTS else answer)[part] = value
        return json.dumps(answer)

    made, signed = nonsense(change)
    assert made == 422 or (made == 303 and part not in NEEDED_TO_MAKE)
    assert signed == 422 or (signed == 303 and part not in NEEDED_TO_SIGN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 5000,
        "{" * 19_999,
        '"' * 3,
        "\x00",
        "1e999",
        "9" * 5000,
        "x" * 900_000,
    ],
)
def test_what_is_no_answer_at_all_is_refused_in_words(nonsense, text):
    assert nonsense(lambda _right: text) == [422, 422]
