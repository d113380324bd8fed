"""Signing out, on one browser or on all: sessions, links and open streams end."""

import threading

import pytest

from tests import factories
from tests.accounts.conftest import SIGN_IN
from tests.pages import submit
from webapp.access.permissions import Role
from webapp.core.audit import AuditEntry
from webapp.extensions import db

DESK = "/desk?lang=en"
SECONDS = 5


def statuses(*browsers) -> list[int]:
    return [browser.get(DESK).status_code for browser in browsers]


def test_signing_out_ends_it_on_this_browser(signed_in):
    phone, laptop = signed_in(), signed_in()
    reply = submit(phone, SIGN_IN, to="/staff/sign-out?lang=en")
    assert (reply.status_code, reply.location) == (303, "/?lang=en")
    assert statuses(phone, laptop) == [302, 200]


def test_signing_out_everywhere_ends_every_session_and_link_of_this_person_alone(app, invite, signed_in):
    phone, laptop, colleague = signed_in(), signed_in(), signed_in(address="omar@upr.example.org")
    unused = invite()
    submit(phone, SIGN_IN, to="/staff/sign-out-everywhere?lang=en")
    assert statuses(phone, laptop, colleague) == [302, 302, 200]
    assert app.test_client().get(unused).status_code == 410


@pytest.mark.parametrize("act", ["sign-out", "sign-out-everywhere"])
def test_it_needs_the_button(signed_in, act):
    browser = signed_in()
    assert browser.get(f"/staff/{act}").status_code == 405
    assert browser.post(f"/staff/{act}").status_code == 422  # another site could send this
    assert statuses(browser) == [200]


@pytest.mark.parametrize("act", ["sign-out", "sign-out-everywhere"])
def test_a_stranger_is_led_to_sign_in(client, app, act):
    assert client.post(f"/staff/{act}").location.startswith("/staff/sign-in?")


def test_it_is_written_down_by_ids_alone(signed_in):
    browser = signed_in()
    submit(browser, SIGN_IN, to="/staff/sign-out-everywhere?lang=en")
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.verb, entry.object_kind, entry.by) == (
        "sign-out-everywhere",
        "staff",
        f"staff:{entry.object_id}",
    )
    assert "ines" not in entry.object_id


def follow(browser, country_session_id: str) -> threading.Event:
    """Opens the moderators' stream; the event says that the server has closed it."""
    reply = browser.get(f"/floor/{country_session_id}/stream/moderators?lang=en")
    assert reply.status_code == 200
    assert b"event: ping" in next(reply.response)
    closed = threading.Event()

    def read() -> None:
        for _frame in reply.response:
            pass
        closed.set()

    threading.Thread(target=read, daemon=True).start()
    return closed


@pytest.mark.parametrize(("act", "others_too"), [("sign-out", False), ("sign-out-everywhere", True)])
def test_open_streams_close_within_five_seconds(app, signed_in, act, others_too):
    country_session = factories.edition().country_sessions[0].id
    phone, laptop, colleague = signed_in(), signed_in(), signed_in(address="omar@upr.example.org")
    mine, my_other, theirs = (follow(browser, country_session) for browser in (phone, laptop, colleague))

    submit(phone, SIGN_IN, to=f"/staff/{act}?lang=en")

    assert mine.wait(SECONDS)
    assert my_other.wait(SECONDS if others_too else 0.3) == others_too
    assert not theirs.wait(0.3)
    app.extensions["live"].stop()


def test_a_new_role_closes_open_streams_within_five_seconds(app, invite, signed_in):
    country_session = factories.edition().country_sessions[0].id
    closed = follow(signed_in(Role.MODERATOR), country_session)
    invite(role=Role.DOOR)  # from a command, which cannot tell the hub: it looks by itself
    assert closed.wait(SECONDS)
    app.extensions["live"].stop()
