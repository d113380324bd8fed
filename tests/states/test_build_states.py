"""The committed table of States is what its tool makes, and its hand-written source has no gap."""

import json

import pytest

from tools import build_states

pytestmark = pytest.mark.no_database

SOURCE = build_states.tomllib.loads(build_states.SOURCE.read_text(encoding="utf-8"))
STATES = set(json.loads(build_states.RESULT.read_bytes())["states"])


def test_the_table_is_what_the_tool_makes():
    assert build_states.RESULT.read_text(encoding="utf-8") == build_states.made()


@pytest.mark.parametrize("language", build_states.LANGUAGES)
def test_every_state_and_no_other_has_its_word_before_the_name(language):
    assert set(build_states.once_each(SOURCE["of"][language])) == STATES


@pytest.mark.parametrize("language", build_states.LANGUAGES)
def test_overrides_are_for_states(language):
    assert set(SOURCE["names"][language]) | set(SOURCE["in_a_sentence"][language]) <= STATES


@pytest.mark.parametrize("language", build_states.LANGUAGES)
def test_a_name_that_is_turned_about_in_a_list_has_another_form_in_a_sentence(language):
    table = json.loads(build_states.RESULT.read_bytes())["states"]
    turned = {code for code, entry in table.items() if "(" in entry["names"][language]}
    assert turned == set(SOURCE["in_a_sentence"][language])


def test_a_code_in_two_lists_is_refused():
    with pytest.raises(ValueError, match="CL stands under 'one' and under 'two'"):
        build_states.once_each({"one": "AR CL", "two": "CL"})


def test_spanish_puts_n_with_tilde_after_every_other_n():
    names = ["nube", "ñandú", "nz", "oso", "Ñu"]
    in_order = sorted(names, key=lambda name: build_states.sort_key(name, "es"))
    assert in_order == ["nube", "nz", "ñandú", "Ñu", "oso"]


def test_french_accents_count_only_between_names_that_are_otherwise_the_same():
    names = ["coté", "cote", "Îles", "Inde", "Honduras", "côte"]
    in_order = sorted(names, key=lambda name: build_states.sort_key(name, "fr"))
    assert in_order == ["cote", "coté", "côte", "Honduras", "Îles", "Inde"]
