"""The States and the missions that there are: names, regional groups, order.

From states.json, which `python -m tools.build_states` makes. Nothing is put together or sorted here.
"""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from webapp.core.texts import Texts


class RegionalGroup(StrEnum):
    """The five groups in which the United Nations counts its Member States."""

    AFRICAN = "african"
    ASIA_PACIFIC = "asia_pacific"
    EASTERN_EUROPEAN = "eastern_european"
    LATIN_AMERICAN_CARIBBEAN = "latin_american_caribbean"
    WESTERN_EUROPEAN_OTHER = "western_european_other"


@dataclass(frozen=True, slots=True)
class State:
    """A Member State of the United Nations, or an observer State, which is of no group: PS and VA."""

    code: str
    group: RegionalGroup | None
    names: Texts = field(hash=False)


@dataclass(frozen=True, slots=True)
class Mission:
    """Who is represented in Geneva, under the code of its State ("CL") or of its organisation ("EU").

    `names` is the mission's proper name ("Permanent Mission of Chile"), `short` whom it represents ("Chile").
    """

    code: str
    is_observer: bool
    state: State | None
    names: Texts = field(hash=False)
    short: Texts = field(hash=False)


def state(code: str) -> State:
    """By ISO 3166-1 alpha-2 code, in capitals; KeyError where there is none."""
    return _states[code]


def is_member_state(code: str) -> bool:
    return code in _states and _states[code].group is not None


def member_states(locale: str) -> tuple[State, ...]:
    """The 193, in the order of `locale`; of English where the locale has none."""
    return _ordered_states.get(locale, _ordered_states["en"])


def mission(code: str) -> Mission:
    """KeyError where there is none."""
    return _missions[code]


def has_mission(code: str) -> bool:
    return code in _missions


def missions(locale: str) -> tuple[Mission, ...]:
    """All, in the order of whom they represent: that of `locale`, or of English where the locale has none."""
    return _ordered_missions.get(locale, _ordered_missions["en"])


def _state_of(code: str, entry: dict) -> State:
    return State(code, RegionalGroup(entry["group"]) if entry["group"] else None, Texts(entry["names"]))


def _mission_of_state(code: str, entry: dict) -> Mission:
    of = _states[code]
    return Mission(code, of.group is None, of, names=Texts(entry["mission"]), short=of.names)


def _mission_of_organisation(code: str, entry: dict) -> Mission:
    return Mission(code, True, None, names=Texts(entry["names"]), short=Texts(entry["short"]))


_data = json.loads(Path(__file__).with_name("states.json").read_bytes())
_states = {code: _state_of(code, entry) for code, entry in _data["states"].items()}
_missions = {code: _mission_of_state(code, entry) for code, entry in _data["states"].items()}
_missions |= {code: _mission_of_organisation(code, entry) for code, entry in _data["organisations"].items()}
_ordered_states = {
    locale: tuple(_states[code] for code in codes) for locale, codes in _data["order"]["states"].items()
}
_ordered_missions = {
    locale: tuple(_missions[code] for code in codes) for locale, codes in _data["order"]["missions"].items()
}
del _data
