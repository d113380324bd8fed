"""Nobody is in two rooms at once, nor twice on one panel: refused as soon as it is decided."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.selection import steps
from webapp.extensions import db

RED = "Red de mujeres"


@pytest.fixture
def at_once(edition):
    """Two country sessions at the same hour."""
    first, second = edition.country_sessions[:2]
    second.starts_at = first.starts_at + timedelta(minutes=59)
    db.session.commit()
    return first, second


@pytest.mark.parametrize(
    "other",
    [
        {"organisation": "RED DE MUJERES", "speaker": "Ána  Rojas"},
        {"organisation": "Another", "speaker": "Ben", "email": "ANA@red.example"},
    ],
)
def test_nobody_is_in_two_rooms_at_once(desk, at_once, other):
    first, second = at_once
    one = steps.applied(first, RED, speaker="Ana Rojas", email="ana@red.example")
    two = steps.applied(second, **other)
    steps.accept(desk, one)
    reply = steps.accept(desk, two)
    assert reply.status_code == 422
    shown = pages.text_of(reply.text)
    assert "Nobody is in two rooms at once" in shown
    assert f"by the application {steps.application(one).reference}." in shown
    assert steps.wait(desk, two).status_code == 303
    steps.decline(desk, one)
    assert steps.accept(desk, two).status_code == 303


def test_in_another_hour_they_may_speak_again(desk, edition):
    first, second = edition.country_sessions[:2]
    for place in (first, second):
        assert steps.accept(desk, steps.applied(place, RED, speaker="Ana")).status_code == 303


def test_others_of_the_same_organisation_may_be_in_the_other_room(desk, at_once):
    for place, speaker in zip(at_once, ("Ana", "Ben"), strict=True):
        assert steps.accept(desk, steps.applied(place, RED, speaker=speaker)).status_code == 303


def test_two_applications_of_one_speaker_have_one_place(desk, here):
    one, two = (steps.applied(here, RED, speaker="Ana") for _ in range(2))
    steps.accept(desk, one)
    reply = steps.accept(desk, two)
    assert (reply.status_code, "has a place on this panel already" in reply.text) == (422, True)


def test_who_was_invited_elsewhere_at_this_hour(desk, at_once):
    first, second = at_once
    factories.panellist(first, name="Ana Rojas", organisation=RED)
    for place, words in (
        (second, "in another country session at the same time"),
        (first, "on the panel already"),
    ):
        reply = steps.accept(desk, steps.applied(place, RED, speaker="Ana Rojas"))
        assert (reply.status_code, words in reply.text) == (422, True)
