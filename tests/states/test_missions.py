"""The missions: each with its own name, whole, in each language."""

import pytest

from webapp import states

LANGUAGES = ("en", "fr", "es")

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("code", "english", "french", "spanish"),
    [
        ("CL", "Permanent Mission of Chile", "Mission permanente du Chili", "Misión Permanente de Chile"),
        ("HT", "Permanent Mission of Haiti", "Mission permanente d'Haïti", "Misión Permanente de Haití"),
        (
            "HN",
            "Permanent Mission of Honduras",
            "Mission permanente du Honduras",
            "Misión Permanente de Honduras",
        ),
        ("CU", "Permanent Mission of Cuba", "Mission permanente de Cuba", "Misión Permanente de Cuba"),
        ("IL", "Permanent Mission of Israel", "Mission permanente d'Israël", "Misión Permanente de Israel"),
        ("OM", "Permanent Mission of Oman", "Mission permanente d'Oman", "Misión Permanente de Omán"),
        (
            "SV",
            "Permanent Mission of El Salvador",
            "Mission permanente d'El Salvador",
            "Misión Permanente de El Salvador",
        ),
        (
            "CV",
            "Permanent Mission of Cabo Verde",
            "Mission permanente de Cabo Verde",
            "Misión Permanente de Cabo Verde",
        ),
        (
            "VU",
            "Permanent Mission of Vanuatu",
            "Mission permanente de Vanuatu",
            "Misión Permanente de Vanuatu",
        ),
        ("PE", "Permanent Mission of Peru", "Mission permanente du Pérou", "Misión Permanente del Perú"),
        ("IN", "Permanent Mission of India", "Mission permanente de l'Inde", "Misión Permanente de la India"),
        (
            "FR",
            "Permanent Mission of France",
            "Mission permanente de la France",
            "Misión Permanente de Francia",
        ),
        (
            "TR",
            "Permanent Mission of Türkiye",
            "Mission permanente de la Türkiye",
            "Misión Permanente de Türkiye",
        ),
        (
            "NE",
            "Permanent Mission of the Niger",
            "Mission permanente du Niger",
            "Misión Permanente del Níger",
        ),
        (
            "SD",
            "Permanent Mission of the Sudan",
            "Mission permanente du Soudan",
            "Misión Permanente del Sudán",
        ),
        (
            "SS",
            "Permanent Mission of South Sudan",
            "Mission permanente du Soudan du Sud",
            "Misión Permanente de Sudán del Sur",
        ),
        (
            "GM",
            "Permanent Mission of the Gambia",
            "Mission permanente de la Gambie",
            "Misión Permanente de Gambia",
        ),
        (
            "PH",
            "Permanent Mission of the Philippines",
            "Mission permanente des Philippines",
            "Misión Permanente de Filipinas",
        ),
        (
            "NL",
            "Permanent Mission of the Netherlands",
            "Mission permanente des Pays-Bas",
            "Misión Permanente de los Países Bajos",
        ),
        (
            "BS",
            "Permanent Mission of the Bahamas",
            "Mission permanente des Bahamas",
            "Misión Permanente de las Bahamas",
        ),
        (
            "MH",
            "Permanent Mission of the Marshall Islands",
            "Mission permanente des Îles Marshall",
            "Misión Permanente de las Islas Marshall",
        ),
        (
            "SB",
            "Permanent Mission of Solomon Islands",
            "Mission permanente des Îles Salomon",
            "Misión Permanente de las Islas Salomón",
        ),
        (
            "KR",
            "Permanent Mission of the Republic of Korea",
            "Mission permanente de la République de Corée",
            "Misión Permanente de la República de Corea",
        ),
        (
            "BO",
            "Permanent Mission of the Plurinational State of Bolivia",
            "Mission permanente de l'État plurinational de Bolivie",
            "Misión Permanente del Estado Plurinacional de Bolivia",
        ),
        (
            "FM",
            "Permanent Mission of the Federated States of Micronesia",
            "Mission permanente des États fédérés de Micronésie",
            "Misión Permanente de los Estados Federados de Micronesia",
        ),
        (
            "IR",
            "Permanent Mission of the Islamic Republic of Iran",
            "Mission permanente de la République islamique d'Iran",
            "Misión Permanente de la República Islámica del Irán",
        ),
        (
            "VE",
            "Permanent Mission of the Bolivarian Republic of Venezuela",
            "Mission permanente de la République bolivarienne du Venezuela",
            "Misión Permanente de la República Bolivariana de Venezuela",
        ),
        (
            "US",
            "Permanent Mission of the United States of America",
            "Mission permanente des États-Unis d'Amérique",
            "Misión Permanente de los Estados Unidos de América",
        ),
        (
            "VA",
            "Permanent Observer Mission of the Holy See",
            "Mission permanente d'observation du Saint-Siège",
            "Misión Permanente de Observación de la Santa Sede",
        ),
        (
            "PS",
            "Permanent Observer Mission of the State of Palestine",
            "Mission permanente d'observation de l'État de Palestine",
            "Misión Permanente de Observación del Estado de Palestina",
        ),
        (
            "EU",
            "Delegation of the European Union",
            "Délégation de l'Union européenne",
            "Delegación de la Unión Europea",
        ),
        (
            "SMOM",
            "Permanent Observer Mission of the Sovereign Order of Malta",
            "Mission permanente d'observation de l'Ordre souverain de Malte",
            "Misión Permanente de Observación de la Soberana Orden de Malta",
        ),
    ],
)
def test_a_mission_has_its_proper_name(code, english, french, spanish):
    assert states.mission(code).names == {"en": english, "fr": french, "es": spanish}


