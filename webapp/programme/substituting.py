"""Somebody else of the same organisation takes a panellist's place: the slot, its minutes and its questions stay."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.core import audit
from webapp.core.refused import Refused, Stale
from webapp.core.text import fold
from webapp.participants.models import Appearance
from webapp.programme import persons, queries
from webapp.programme.audiences import told_of_sitting
from webapp.programme.holding import hold_panellist
from webapp.programme.models import Panellist, Presence, StatementStatus

Act = Callable[..., None]
_also: list[Act] = []


def also(act: Act) -> Act:
    """Registers what else ends with the one who leaves: called with the session, the application by which they had the
    seat and `by`, in the same transaction. Each feature does this for its own."""
    _also.append(act)
    return act


def substitute(
    session: Session, panellist_id: str, *, name: str, appearance: Appearance, seen: str, by: str
) -> Panellist | None:
    """The place with the new person, who has a pass, in the caller's transaction; None where that was done already.

    The pass of the other ends, unless they speak on another panel too. `name` is clean (core.text), `appearance` is
    what the new person chose, and `seen` the id of the participant whom the page showed. Raises Stale where it is
    another by now, and Refused once the statement has begun, and for somebody who is in another room then.
    """
    panellist = hold_panellist(session, panellist_id)
    if seen != panellist.participant_id:
        if (panellist.participant.name, panellist.appearance) == (name, appearance):
            return None
        raise Stale(_("Somebody else has this place by now. Here is how it stands."))
    if queries.slot_of(panellist, session).status != StatementStatus.WAITING:
        raise Refused(_("The statement has begun or was given, so nobody else can take the place."))
    if fold(name) == fold(panellist.participant.name):
        raise Refused(_("This is the person who has the place already. Write the name of the other one."))
    with told_of_sitting(session, panellist.country_session_id):
        _hand_over(session, panellist, name, by)
        panellist.appearance = appearance
    if panellist.application_id:
        for act in _also:
            act(session, panellist.application_id, by=by)
    audit.record(session, "substitute", "panellist", panellist_id, by=by)
    return panellist


def _hand_over(session: Session, panellist: Panellist, name: str, by: str) -> None:
    leaving, country_session = panellist.participant, panellist.country_session
    coming = persons.speaker(
        session, country_session, name=name, organisation=panellist.organisation, locale=leaving.locale, by=by
    )
    # Before the seat is theirs: what hides them is what they asked for themselves, on another panel.
    panellist.hidden_at = persons.hidden_at(session, coming.id)
    panellist.participant = coming
    panellist.presence, panellist.absence_note = Presence.IN_ROOM, None
    session.flush()
    persons.expect(session, coming)
    persons.release(session, leaving, by)
