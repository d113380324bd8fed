"""“Call me” is never refused: all coordinators are mailed at once, and no mail says who."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.safety import steps
from webapp.access.permissions import Role
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.safety.models import SafetyWord


@pytest.fixture(autouse=True)
def office(app):
    factories.staff(Role.COORDINATOR, "one@upr.example.org")
    factories.staff(Role.COORDINATOR, "two@upr.example.org")
    factories.staff(Role.MODERATOR)
    factories.staff(Role.REVIEWER)
    factories.staff(Role.DOOR)


def test_every_coordinator_is_mailed_at_once_and_nobody_else(phone, ana):
    assert steps.press(phone, ana, "call", number="+41 22 555 12 12").status_code == 303
    mails = steps.mails()
    assert sorted(mail.to for mail in mails) == ["one@upr.example.org", "two@upr.example.org"]
    for mail in mails:
        assert mail.subject == "Pre-sessions 44: please look at the desk"
        assert "http://localhost:8000/desk/editions/44/safety?lang=en" in mail.text
        for secret in ("Ana", "Rojas", "Red de mujeres", "555", "Turkm"):
            assert secret not in pages.without_tokens(f"{mail.text} {mail.html}")
        assert ana not in f"{mail.text} {mail.html}"
    assert steps.words(ana) == [("call_me", "+41 22 555 12 12")]
    assert "The secretariat was told" in steps.says(phone, ana)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("  ", None),
        ("+41 22 555 12 12 ", "+41 22 555 12 12"),
        ("Signal: @ana.77", "Signal: @ana.77"),
        ("+41\x00 22\n555", "+41 22555"),
        ("1" * 60, "1" * 40),
        ("\u202e12", "12"),
        ("\u202e", None),
    ],
)
def test_whatever_is_typed_the_call_is_asked_for(phone, ana, typed, kept):
    assert steps.press(phone, ana, "call", number=typed).status_code == 303
    assert steps.words(ana) == [("call_me", kept)]
    assert len(steps.mails()) == 2


def test_again_within_ten_minutes_it_is_the_same_call(phone, ana):
    steps.press(phone, ana, "call", number="+41 1")
    clock.set_for_tests(factories.NOW + timedelta(minutes=9, seconds=59))
    steps.press(phone, ana, "call")
    steps.press(phone, ana, "call", number="+41 1")
    assert (steps.words(ana), len(steps.mails())) == ([("call_me", "+41 1")], 2)
    steps.press(phone, ana, "call", number="+41 2")
    assert (steps.words(ana), len(steps.mails())) == ([("call_me", "+41 2")], 4)
    clock.set_for_tests(factories.NOW + timedelta(minutes=10))
    steps.press(phone, ana, "call")
    assert (steps.words(ana), len(steps.mails())) == ([("call_me", "+41 2"), ("call_me", None)], 6)


def test_after_an_answer_it_is_a_new_call(phone, ana):
    steps.press(phone, ana, "call")
    with transaction() as session:
        session.get_one(SafetyWord, steps.rows(ana)[0].id).answered_at = clock.now()
    assert "Seen to by the secretariat" in steps.says(phone, ana)
    steps.press(phone, ana, "call")
    assert (len(steps.words(ana)), len(steps.mails())) == (2, 4)


def test_who_presses_without_end_floods_no_mailbox(phone, ana):
    for number in range(20):
        assert steps.press(phone, ana, "call", number=f"+41 {number}").status_code == 303
    assert (steps.words(ana), len(steps.mails())) == ([("call_me", "+41 19")], 2 * 12)
