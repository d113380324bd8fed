"""Handing in: how each part of a panellist stands, the one verb that every change of a part goes through, and until
when there is any."""

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.briefing.models import HandedIn, Part
from webapp.core import audit, clock
from webapp.core.refused import NotThere, Refused
from webapp.editions import queries as editions
from webapp.extensions import db
from webapp.programme.models import Panellist


def hand_in(session: Session, panellist_id: str, part: Part, *, by: str) -> HandedIn:
    """Counts a change of the part, in the transaction that makes it; whoever also removes something comes here too.

    Raises Refused once the week is over, and NotThere where the panellist is gone.
    """
    must_be_open(hold(session, panellist_id))
    row = standing_of(session, panellist_id, part)
    row.version, row.changed_at = row.version + 1, clock.now()
    session.add(row)
    session.flush()
    audit.record(session, "hand-in", part, panellist_id, by=by)
    return row


def hold(session: Session, panellist_id: str) -> Panellist:
    """The panellist, until the caller's transaction ends: who changes what was handed in comes here first, so that two
    pages come one after the other. Raises NotThere."""
    wanted = select(Panellist).where(Panellist.id == panellist_id)
    found = session.scalar(wanted.with_for_update(key_share=True))
    if found is None:
        raise NotThere
    return found


def is_open(panellist: Panellist) -> bool:
    return not editions.is_over(panellist.country_session.edition)


def must_be_open(panellist: Panellist) -> None:
    """Raises Refused once the week is over. A due date bars nothing: what comes late is taken."""
    if not is_open(panellist):
        raise Refused(_("The week is over, so nothing can be handed in or changed any more."))


def standing(panellist_id: str) -> dict[Part, HandedIn]:
    """Every part; as an unsaved row where nothing was handed in or chosen yet."""
    found = db.session.scalars(select(HandedIn).where(HandedIn.panellist_id == panellist_id))
    rows = {row.part: row for row in found}
    return {part: rows.get(part) or _nothing_yet(panellist_id, part) for part in Part}


def standing_of(session: Session, panellist_id: str, part: Part) -> HandedIn:
    """One part, as `standing`."""
    return session.get(HandedIn, (panellist_id, part)) or _nothing_yet(panellist_id, part)


def _nothing_yet(panellist_id: str, part: Part) -> HandedIn:
    return HandedIn(panellist_id=panellist_id, part=part, version=0, changed_at=None, readers=None)
