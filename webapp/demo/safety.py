"""The safety lines of the demonstration: whoever spoke already has arrived, and one asks to be called."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.demo.week import NUMBER
from webapp.editions.models import CountrySession, Edition
from webapp.participants.models import Participant
from webapp.programme.models import Panellist
from webapp.safety import lines
from webapp.safety.models import SafetyLine, SafetyWord, Word

AGO = timedelta(minutes=20)
BEFORE = timedelta(hours=3)  # they come in the morning


def open_lines(*, anew: bool) -> None:
    """Gives each panellist a line, without a mail; `anew` where the week was moved. Done again, it changes nothing."""
    with transaction() as session:
        edition = session.get_one(Edition, NUMBER)
        stands = session.scalar(_lines().limit(1)) is not None
        for person in session.scalars(_panellists()):
            lines.open(session, person, email=None, locale=person.locale, edition=edition)
        if anew or not stands:
            _speak(session)


def _speak(session: Session) -> None:
    now = clock.now()
    session.execute(delete(SafetyWord).where(SafetyWord.participant_id.in_(_lines())))
    begun = (
        select(Panellist.participant_id, CountrySession.starts_at)
        .join(CountrySession, CountrySession.id == Panellist.country_session_id)
        .where(CountrySession.edition_number == NUMBER, CountrySession.starts_at <= now)
        .order_by(CountrySession.starts_at, Panellist.id)
    )
    here = session.execute(begun).all()
    for participant_id, starts_at in here:
        session.add(SafetyWord(participant_id=participant_id, word=Word.ARRIVED, said_at=starts_at - BEFORE))
    for participant_id, _starts_at in here[-1:]:
        session.add(SafetyWord(participant_id=participant_id, word=Word.CALL_ME, said_at=now - AGO))


def _lines():
    of_edition = select(SafetyLine.participant_id).join(
        Participant, Participant.id == SafetyLine.participant_id
    )
    return of_edition.where(Participant.edition_number == NUMBER)


def _panellists():
    seated = select(Panellist.participant_id)
    here = select(Participant).where(Participant.edition_number == NUMBER, Participant.id.in_(seated))
    return here.order_by(Participant.id)
