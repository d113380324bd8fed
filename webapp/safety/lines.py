"""Lines: opened when somebody takes a seat, mailed to them; and taking a person off everything, and back."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.core import audit, clock, jobs
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.editions.models import Edition, Format
from webapp.extensions import db
from webapp.participants.models import Participant
from webapp.programme.audiences import told_of_sitting
from webapp.programme.holding import hold
from webapp.programme.models import Panellist
from webapp.safety import mails
from webapp.safety.models import SafetyLine

ASK, ASK_AGAIN = "safety-home", "safety-home-again"
# In days after the last day of the week, on the edition's clocks.
ASKED_AFTER, ASKED_AGAIN_AFTER = 1, 3
ASKED_AT = time(9)
HOME_WITHIN = 3  # from the end of this day on, silence shows


def open(
    session: Session, participant: Participant, *, email: str | None, locale: str, edition: Edition
) -> SafetyLine:
    """The line of a participant, made and mailed in the caller's transaction; or the one that is there, as it is.

    Without an address nothing is mailed: the coordinator hands the link over.
    """
    line = session.get(SafetyLine, participant.id)
    if line:
        return line
    line = SafetyLine(
        participant_id=participant.id, email=email, opened_at=clock.now(), home_by=home_by(edition)
    )
    session.add(line)
    session.flush()
    if edition.format != Format.VIRTUAL:
        jobs.put(session, ASK, participant.id, due_at=asked_at(edition, ASKED_AFTER))
        jobs.put(session, ASK_AGAIN, participant.id, due_at=asked_at(edition, ASKED_AGAIN_AFTER))
    if email:
        mails.own_line(session, line, edition, locale)
    return line


def send_again(participant_id: str, *, by: str) -> None:
    """Another link to a line, to the address on record and to no other. Raises NotThere where there is none."""
    with transaction() as session:
        line = hold_line(session, participant_id)
        if not _can_be_mailed(line):
            raise NotThere
        mails.own_line(session, line, line.participant.edition, line.participant.locale)
        audit.record(session, "send-again", "safety_line", participant_id, by=by)


def may_be_sent_again(participant_id: str) -> bool:
    """Whether there is a line with an address, and a link to it would still work."""
    line = db.session.get(SafetyLine, participant_id)
    return line is not None and _can_be_mailed(line)


def _can_be_mailed(line: SafetyLine) -> bool:
    return line.email is not None and clock.now() < mails.works_until(line.participant.edition)


def asked_at(edition: Edition, days: int) -> datetime:
    """The instant at which they are asked whether they are home, so many days after the last."""
    return datetime.combine(edition.last_day + timedelta(days=days), ASKED_AT, edition.zone).astimezone(UTC)


def home_by(edition: Edition) -> datetime | None:
    """From when on silence shows; None where nobody travels."""
    if edition.format == Format.VIRTUAL:
        return None
    first_day_too_late = edition.last_day + timedelta(days=HOME_WITHIN + 1)
    return datetime.combine(first_day_too_late, time.min, edition.zone).astimezone(UTC)


def hold_line(session: Session, participant_id: str) -> SafetyLine:
    """A line, until the caller's transaction ends: two presses at once come one after the other. Raises NotThere."""
    found = session.scalar(
        select(SafetyLine).where(SafetyLine.participant_id == participant_id).with_for_update(of=SafetyLine)
    )
    if found is None:
        raise NotThere
    return found


def hide(session: Session, participant: Participant) -> None:
    """From now on they are shown as NEITHER on every panel, and every screen is told. Twice is once."""
    _set_hidden(session, participant, clock.now())


def show_again(session: Session, participant: Participant) -> None:
    """They are shown again as they chose before."""
    _set_hidden(session, participant, None)


def _set_hidden(session: Session, participant: Participant, at: datetime | None) -> None:
    # In one order, so that two who press at once never wait for each other in a circle.
    on_panels = select(Panellist).where(Panellist.participant_id == participant.id)
    for panellist in session.scalars(on_panels.order_by(Panellist.country_session_id, Panellist.id)).all():
        hold(session, panellist.country_session_id)
        with told_of_sitting(session, panellist.country_session_id):
            panellist.hidden_at = (panellist.hidden_at or at) if at else None
