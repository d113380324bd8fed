"""The Member States: who they are, what the United Nations calls them, in which group and order."""

from collections import Counter

import pytest

from webapp import states
from webapp.states import RegionalGroup

LANGUAGES = ("en", "fr", "es")

pytestmark = pytest.mark.no_database


def test_there_are_193_member_states_in_five_groups():
    assert Counter(state.group for state in states.member_states("en")) == {
        RegionalGroup.AFRICAN: 54,
        RegionalGroup.ASIA_PACIFIC: 54,
        RegionalGroup.EASTERN_EUROPEAN: 23,
        RegionalGroup.LATIN_AMERICAN_CARIBBEAN: 33,
        RegionalGroup.WESTERN_EUROPEAN_OTHER: 29,
    }


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("TR", RegionalGroup.WESTERN_EUROPEAN_OTHER),
        ("IL", RegionalGroup.WESTERN_EUROPEAN_OTHER),
        ("US", RegionalGroup.WESTERN_EUROPEAN_OTHER),
        ("AU", RegionalGroup.WESTERN_EUROPEAN_OTHER),
        ("CY", RegionalGroup.ASIA_PACIFIC),
        ("KI", RegionalGroup.ASIA_PACIFIC),
        ("GE", RegionalGroup.EASTERN_EUROPEAN),
        ("KZ", RegionalGroup.ASIA_PACIFIC),
        ("EG", RegionalGroup.AFRICAN),
        ("CU", RegionalGroup.LATIN_AMERICAN_CARIBBEAN),
        ("PS", None),
        ("VA", None),
    ],
)
def test_a_state_is_in_the_group_that_the_united_nations_counts_it_in(code, group):
    assert states.state(code).group == group


@pytest.mark.parametrize(
    ("code", "english", "french", "spanish"),
    [
        ("BN", "Brunei Darussalam", "Brunei Darussalam", "Brunei Darussalam"),
        (
            "BO",
            "Bolivia (Plurinational State of)",
            "Bolivie (État plurinational de)",
            "Bolivia (Estado Plurinacional de)",
        ),
        ("BY", "Belarus", "Bélarus", "Belarús"),
        (
            "CD",
            "Democratic Republic of the Congo",
            "République démocratique du Congo",
            "República Democrática del Congo",
        ),
        ("CG", "Congo", "Congo", "Congo"),
        ("CI", "Côte d'Ivoire", "Côte d'Ivoire", "Côte d'Ivoire"),
        ("CV", "Cabo Verde", "Cabo Verde", "Cabo Verde"),
        ("CZ", "Czechia", "Tchéquie", "Chequia"),
        ("DJ", "Djibouti", "Djibouti", "Djibouti"),
        (
            "FM",
            "Micronesia (Federated States of)",
            "Micronésie (États fédérés de)",
            "Micronesia (Estados Federados de)",
        ),
        (
            "GB",
            "United Kingdom of Great Britain and Northern Ireland",
            "Royaume-Uni de Grande-Bretagne et d'Irlande du Nord",
            "Reino Unido de Gran Bretaña e Irlanda del Norte",
        ),
        (
            "IR",
            "Iran (Islamic Republic of)",
            "Iran (République islamique d')",
            "Irán (República Islámica del)",
        ),
        ("KN", "Saint Kitts and Nevis", "Saint-Kitts-et-Nevis", "Saint Kitts y Nevis"),
        (
            "KP",
            "Democratic People's Republic of Korea",
            "République populaire démocratique de Corée",
            "República Popular Democrática de Corea",
        ),
        ("KR", "Republic of Korea", "République de Corée", "República de Corea"),
        (
            "LA",
            "Lao People's Democratic Republic",
            "République démocratique populaire lao",
            "República Democrática Popular Lao",
        ),
        ("MD", "Republic of Moldova", "République de Moldova", "República de Moldova"),
        ("MK", "North Macedonia", "Macédoine du Nord", "Macedonia del Norte"),
        ("MM", "Myanmar", "Myanmar", "Myanmar"),
        ("PS", "State of Palestine", "État de Palestine", "Estado de Palestina"),
        ("RU", "Russian Federation", "Fédération de Russie", "Federación de Rusia"),
        ("ST", "Sao Tome and Principe", "Sao Tomé-et-Principe", "Santo Tomé y Príncipe"),
        ("SY", "Syrian Arab Republic", "République arabe syrienne", "República Árabe Siria"),
        ("SZ", "Eswatini", "Eswatini", "Eswatini"),
        ("TL", "Timor-Leste", "Timor-Leste", "Timor-Leste"),
        ("TR", "Türkiye", "Türkiye", "Türkiye"),
        ("TT", "Trinidad and Tobago", "Trinité-et-Tobago", "Trinidad y Tabago"),
        ("TZ", "United Republic of Tanzania", "République-Unie de Tanzanie", "República Unida de Tanzanía"),
        ("US", "United States of America", "États-Unis d'Amérique", "Estados Unidos de América"),
        ("VA", "Holy See", "Saint-Siège", "Santa Sede"),
        (
            "VE",
            "Venezuela (Bolivarian Republic of)",
            "Venezuela (République bolivarienne du)",
            "Venezuela (República Bolivariana de)",
        ),
        ("VN", "Viet Nam", "Viet Nam", "Viet Nam"),
        ("ZW", "Zimbabwe", "Zimbabwe", "Zimbabwe"),
    ],
)
def test_a_state_has_the_name_that_the_united_nations_uses(code, english, french, spanish):
    assert states.state(code).names == {"en": english, "fr": french, "es": spanish}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_states_share_a_name_and_none_is_without(language):
    names = [state.names[language].strip() for state in states.member_states(language)]
    assert len(set(names) - {""}) == 193


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_have_the_plain_apostrophe_and_no_sign_of_another_source(language):
    assert not [
        state.code for state in states.member_states(language) if set("’&*–") & set(state.names[language])
    ]


@pytest.mark.parametrize(
    ("language", "codes"),
    [
        ("en", "AF CV CL CG CR CI HR CD TG TR TM UG ZW"),
        ("fr", "AF CU EG SV AE EC ES US ET FJ HN MH SB IN JM ZW"),
        ("es", "AF TD CZ CU SI ES US EE NO OM ZW"),
    ],
)
def test_states_stand_in_the_order_of_the_language(language, codes):
    in_order = [state.code for state in states.member_states(language)]
    assert [code for code in in_order if code in codes.split()] == codes.split()


def test_a_language_without_an_order_of_its_own_has_the_english_one():
    assert states.member_states("ru") == states.member_states("en")
    assert states.missions("ru") == states.missions("en")
    assert states.member_states("fr") != states.member_states("en")


def test_only_the_193_are_member_states():
    assert {
        code for code in ("CL", "PS", "VA", "EU", "TW", "XK", "cl", "") if states.is_member_state(code)
    } == {"CL"}


@pytest.mark.parametrize("code", ["EU", "TW", "cl", ""])
def test_an_unknown_code_is_no_state(code):
    with pytest.raises(KeyError):
        states.state(code)
