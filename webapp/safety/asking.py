"""Asking whether they are home: the day after the week, and once more. Each job looks again when it runs."""

from datetime import datetime

from sqlalchemy.orm import Session

from webapp.core import clock, jobs
from webapp.core.transaction import transaction
from webapp.editions.models import Edition, Format
from webapp.safety import lines, mails, queries
from webapp.safety.models import SafetyLine


@jobs.handles(lines.ASK)
def ask(participant_id: str) -> None:
    _ask(participant_id, lines.ASK, lines.ASKED_AFTER)


@jobs.handles(lines.ASK_AGAIN)
def ask_again(participant_id: str) -> None:
    _ask(participant_id, lines.ASK_AGAIN, lines.ASKED_AGAIN_AFTER)


def _ask(participant_id: str, job: str, days: int) -> None:
    """Once for each of the two instants. Where the week was moved, at the new one."""
    with transaction() as session:
        line = session.get(SafetyLine, participant_id, with_for_update={"of": SafetyLine})
        if line is None:
            return  # erased
        edition = line.participant.edition
        due_at, line.home_by = lines.asked_at(edition, days), lines.home_by(edition)
        if clock.now() < due_at:
            jobs.put(session, job, participant_id, due_at=due_at)
        elif _is_to_be_asked(session, line, edition, due_at):
            line.asked_home_at = clock.now()
            mails.are_you_home(session, line)


def _is_to_be_asked(session: Session, line: SafetyLine, edition: Edition, due_at: datetime) -> bool:
    if line.email is None or line.settled_at or edition.format == Format.VIRTUAL:
        return False
    if line.asked_home_at and line.asked_home_at >= due_at:
        return False  # this very question was asked already
    row = queries.row(line, session)
    return row.travels and not row.is_settled
