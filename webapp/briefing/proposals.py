"""What a panellist suggests to missions: questions and recommendations, each on one theme, in an order of their own."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.briefing.handing_in import hand_in, hold, must_be_open
from webapp.briefing.models import Part, Proposal, ProposalKind
from webapp.core import limits
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.programme.models import Panellist

TEXT_MOST = 600
MOST = 30
CHANGES = "240 per hour"

_CHANGED = _("This was changed on another page or device meanwhile. Nothing was overwritten.")


@dataclass(frozen=True, slots=True)
class Suggested:
    """What one of them says; `text` is clean (core.text)."""

    kind: ProposalKind
    theme: str
    language: str
    text: str


def said(proposal: Proposal) -> Suggested:
    return Suggested(proposal.kind, proposal.theme, proposal.language, proposal.text)


def mark(proposal: Proposal) -> str:
    """What a page carries of one that it shows: another one as soon as anything in it is."""
    shown = said(proposal)
    return hashlib.sha256(
        "\0".join((shown.kind, shown.theme, shown.language, shown.text)).encode()
    ).hexdigest()[:16]


def in_order(panellist_id: str, session: Session | None = None) -> Sequence[Proposal]:
    wanted = select(Proposal).where(Proposal.panellist_id == panellist_id)
    return (session or db.session).scalars(wanted.order_by(Proposal.position, Proposal.id)).all()


def proposal(panellist_id: str, proposal_id: str, session: Session | None = None) -> Proposal:
    """Raises NotThere."""
    found = (session or db.session).get(Proposal, proposal_id)
    if found is None or found.panellist_id != panellist_id:
        raise NotThere
    return found


def add(panellist_id: str, what: Suggested, *, by: str) -> None:
    """One more, at the end; the same once more is one. Raises Refused where there are enough, or the week is over."""
    with _changing(panellist_id) as (session, held):
        known = in_order(panellist_id, session)
        if what in map(said, known):
            return
        must_be_open(held)
        if len(known) >= MOST:
            raise Refused(
                _("There are %(most)s suggestions, and no more can be kept. Remove one first.", most=MOST)
            )
        hand_in(session, panellist_id, Part.PROPOSALS, by=by)
        position = max((each.position for each in known), default=0) + 1
        made = Proposal(id=new_id(), panellist_id=panellist_id, position=position)
        _say(made, what)
        session.add(made)


def change(panellist_id: str, proposal_id: str, what: Suggested, *, seen: str, by: str) -> None:
    """Raises Stale where the page showed it otherwise (`seen` is its mark), Refused, NotThere."""
    with _changing(panellist_id) as (session, held):
        found = proposal(panellist_id, proposal_id, session)
        if said(found) == what:
            return
        must_be_open(held)
        if mark(found) != seen:
            raise Stale(_CHANGED)
        if what in (said(each) for each in in_order(panellist_id, session)):
            raise Refused(_("You suggest exactly this already."))
        hand_in(session, panellist_id, Part.PROPOSALS, by=by)
        _say(found, what)


def _say(proposal: Proposal, what: Suggested) -> None:
    proposal.kind, proposal.theme = what.kind, what.theme
    proposal.language, proposal.text = what.language, what.text


def move(panellist_id: str, proposal_id: str, *, place: int, seen_at: int, by: str) -> None:
    """To `place` (from 1) of the order. Raises Stale where it no longer stands at `seen_at`, Refused, NotThere."""
    with _changing(panellist_id) as (session, held):
        order = list(in_order(panellist_id, session))
        moved = proposal(panellist_id, proposal_id, session)
        must_be_open(held)
        if order.index(moved) + 1 != seen_at:
            raise Stale(
                _("The order was changed on another page or device meanwhile. Here is how it stands now.")
            )
        hand_in(session, panellist_id, Part.PROPOSALS, by=by)
        order.remove(moved)
        order.insert(max(place, 1) - 1, moved)
        for position, each in enumerate(order, 1):
            each.position = position


def remove(panellist_id: str, proposal_id: str, *, by: str) -> None:
    """One that is gone already is no error. Raises Refused once the week is over."""
    with _changing(panellist_id) as (session, _held):
        found = next((each for each in in_order(panellist_id, session) if each.id == proposal_id), None)
        if found:
            hand_in(session, panellist_id, Part.PROPOSALS, by=by)
            session.delete(found)


@contextmanager
def _changing(panellist_id: str) -> Iterator[tuple[Session, Panellist]]:
    limits.take(CHANGES, "change-proposals", panellist_id)
    with transaction() as session:
        yield session, hold(session, panellist_id)
