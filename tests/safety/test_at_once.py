"""Presses at the same instant: one word each, everybody hidden, and nobody waits for another in a circle."""

from tests import factories, pages
from tests.safety import steps

TIMES = 5


def pressing(app, participant_id: str, button: str):
    """A button on a device of its own, loaded and yet to be pressed."""
    phone, own = steps.holder(app, participant_id), steps.address(participant_id)
    token = pages.token_in(phone.get(own).text)
    return lambda: phone.post(f"{own}/{button}", data={"csrf_token": token}).status_code


def test_one_button_on_two_devices_is_one_word(app, here, at_once):
    for number in range(TIMES):
        person = steps.line(here, f"Person {number}")
        for button, word in (("arrival", "arrived"), ("call", "call_me"), ("removal", "off_everything")):
            assert at_once(*(pressing(app, person, button) for _ in range(2))) == [303, 303]
            assert [each for each, _number in steps.words(person)].count(word) == 1


def test_two_who_share_their_panels_are_taken_off_both(app, edition, at_once):
    first, second = edition.country_sessions[0], edition.country_sessions[2]
    for number in range(TIMES):
        one = steps.line(first, f"One {number}")
        other = steps.line(second, f"Other {number}")
        factories.panellist(second, f"One {number}")
        factories.panellist(first, f"Other {number}")
        assert at_once(pressing(app, one, "removal"), pressing(app, other, "removal")) == [303, 303]
        assert (steps.hidden(one), steps.hidden(other)) == ([True, True], [True, True])
