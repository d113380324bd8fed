"""Arrived and home: each is said once, in its time, by whoever holds the link; and nobody else can read it."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.safety import steps
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock


def test_arrived_twice_is_one_word(phone, ana):
    assert "Have you arrived?" in steps.says(phone, ana)
    assert [steps.press(phone, ana, "arrival").status_code for _ in range(2)] == [303, 303]
    assert steps.words(ana) == [("arrived", None)]
    shown = steps.says(phone, ana)
    assert "Have you arrived? You have arrived The coordinator sees it." in shown
    assert "I have arrived Monday 28 August 2023, 10:30, Geneva time (Europe/Zurich)" in shown
    (word,) = steps.rows(ana)
    assert steps.audited(word.id) == [("say-arrived", f"safety_line:{ana}")]
    assert steps.mails() == []


def test_home_can_be_said_once_the_last_day_is_over(phone, ana, edition):
    clock.set_for_tests(edition.closes_at - timedelta(seconds=1))
    # The grant of the test lasts half a day.
    factories.sign_in(phone, GrantKind.SAFETY_LINE, ana)
    assert steps.press(phone, ana, "homecoming").status_code == 422
    assert ("I have arrived" in steps.says(phone, ana), "I am home" in steps.says(phone, ana)) == (
        True,
        False,
    )
    clock.set_for_tests(edition.closes_at)
    assert ("I have arrived" in steps.says(phone, ana), "I am home" in steps.says(phone, ana)) == (
        False,
        True,
    )
    assert steps.press(phone, ana, "arrival").status_code == 422
    assert [steps.press(phone, ana, "homecoming").status_code for _ in range(2)] == [303, 303]
    assert steps.words(ana) == [("home", None)]


def test_in_a_virtual_edition_there_is_no_journey(app):
    here = factories.edition(40, format="virtual").country_sessions[0]
    person = steps.line(here)
    phone = steps.holder(app, person)
    assert steps.press(phone, person, "arrival").status_code == 422
    assert steps.press(phone, person, "call").status_code == 303
    assert steps.words(person) == [("call_me", None)]


def test_presses_are_limited_and_a_call_never_is(phone, ana):
    statuses = [steps.press(phone, ana, "arrival").status_code for _ in range(21)]
    assert statuses == [303] * 20 + [429]
    assert [steps.press(phone, ana, "call").status_code for _ in range(25)] == [303] * 25
    assert steps.press(phone, ana, "removal").status_code == 303


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (GrantKind.SAFETY_LINE, None),  # of somebody else
        (GrantKind.PASS, None),
        (GrantKind.APPLICATION, None),
        *((GrantKind.STAFF, role) for role in Role),
    ],
)
def test_nobody_else_reads_or_presses(app, here, ana, kind, role):
    steps.press(steps.holder(app, ana), ana, "call", number="+41 22 000 00 00")
    other = app.test_client()
    factories.sign_in(other, kind, steps.line(here, "Ben Diaz"), role)
    own = steps.address(ana)
    replies = [other.get(own), other.get(f"{own}/removal")]
    assert [reply.status_code for reply in replies] == [404, 404]
    assert [("+41" in reply.text, "Rojas" in reply.text) for reply in replies] == [(False, False)] * 2
    for button in ("arrival", "call", "removal", "homecoming", "device-erasure"):
        assert other.post(f"{own}/{button}").status_code in (404, 422)
    assert steps.words(ana) == [("call_me", "+41 22 000 00 00")]


def test_the_page_is_small_and_names_nobody(phone, ana):
    steps.press(phone, ana, "arrival")
    reply = phone.get(steps.address(ana))
    assert len(reply.data) < 9000
    assert ("<script" in reply.text, reply.headers["Cache-Control"]) == (False, "no-store")
    for secret in ("Ana", "Rojas", "Red de mujeres", "Turkmenistan"):
        assert secret not in pages.without_tokens(reply.text)


def test_a_borrowed_phone_forgets(phone, ana):
    reply = steps.press(phone, ana, "device-erasure")
    assert (reply.status_code, reply.headers["Location"]) == (303, "/safety/erased?lang=en")
    assert phone.get("/safety/erased?lang=en").status_code == 200
    assert phone.get(steps.address(ana)).status_code == 404
