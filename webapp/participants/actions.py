"""Adding participants, issuing their passes, and revoking them. All of it runs inside the caller's transaction."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.text import fold
from webapp.editions.models import CountrySession, Edition
from webapp.participants import codes
from webapp.participants.models import NAME_MOST, Category, Participant, Pass, PassStatus


def add(
    session: Session, edition: Edition, name: str, category: Category, *, mission: str | None, locale: str
) -> Participant:
    """A new participant without a pass. `name` is clean (core.text)."""
    participant = Participant(
        id=new_id(),
        edition_number=edition.number,
        category=category,
        name=name,
        name_folded=_folded(name),
        mission=mission,
        locale=locale,
        created_at=clock.now(),
    )
    session.add(participant)
    return participant


def rename(participant: Participant, name: str) -> None:
    """Another name, or the same put right: a badge with the old one, and its spelling for print, are so no longer."""
    if name == participant.name:
        return
    participant.name, participant.name_folded, participant.printed_name = name, _folded(name), None
    _print_again(participant)


def spell(session: Session, participant: Participant, printed_name: str, by: str) -> None:
    """How the name is written on paper, whose letters no font has; empty takes that back. It is clean (core.text)."""
    participant.printed_name = printed_name or None
    _print_again(participant)
    audit.record(session, "spell", "participant", participant.id, by=by)


def _print_again(participant: Participant) -> None:
    if participant.live_pass:
        participant.live_pass.printed_at = None


def _folded(name: str) -> str:
    """For search. A single Arabic ligature can fold into eighteen letters: what is too long is cut, never refused."""
    return fold(name)[: 2 * NAME_MOST]


def expect_at(participant: Participant, country_sessions: Sequence[CountrySession]) -> None:
    """Sets the country sessions that a participant is expected at, in place of those before."""
    participant.expected_at = list(country_sessions)


def issue_pass(session: Session, participant: Participant, by: str) -> Pass:
    """Issues a pass; one that the participant had is revoked by it."""
    revoke_passes(session, participant, by)
    last = session.scalar(
        select(Pass.issue).where(Pass.participant_id == participant.id).order_by(Pass.issue.desc()).limit(1)
    )
    pass_id, issue = new_id(), (last or 0) + 1
    issued = Pass(
        id=pass_id,
        participant_id=participant.id,
        edition_number=participant.edition_number,
        issue=issue,
        code_id=codes.code_id(codes.code_of(pass_id, issue)),
        short_code=_free_short_code(session, participant.edition_number),
        status=PassStatus.ISSUED,
        issued_at=clock.now(),
    )
    session.add(issued)
    session.flush()
    audit.record(session, "issue", "pass", pass_id, by=by)
    if participant.letters_missing:
        # It is valid all the same. The pages of the delegation and of the badges say which letters, and what to do.
        audit.record(session, "find_unprintable", "pass", pass_id, by=by)
    return issued


def _free_short_code(session: Session, edition_number: int) -> str:
    # 16^8 codes against some thousands of passes: the second draw is rare, and the database has the last word.
    while True:
        code = codes.new_short_code()
        taken = select(Pass.id).where(Pass.edition_number == edition_number, Pass.short_code == code)
        if session.scalar(taken) is None:
            return code


def revoke_passes(session: Session, participant: Participant, by: str) -> None:
    """Ends whatever pass the participant holds: at the door, on phones and in the room, from the next moment on."""
    live = select(Pass).where(Pass.participant_id == participant.id, Pass.status == PassStatus.ISSUED)
    for held in session.scalars(live.with_for_update()):
        held.status, held.revoked_at = PassStatus.REVOKED, clock.now()
        links.revoke_all(session, GrantKind.PASS, held.id)
        audit.record(session, "revoke", "pass", held.id, by=by)
