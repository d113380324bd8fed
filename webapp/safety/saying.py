"""What a panellist says over their line, with one press. The same press twice is one word."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.core import audit, clock, limits
from webapp.core.refused import Refused
from webapp.core.transaction import transaction
from webapp.editions import queries as editions
from webapp.editions.models import Edition, Format
from webapp.safety import lines, mails, queries
from webapp.safety.models import SafetyLine, SafetyWord, Word

# A call is asked for again where it was answered, or where nobody has answered for so long.
ASKED_AGAIN_AFTER = timedelta(minutes=10)
DESK_MAILS = "12 per hour"  # about one line; the page itself says what the mail would have called to look at


def offered(edition: Edition) -> Word | None:
    """What there is to say about the journey now: arrived, home, or nothing where nobody travels."""
    if edition.format == Format.VIRTUAL:
        return None
    return Word.HOME if editions.is_over(edition) else Word.ARRIVED


def arrive(participant_id: str, *, by: str) -> None:
    _about_journey(participant_id, Word.ARRIVED, by)


def come_home(participant_id: str, *, by: str) -> None:
    _about_journey(participant_id, Word.HOME, by)


def _about_journey(participant_id: str, word: Word, by: str) -> None:
    """Raises Refused where it is not the time to say so."""
    with _speaking(participant_id) as (session, line, words):
        if any(each.word == word for each in words):
            return
        if offered(line.participant.edition) != word:
            raise Refused(_("This cannot be said at present. The page shows what can."))
        _say(session, line, word, by)


def ask_for_call(participant_id: str, number: str | None, *, by: str) -> None:
    """The coordinators are mailed at once. `number` is clean (core.text). This is never refused.

    Shortly after one that nobody answered yet it is the same call, with the number that was given last.
    """
    with _speaking(participant_id) as (session, line, words):
        now = clock.now()
        waiting = [each for each in words if each.word == Word.CALL_ME and each.answered_at is None]
        if waiting and now - waiting[-1].said_at < ASKED_AGAIN_AFTER:
            if number in (None, waiting[-1].number):
                return
            waiting[-1].number = number
            audit.record(session, "change-number", "safety_word", waiting[-1].id, by=by)
        else:
            _say(session, line, Word.CALL_ME, by, number)
        _tell_coordinators(session, line)


def take_off(participant_id: str, *, by: str) -> None:
    """Their name and organisation are shown nowhere from this instant on, and the coordinators are mailed."""
    with _speaking(participant_id) as (session, line, words):
        is_off = any(each.word == Word.OFF_EVERYTHING for each in words)
        if is_off and queries.stands_off(participant_id, session):
            return
        lines.hide(session, line.participant)
        _say(session, line, Word.OFF_EVERYTHING, by)
        _tell_coordinators(session, line)


def _say(session: Session, line: SafetyLine, word: Word, by: str, number: str | None = None) -> None:
    said = SafetyWord(participant_id=line.participant_id, word=word, said_at=clock.now(), number=number)
    session.add(said)
    session.flush()
    audit.record(session, f"say-{word}", "safety_word", said.id, by=by)


def _tell_coordinators(session: Session, line: SafetyLine) -> None:
    if limits.allows(DESK_MAILS, "safety-desk-mail", line.participant_id):
        mails.to_coordinators(session, line.participant.edition)


@contextmanager
def _speaking(participant_id: str) -> Iterator[tuple[Session, SafetyLine, list[SafetyWord]]]:
    with transaction() as session:
        line = lines.hold_line(session, participant_id)
        yield session, line, queries.said(participant_id, session)
