"""A speaker comes out of the reads only as they chose; who has not answered is shown as neither."""

import pytest
from flask_babel import force_locale

from tests import factories
from webapp.core import clock
from webapp.extensions import db
from webapp.participants.models import Appearance, OrganisationKind
from webapp.programme import panels, queries
from webapp.programme.words import short_name, speaker_name

CSO, NHRI = OrganisationKind.CSO, OrganisationKind.NHRI


def said(here, locale="en"):
    with force_locale(locale):
        return [speaker_name(speaker, here, locale) for speaker in queries.speakers(here.id)]


@pytest.mark.parametrize(
    ("appearance", "kind", "shown"),
    [
        (Appearance.PUBLIC, CSO, "Ana Rojas, Red de mujeres"),
        (Appearance.ORGANISATION, CSO, "Red de mujeres"),
        (Appearance.NEITHER, CSO, "A speaker from civil society"),
        (Appearance.NEITHER, OrganisationKind.COALITION, "A speaker from civil society"),
        (Appearance.NEITHER, NHRI, "The National Human Rights Institution"),
        (None, NHRI, "The National Human Rights Institution"),
        (None, CSO, "A speaker from civil society"),
    ],
)
def test_each_choice(app, here, appearance, kind, shown):
    factories.panellist(here, "Ana Rojas", "Red de mujeres", kind, appearance)
    assert said(here) == [shown]
    (speaker,) = queries.speakers(here.id)
    assert speaker.name == ("Ana Rojas" if appearance == Appearance.PUBLIC else None)
    released = appearance in (Appearance.PUBLIC, Appearance.ORGANISATION)
    assert speaker.organisation == ("Red de mujeres" if released else None)


def test_several_of_one_kind_are_numbered_in_the_order_of_speaking(app, here):
    factories.opening(here)
    factories.panellist(here, "Ana Rojas", kind=CSO, appearance=None)
    factories.panellist(here, "Ben Diaz", kind=NHRI, appearance=None)
    factories.panellist(here, "Cleo Paz", kind=CSO, appearance=Appearance.NEITHER)
    factories.panellist(here, "Dan Ek", "Ligue", appearance=Appearance.PUBLIC)
    assert said(here) == [
        "Turkmenistan",
        "Speaker 1 (civil society)",
        "The National Human Rights Institution",
        "Speaker 2 (civil society)",
        "Dan Ek, Ligue",
    ]


def test_where_there_is_little_room(app, here):
    factories.panellist(here, "Ana Rojas", "Red de mujeres")
    with force_locale("en"):
        assert short_name(queries.speakers(here.id)[0], here, "en") == "Red de mujeres"


def test_a_choice_that_is_recorded_reaches_every_screen(here, told):
    slot = factories.statement(factories.panellist(here, "Ana Rojas", appearance=None)).id
    told()
    panels.record_appearance(here.id, slot, Appearance.PUBLIC, seen="", by="staff:1")
    assert told() == {"moderators": 1, "delegates": 1, "hall": 1, "podium": 1}
    panels.record_appearance(here.id, slot, Appearance.PUBLIC, seen="public", by="staff:1")
    assert told() == {"moderators": 1, "delegates": 0, "hall": 0, "podium": 0}


def test_who_asked_to_be_taken_off_everything_is_shown_as_neither(app, here):
    """Whatever was chosen before, and counted among those who show neither."""
    hidden = factories.panellist(here, "Ana Rojas", "Red de mujeres")
    factories.panellist(here, "Ben Diaz", "Ligue", appearance=Appearance.NEITHER)
    assert said(here) == ["Ana Rojas, Red de mujeres", "A speaker from civil society"]
    hidden.hidden_at = clock.now()
    db.session.commit()
    assert said(here) == ["Speaker 1 (civil society)", "Speaker 2 (civil society)"]
    speaker = queries.speakers(here.id)[0]
    assert (speaker.name, speaker.organisation) == (None, None)
