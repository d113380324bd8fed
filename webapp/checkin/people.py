"""Finding a person by name, for whoever comes without a pass that can be read: online, and never the whole list."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import contains_eager

from webapp.core import limits
from webapp.core.text import fold
from webapp.extensions import db
from webapp.participants.models import Category, Participant, Pass, PassStatus
from webapp.programme.at_door import found_at_desk_only

LETTERS_LEAST = 2  # there are people whose whole name is "Li" or "Ng"
FOUND_MOST = 8
SEARCHES = "40 per 10 minute"  # for one device: more than a steward asks for, and too few to read out a list


@dataclass(frozen=True, slots=True)
class Found:
    pass_id: str
    name: str
    affiliation: str
    category: Category


def is_enough(typed: str) -> bool:
    """Whether there are letters enough to look for."""
    return len(fold(typed).replace(" ", "")) >= LETTERS_LEAST


def find(
    edition_number: int, typed: str, device_id: str, locale: str, *, at_desk: bool = False
) -> tuple[list[Found], bool]:
    """Those with a live pass whose name has words that begin so, in any order, and whether there are more of them.

    Panellists who are not named in public are found at the desk alone. The shortest names come first: then one that was
    typed whole is never left out for longer ones. Raises TooOften.
    """
    limits.take(SEARCHES, "find-person", device_id)
    wanted = (
        select(Pass)
        .join(Pass.participant)
        .where(Pass.edition_number == edition_number, Pass.status == PassStatus.ISSUED)
        .where(*(_has_word(word) for word in fold(typed).split()))
        .where(true() if at_desk else Participant.id.not_in(found_at_desk_only()))
        .order_by(func.length(Participant.name_folded), Participant.name_folded, Pass.id)
        .options(contains_eager(Pass.participant))
        .limit(FOUND_MOST + 1)
    )
    held = list(db.session.scalars(wanted))
    return [_found(each, locale) for each in held[:FOUND_MOST]], len(held) > FOUND_MOST


def _has_word(beginning: str) -> ColumnElement[bool]:
    # Folded words are letters and digits alone, so nothing in them is a pattern.
    name = Participant.name_folded
    return or_(name.like(f"{beginning}%"), name.like(f"% {beginning}%"))


def _found(held: Pass, locale: str) -> Found:
    person = held.participant
    return Found(held.id, person.name, person.affiliation(locale), person.category)
