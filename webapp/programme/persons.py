"""The people behind the places of all panels: each has one pass, and speaks in one room at a time."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.core.refused import Refused
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.participants import actions as participants
from webapp.participants.models import Category, Participant
from webapp.programme.models import Panellist


def speaker(
    session: Session, country_session: CountrySession, *, name: str, organisation: str, locale: str, by: str
) -> Participant:
    """Who is to speak: a new participant with a pass, or the one who speaks in the same edition already.

    Raises Refused for somebody who is on this panel, or in another room then.
    """
    known = _speaks_already(session, country_session, name, organisation)
    if known:
        return known
    edition = country_session.edition
    made = participants.add(session, edition, name, Category.PANELLIST, mission=None, locale=locale)
    participants.issue_pass(session, made, by)
    return made


def _speaks_already(
    session: Session, country_session: CountrySession, name: str, organisation: str
) -> Participant | None:
    """The person of this name and organisation who speaks in the same edition: they keep one pass."""
    same = (
        select(Panellist)
        .join(Participant, Participant.id == Panellist.participant_id)
        .where(
            Participant.edition_number == country_session.edition_number,
            Participant.name == name,
            Panellist.organisation == organisation,
        )
    )
    known = session.scalars(same).all()
    for elsewhere in known:
        _must_be_free(elsewhere.country_session, country_session)
    return known[0].participant if known else None


def _must_be_free(elsewhere: CountrySession, here: CountrySession) -> None:
    if elsewhere.id == here.id:
        raise Refused(_("This person is on the panel already."))
    if CountrySessionStatus.NOT_HELD in (elsewhere.status, here.status) or not (
        elsewhere.starts_at and here.starts_at
    ):
        return
    if elsewhere.starts_at < here.ends_at and here.starts_at < elsewhere.ends_at:
        raise Refused(_("This person speaks in another country session at the same time."))


def expect(session: Session, participant: Participant) -> None:
    """They are expected where they speak: a limited room admits those who are named for it, and their calendar has the
    hour."""
    participants.expect_at(participant, _rooms_of(session, participant.id))


def _rooms_of(session: Session, participant_id: str) -> Sequence[CountrySession]:
    speaks_in = select(Panellist.country_session_id).where(Panellist.participant_id == participant_id)
    return session.scalars(select(CountrySession).where(CountrySession.id.in_(speaks_in))).all()


def release(session: Session, participant: Participant, by: str) -> None:
    """After a place was taken from somebody: expected where they speak still, and without a pass where that is
    nowhere."""
    expect(session, participant)
    if not participant.expected_at:
        participants.revoke_passes(session, participant, by)


def hidden_at(session: Session, participant_id: str) -> datetime | None:
    """Whoever asked to be taken off everything is not shown by a seat that they take later."""
    hidden = select(func.min(Panellist.hidden_at)).where(Panellist.participant_id == participant_id)
    return session.scalar(hidden)
