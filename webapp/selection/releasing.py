"""The release: all prepared decisions of an edition become known at once, in one transaction with their mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.core import audit, clock, tokens
from webapp.core.refused import Refused, Stale
from webapp.core.transaction import transaction
from webapp.editions.models import Edition
from webapp.selection import mails, offers, queries, rooms
from webapp.selection.models import Decision, Outcome
from webapp.selection.queries import Candidate


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it will be sent to one applicant."""

    candidate: Candidate
    subject: str
    text: str


def preview(prepared: Sequence[Candidate], reply_until: datetime) -> list[Letter]:
    """Every mail of the release, in its reader's language."""
    return [_preview(candidate, reply_until) for candidate in prepared]


def _preview(candidate: Candidate, reply_until: datetime) -> Letter:
    letter = mails.preview(candidate.application, candidate.decision.outcome, reply_until)
    return Letter(candidate, letter.subject, letter.text)


def seen(prepared: Sequence[Candidate]) -> str:
    """What the preview showed, in a few letters, for its form to carry."""
    shown = sorted((candidate.application.id, candidate.mark) for candidate in prepared)
    return tokens.digest(repr(shown)).hex()[:32]


def release(edition_number: int, *, reply_until: datetime, what: str, by: str) -> int:
    """Announces everything that is prepared; how many decisions that were. With nothing prepared, it does nothing.

    `what` is what the preview showed (`seen`): raises Stale where somebody decided since. Raises Refused for a date to
    confirm by that cannot be, and where somebody would be in two rooms at once.
    """
    with transaction() as session:
        queries.hold_edition(session, edition_number)
        prepared = queries.prepared(edition_number, session)
        if not prepared:
            return 0  # pressed twice: the first time has done it
        if seen(prepared) != what:
            raise Stale(
                _(
                    "Decisions were changed after you opened this page, so nothing was released. Look at them again."
                )
            )
        must_be_possible(session.get_one(Edition, edition_number), reply_until)
        rooms.all_must_be_free(session, edition_number)
        now = clock.now()
        for candidate in prepared:
            _announce(session, candidate.decision, now, reply_until)
        audit.record(session, "release", "decision", *(each.application.id for each in prepared), by=by)
        return len(prepared)


def must_be_possible(edition: Edition, reply_until: datetime) -> None:
    """Raises Refused for a date that has passed, or that lies in the week itself or after it."""
    if reply_until <= clock.now():
        raise Refused(_("The date to confirm by has passed. Write a later one."))
    if reply_until > datetime.combine(edition.starts_on, time.min, edition.zone):
        raise Refused(_("The date to confirm by must lie before the week begins."))


def _announce(session: Session, decision: Decision, now: datetime, reply_until: datetime) -> None:
    decision.released_at = now
    decision.version += 1
    if decision.outcome == Outcome.ACCEPTED:
        offers.offer(session, decision, reply_until)
    mails.announcement(session, decision, now)
