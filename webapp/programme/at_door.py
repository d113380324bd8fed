"""How a panellist is shown at the door. Onlookers read its screen, and a lost one must be no list of defenders."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import CursorResult, Select, bindparam, or_, select

from webapp.participants.models import Appearance
from webapp.programme.models import Panellist

_PANELLIST = Panellist.__table__
_ROLES = (
    select(_PANELLIST.c.appearance, _PANELLIST.c.hidden_at, _PANELLIST.c.organisation)
    .where(_PANELLIST.c.participant_id == bindparam("participant_id"))
    .order_by(_PANELLIST.c.organisation)
)


@dataclass(frozen=True, slots=True)
class AtDoor:
    name: str
    affiliation: str


def at_door(run: Callable[..., CursorResult], participant_id: str, name: str) -> AtDoor:
    """A participant of the category PANELLIST as the door's screen may show them, by one Core statement through `run`.

    The whole name is for those who appear as PUBLIC, the organisation for those and for ORGANISATION; nobody else has
    more than initials. Whoever speaks twice is shown by the more careful of their two choices; whoever asked to be
    taken off everything has chosen nothing.
    """
    roles = run(_ROLES, {"participant_id": participant_id}).all()
    chosen = {None if role.hidden_at else role.appearance for role in roles}
    released = chosen and chosen <= {Appearance.PUBLIC, Appearance.ORGANISATION}
    return AtDoor(
        name=name if chosen == {Appearance.PUBLIC} else initials(name),
        affiliation=roles[0].organisation if released else "",
    )


def initials(name: str) -> str:
    """ "A. R." for "Ana Rojas"."""
    return " ".join(f"{_initial(word)}." for word in name.split())


def _initial(word: str) -> str:
    """Its first letter with what belongs to it; not an apostrophe or another sign before that."""
    letters = unicodedata.normalize("NFC", word)
    signs = ("L", "N")
    start = next((place for place, c in enumerate(letters) if _kind(c)[0] in signs and _kind(c) != "Lm"), 0)
    end = start + 1
    while end < len(letters) and _kind(letters[end])[0] == "M":
        end += 1
    return letters[start:end]


def _kind(character: str) -> str:
    return unicodedata.category(character)


def found_at_desk_only() -> Select:
    """The ids of the participants whom a door does not find by name: `Participant.id.not_in(found_at_desk_only())`."""
    hidden = or_(
        Panellist.appearance.is_(None),
        Panellist.appearance != Appearance.PUBLIC,
        Panellist.hidden_at.is_not(None),
    )
    return select(Panellist.participant_id).where(hidden)
