"""Makes webapp/states/states.json from CLDR (through Babel) and webapp/states/source.toml.

Run `python -m tools.build_states` after a change of the source, or of Babel. The application itself needs
neither Babel's names nor pyuca: names, missions' names and orders are worked out here, once.
"""

import json
import tomllib
from pathlib import Path

from babel import Locale
from pyuca import Collator

LANGUAGES = ("en", "fr", "es")
OBSERVER_STATES = ("PS", "VA")
HERE = Path(__file__).resolve().parent.parent / "webapp" / "states"
SOURCE, RESULT = HERE / "source.toml", HERE / "states.json"

Names = dict[str, str]


def main() -> None:
    RESULT.write_text(made(), encoding="utf-8")


def made() -> str:
    """The whole of states.json."""
    source = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    groups = group_by_code(source)
    codes = sorted([*groups, *OBSERVER_STATES])
    names = {code: short_names(code, source) for code in codes}
    states = {
        code: {
            "group": groups.get(code),
            "names": names[code],
            "mission": mission_names(code, names[code], source),
        }
        for code in codes
    }
    organisations = dict(sorted(source["organisations"].items()))
    shorts = names | {code: organisation["short"] for code, organisation in organisations.items()}
    order = {
        "states": {
            language: in_order({code: names[code] for code in groups}, language) for language in LANGUAGES
        },
        "missions": {language: in_order(shorts, language) for language in LANGUAGES},
    }
    data = {"states": states, "organisations": organisations, "order": order}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def group_by_code(source: dict) -> dict[str, str]:
    return once_each(source["groups"])


def short_names(code: str, source: dict) -> Names:
    return {
        language: source["names"][language].get(code) or Locale(language).territories[code]
        for language in LANGUAGES
    }


def mission_names(code: str, names: Names, source: dict) -> Names:
    kind = source["observer_mission" if code in OBSERVER_STATES else "mission"]
    return {language: f"{kind[language]} {of_state(code, names, language, source)}" for language in LANGUAGES}


def of_state(code: str, names: Names, language: str, source: dict) -> str:
    """ "du Chili", "of the Islamic Republic of Iran"."""
    before = once_each(source["of"][language])[code]
    return before + source["in_a_sentence"][language].get(code, names[language])


def once_each(lists: dict[str, str]) -> dict[str, str]:
    """Which list each code stands in; ValueError for a code that stands in two."""
    found: dict[str, str] = {}
    for name, codes in lists.items():
        for code in codes.split():
            if code in found:
                raise ValueError(f"{code} stands under {found[code]!r} and under {name!r}")
            found[code] = name
    return found


def in_order(names_by_code: dict[str, Names], language: str) -> list[str]:
    return sorted(names_by_code, key=lambda code: sort_key(names_by_code[code][language], language))


def sort_key(name: str, language: str) -> tuple[int, ...]:
    """By the Unicode Collation Algorithm: accents and case only decide between names otherwise the same."""
    if language == "es":
        # In Spanish ñ is a letter of its own after n, which pyuca cannot be told. ʒ comes after z, so that
        # "nʒ" comes after every other n and before o.
        name = name.replace("ñ", "nʒ").replace("Ñ", "Nʒ")
    return _collator.sort_key(name)


_collator = Collator()


if __name__ == "__main__":
    main()
