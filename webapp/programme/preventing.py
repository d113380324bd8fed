"""Kept from the room: a panellist keeps the slot, says how the statement is given, and what is told about it."""

from flask_babel import lazy_gettext as _

from webapp.core import audit
from webapp.core.refused import Refused, Stale
from webapp.core.transaction import transaction
from webapp.programme import queries
from webapp.programme.audiences import told_of_sitting
from webapp.programme.holding import hold_panellist
from webapp.programme.models import AbsenceNote, Panellist, Presence, StatementStatus


def mark(panellist: Panellist) -> str:
    """What a page showed of it, for its form to carry."""
    return f"{panellist.presence}-{panellist.absence_note or ''}"


def may_change(panellist: Panellist) -> bool:
    """Until the statement has begun."""
    return queries.slot_of(panellist).status == StatementStatus.WAITING


def prevent(
    panellist_id: str, presence: Presence, note: AbsenceNote | None = None, *, seen: str, by: str
) -> None:
    """How the statement is given from now on, and what everybody is told; Presence.IN_ROOM takes both back.

    Twice is once. Raises Refused once the statement has begun, and Stale where `seen` is no longer so.
    """
    with transaction() as session:
        panellist = hold_panellist(session, panellist_id)
        told = None if presence == Presence.IN_ROOM else note or AbsenceNote.NOTHING
        if (panellist.presence, panellist.absence_note) == (presence, told):
            return
        if seen != mark(panellist):
            raise Stale(_("This was changed by somebody else meanwhile. Here is how it stands now."))
        if queries.slot_of(panellist, session).status != StatementStatus.WAITING:
            raise Refused(
                _("The statement has begun or was given, so this stays as it is. Speak to the moderator.")
            )
        with told_of_sitting(session, panellist.country_session_id):
            panellist.presence, panellist.absence_note = presence, told
        audit.record(session, f"give-{presence}", "panellist", panellist_id, by=by)
