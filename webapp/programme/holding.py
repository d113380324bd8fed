"""Holding one country session against other changes, so that two people who press at once come one after the other."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.core.refused import NotThere
from webapp.editions.models import CountrySession
from webapp.programme.models import Panellist, Statement


def hold(session: Session, country_session_id: str) -> CountrySession:
    """The country session, until the caller's transaction ends. Whoever changes its panel or its sitting comes here
    first, so nobody else does meanwhile. Raises NotThere."""
    wanted = select(CountrySession).where(CountrySession.id == country_session_id)
    found = session.scalar(wanted.with_for_update(key_share=True))
    if found is None:
        raise NotThere
    return found


def hold_panellist(session: Session, panellist_id: str) -> Panellist:
    """A panellist whose country session is held, as `hold`. Raises NotThere."""
    place = session.scalar(select(Panellist.country_session_id).where(Panellist.id == panellist_id))
    if place is None:
        raise NotThere
    hold(session, place)
    found = session.get(Panellist, panellist_id)  # after the lock: somebody may have taken them off the panel
    if found is None:
        raise NotThere
    return found


def slot(session: Session, country_session_id: str, statement_id: str) -> Statement:
    """One slot of a panel. Raises NotThere."""
    here = Statement.country_session_id == country_session_id
    found = session.scalar(select(Statement).where(Statement.id == statement_id, here))
    if found is None:
        raise NotThere
    return found
