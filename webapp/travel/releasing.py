"""The release of grants, apart from that of the speakers: all at once, in one transaction with their mails."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from webapp.core import audit, clock, tokens
from webapp.core.refused import Stale
from webapp.core.transaction import transaction
from webapp.travel import mails, queries
from webapp.travel.models import GrantOutcome, GrantReply
from webapp.travel.queries import Request


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it will be sent to one applicant."""

    request: Request
    subject: str
    text: str


def preview(prepared: Sequence[Request]) -> list[Letter]:
    """Every mail of the release, in its reader's language."""
    return [_preview(request) for request in prepared]


def _preview(request: Request) -> Letter:
    letter = mails.preview(request.application, request.decision.outcome)
    return Letter(request, letter.subject, letter.text)


def seen(prepared: Sequence[Request]) -> str:
    """What the preview showed, in a few letters, for its form to carry."""
    shown = sorted((request.application.id, request.mark) for request in prepared)
    return tokens.digest(repr(shown)).hex()[:32]


def release(edition_number: int, *, what: str, by: str) -> int:
    """Announces every grant that is prepared, given or declined; how many. With nothing prepared, it does nothing.

    `what` is what the preview showed (`seen`): raises Stale where somebody decided since.
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
        now = clock.now()
        for request in prepared:
            decision = request.decision
            decision.released_at = now
            decision.version += 1
            decision.reply = GrantReply.OPEN if decision.outcome == GrantOutcome.GIVEN else None
            mails.announcement(session, decision, now)
        audit.record(session, "release", "grant", *(each.application.id for each in prepared), by=by)
        return len(prepared)