def test_every_member_state_has_a_mission_under_its_own_code():
    for state in states.member_states("en"):
        mission = states.mission(state.code)
        assert (mission.state, mission.short, mission.is_observer) == (state, state.names, False)


def test_whoever_is_not_a_member_state_observes():
    observers = {mission.code: mission.state for mission in states.missions("en") if mission.is_observer}
    assert observers == {
        "AUC": None,
        "COE": None,
        "EU": None,
        "GCC": None,
        "LAS": None,
        "OIC": None,
        "OIF": None,
        "PS": states.state("PS"),
        "SMOM": None,
        "VA": states.state("VA"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_missions_share_a_name_and_none_is_without(language):
    missions = states.missions(language)
    assert len(missions) == 203
    assert len({mission.names[language] for mission in missions} - {""}) == 203
    assert len({mission.short[language] for mission in missions} - {""}) == 203


@pytest.mark.parametrize(
    ("language", "before", "code", "after"),
    [
        ("en", "EG", "SV", "GQ"),
        ("en", "ET", "EU", "FJ"),
        ("en", "HT", "VA", "HN"),
        ("en", "LK", "PS", "SD"),
        ("en", "MM", "NA", "NR"),
        ("fr", "HU", "MH", "SB"),
        ("fr", "MH", "SB", "IN"),
        ("fr", "SZ", "PS", "US"),
        ("fr", "SM", "VA", "VC"),
        ("es", "SI", "ES", "PS"),
        ("es", "UG", "AUC", "EU"),
        ("es", "LC", "VA", "ST"),
    ],
)
def test_missions_stand_in_the_order_of_whom_they_represent(language, before, code, after):
    codes = [mission.code for mission in states.missions(language)]
    place = codes.index(code)
    assert codes[place - 1 : place + 2] == [before, code, after]


@pytest.mark.parametrize("code", ["TW", "cl", "AU ", ""])
def test_an_unknown_code_is_no_mission(code):
    assert not states.has_mission(code)
    with pytest.raises(KeyError):
        states.mission(code)


def test_a_known_code_is_a_mission():
    assert all(states.has_mission(code) for code in ("CL", "VA", "EU", "SMOM"))
