"""What a door shows of a panellist, whose screen onlookers read: as that person chose, and initials until they have."""

from uuid import uuid4

import pytest

from tests import factories
from webapp.checkin import devices, people
from webapp.core import clock
from webapp.extensions import db
from webapp.participants.models import Appearance, Participant, Pass
from webapp.programme import panels
from webapp.programme.at_door import found_at_desk_only, initials

NAME, ORGANISATION = "Ana Rojas", "Red de mujeres"


@pytest.fixture
def shown(client, edition):
    """Scans the pass of a panellist at the entrance; the verdict, and the holder as the device is told."""
    door = factories.door(edition)
    key = devices.key_of(factories.device(door).id)

    def scan(panellist) -> tuple[str, dict]:
        held = db.session.scalars(db.select(Pass).filter_by(participant_id=panellist.participant_id)).one()
        now = "2023-08-28T08:30:00Z"
        one = {"id": str(uuid4()), "code": factories.code(held), "at": now, "offline": False}
        reply = client.post(
            f"/door/{door.id}/scans",
            json={"sent_at": now, "scans": [one]},
            headers={"Authorization": f"Bearer {key}"},
        )
        result = reply.json["results"][0]
        return result["verdict"], result["holder"]

    return scan


@pytest.mark.parametrize(
    ("appearance", "name", "affiliation"),
    [
        (Appearance.PUBLIC, NAME, ORGANISATION),
        (Appearance.ORGANISATION, "A. R.", ORGANISATION),
        (Appearance.NEITHER, "A. R.", ""),
        (None, "A. R.", ""),
    ],
)
def test_as_they_chose(shown, here, appearance, name, affiliation):
    panellist = factories.panellist(here, NAME, ORGANISATION, appearance=appearance)
    holder = {"name": name, "affiliation": affiliation, "category": "panellist"}
    assert shown(panellist) == ("admitted", holder)


def test_whoever_speaks_twice_by_the_more_careful_of_two_choices(shown, edition):
    panellist = factories.panellist(edition.country_sessions[0], NAME, ORGANISATION)
    factories.panellist(edition.country_sessions[1], NAME, ORGANISATION, appearance=None)
    assert shown(panellist)[1] == {"name": "A. R.", "affiliation": "", "category": "panellist"}


def test_who_asked_to_be_taken_off_everything_has_initials_alone(shown, here):
    panellist = factories.panellist(here, NAME, ORGANISATION)
    panellist.hidden_at = clock.now()
    db.session.commit()
    assert shown(panellist)[1] == {"name": "A. R.", "affiliation": "", "category": "panellist"}
    assert people.find(44, "rojas", "1" * 20, "en") == ([], False)


def test_a_pass_that_ended_says_no_more(shown, here):
    panellist = factories.panellist(here, NAME, ORGANISATION)
    participant_id = panellist.participant_id
    panels.remove(here.id, factories.statement(panellist).id, by="test")
    verdict, holder = shown(db.session.get(Participant, participant_id).passes[0])
    assert (verdict, holder) == ("revoked", {"name": "A. R.", "affiliation": "", "category": "panellist"})


def test_a_delegate_of_that_name_is_shown_as_ever(shown, edition):
    issued = factories.issued_pass(edition, name=NAME)
    assert shown(issued)[1] == {"name": NAME, "affiliation": "Chile", "category": "delegate"}


def test_by_name_a_door_finds_those_alone_who_are_named_in_public(here, edition):
    factories.issued_pass(edition, name="Delia")
    for number, appearance in enumerate([*Appearance, None]):
        factories.panellist(here, f"Speaker {number}", appearance=appearance)
    found = db.select(Participant.name).where(Participant.id.not_in(found_at_desk_only()))
    assert sorted(db.session.scalars(found)) == ["Delia", "Speaker 0"]
    at_door, at_desk = (
        {each.name for each in people.find(44, "speaker", "1" * 20, "en", at_desk=at_desk)[0]}
        for at_desk in (False, True)
    )
    assert (at_door, at_desk) == ({"Speaker 0"}, {f"Speaker {number}" for number in range(4)})


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ana Rojas", "A. R."),
        ("Wulandari", "W."),
        ("’t Hooft", "t. H."),
        ("ʻAna Tuʻipulotu", "A. T."),
        ("Ọ̀ṣúnlàjà Adé", "Ọ̀. A."),
        ("هُدى النجّار", "هُ. ا."),
        ("思远", "思."),
        ("ሰላም ተስፋዬ", "ሰ. ተ."),
        ("--", "-."),
    ],
)
def test_initials_in_any_script(name, said):
    assert initials(name) == said
