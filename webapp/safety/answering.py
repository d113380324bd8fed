"""What the coordinator does about a line: answered, heard of otherwise, shown again as they asked, a new link."""

from webapp.access import links
from webapp.core import audit, clock
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.participants.models import Category, Participant
from webapp.safety import lines, mails, queries
from webapp.safety.models import SafetyLine, SafetyWord, Word


def answer(number: int, word_id: str, *, by: str) -> None:
    """Somebody saw to it: this word and those like it that the same person said before. One said since stays open.

    Twice is once. Raises NotThere.
    """
    with transaction() as session:
        word = session.get(SafetyWord, word_id)
        if word is None:
            raise NotThere
        _hold(session, number, word.participant_id)
        session.refresh(word)
        for each in queries.said(word.participant_id, session):
            if each.word == word.word and each.said_at <= word.said_at and each.answered_at is None:
                each.answered_at = clock.now()
                audit.record(session, "answer", "safety_word", each.id, by=by)


def settle(number: int, participant_id: str, *, by: str) -> None:
    """The coordinator heard of them in another way, and watches no longer. Twice is once. Raises NotThere."""
    with transaction() as session:
        line = _hold(session, number, participant_id)
        if line.settled_at is None:
            line.settled_at = clock.now()
            audit.record(session, "settle", "safety_line", participant_id, by=by)


def show_again(number: int, participant_id: str, *, by: str) -> None:
    """They told the coordinator that they want to be shown as they chose before. Raises NotThere."""
    with transaction() as session:
        line = _hold(session, number, participant_id)
        if not queries.is_hidden(participant_id, session):
            return
        lines.show_again(session, line.participant)
        for each in queries.said(participant_id, session):
            if each.word == Word.OFF_EVERYTHING and each.answered_at is None:
                each.answered_at = clock.now()
        audit.record(session, "show-again", "safety_line", participant_id, by=by)


def new_link(number: int, participant_id: str, *, by: str) -> str:
    """The path of a link that the coordinator hands over; a panellist without a line gets one. Raises NotThere."""
    with transaction() as session:
        person = session.get(Participant, participant_id, with_for_update={"of": Participant})
        if person is None or person.edition_number != number or person.category != Category.PANELLIST:
            raise NotThere
        lines.open(session, person, email=None, locale=person.locale, edition=person.edition)
        token = mails.mint(session, participant_id, person.edition)
        audit.record(session, "make-link", "safety_line", participant_id, by=by)
        return links.path(token, person.locale)


def _hold(session, number: int, participant_id: str) -> SafetyLine:
    line = lines.hold_line(session, participant_id)
    if line.participant.edition_number != number:
        raise NotThere
    return line
