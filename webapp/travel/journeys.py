"""How a speaker travels, as they say it: kept in parts, for themselves and the coordinator alone."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.applications import drafts
from webapp.core import audit, clock
from webapp.core.refused import NotThere, Stale
from webapp.core.transaction import transaction
from webapp.editions.models import Edition
from webapp.programme import substituting
from webapp.travel import queries
from webapp.travel.models import Travel, Visa

FIELDS = (
    "passport_name",
    "passport_number",
    "passport_country",
    "passport_expires_on",
    "born_on",
    "arrives_on",
    "leaves_on",
    "flights",
    "notes",
    "visa",
)
ON_LETTER = frozenset({"passport_name", "passport_number"})
MONTHS_LEFT = 6  # what many States ask of a passport after the journey
AROUND = timedelta(days=30)  # how long before and after the week somebody may be on the way


class ChangedMeanwhile(Stale):
    """Another page kept something since this one was loaded; nothing of this one was."""


def keep(application_id: str, said: Mapping[str, object], *, version: int, by: str) -> bool:
    """Keeps all FIELDS as `said`; whether a letter was taken back by it. The same again changes nothing.

    A letter that was issued names a passport. Whoever writes another name or number needs another letter: else anybody
    with the link could have one made out for anybody. Raises ChangedMeanwhile, and NotThere for who does not travel.
    """
    with transaction() as session:
        application = drafts.locked(session, application_id)
        if not queries.may_travel(application):
            raise NotThere
        travel = _journey(session, application_id)
        changed = {field for field in FIELDS if getattr(travel, field) != (said[field] or None)}
        if not changed:
            return False
        if travel.version != version:
            raise ChangedMeanwhile(
                _("This was changed on another page while you wrote. Nothing was saved yet.")
            )
        for field in changed:
            setattr(travel, field, said[field] or None)
        takes_letter_back = bool(travel.letter_issued_at and changed & ON_LETTER)
        if takes_letter_back:
            travel.letter_issued_at = None
        travel.version += 1
        travel.changed_at = clock.now()
        session.add(travel)
        audit.record(session, "keep", "travel", application_id, by=by)
        return takes_letter_back


def _journey(session: Session, application_id: str) -> Travel:
    """What is known so far; version 0 where nothing is."""
    known = session.get(Travel, application_id)
    return known or Travel(application_id=application_id, version=0, visa=Visa.UNKNOWN)


@substituting.also
def start_afresh(session: Session, application_id: str, *, by: str) -> None:
    """Somebody else has the seat: the other's passport and way are erased, and a letter made out for them."""
    known = session.get(Travel, application_id)
    if known is not None:
        session.delete(known)
        audit.record(session, "erase", "travel", application_id, by=by)


def may_be_on_the_way(day: date, edition: Edition) -> bool:
    return edition.starts_on - AROUND <= day <= edition.last_day + AROUND


def valid_until(edition: Edition) -> date:
    """Until when a passport should be valid: six months after the week, or the last day of that month."""
    months = edition.last_day.month - 1 + MONTHS_LEFT
    first = date(edition.last_day.year + months // 12, months % 12 + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=edition.last_day.day - 1), following - timedelta(days=1))
