"""What an applicant answers to a travel grant: accepted, or turned down, also later."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.applications import drafts
from webapp.applications.models import ApplicationStatus
from webapp.core import audit, clock
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.travel import mails
from webapp.travel.models import GrantDecision, GrantOutcome, GrantReply


def accept(application_id: str, *, seen: int, by: str) -> None:
    """They take the grant, as their page showed it: `seen` is its version. Twice is once.

    Raises Stale where it was changed since, and NotThere where none was given, or nobody heard of it yet.
    """
    with _replying(application_id) as (session, decision):
        if decision.reply == GrantReply.ACCEPTED:
            return
        if decision.application.status == ApplicationStatus.WITHDRAWN:
            raise Refused(_("This application was withdrawn."))
        if decision.version != seen:
            raise Stale(_("The grant was changed meanwhile. Look at what it covers now."))
        _answer(session, decision, GrantReply.ACCEPTED, by)
        mails.accepted(session, decision)


def turn_down(application_id: str, *, by: str) -> None:
    """They do not need it, or no longer: its money is free for others. Twice is once."""
    with _replying(application_id) as (session, decision):
        if decision.reply != GrantReply.TURNED_DOWN:
            _answer(session, decision, GrantReply.TURNED_DOWN, by)


@contextmanager
def _replying(application_id: str) -> Iterator[tuple[Session, GrantDecision]]:
    """Acts on one application take turns, so that of two tabs with two answers one comes first."""
    with transaction() as session:
        drafts.locked(session, application_id)
        decision = session.get(GrantDecision, application_id)
        if decision is None or decision.released_at is None or decision.outcome != GrantOutcome.GIVEN:
            raise NotThere
        yield session, decision


def _answer(session: Session, decision: GrantDecision, reply: GrantReply, by: str) -> None:
    decision.answer(reply)
    decision.replied_at = clock.now()
    decision.version += 1
    audit.record(session, str(reply), "grant", decision.application_id, by=by)
