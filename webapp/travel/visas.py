"""What the office does for a journey: it notes how far the visa is, and issues the invitation letter."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.applications import drafts
from webapp.applications.models import Application
from webapp.core import audit, clock
from webapp.core.refused import NotThere, Stale
from webapp.core.transaction import transaction
from webapp.travel import mails, queries
from webapp.travel.models import Travel, Visa

_CHANGED = _("The journey was changed meanwhile. Here is how it stands now.")


def note(application_id: str, visa: Visa, *, seen: int, by: str) -> None:
    """How far the visa is. `seen` is the version of the journey that the page showed, 0 where nothing was known.

    Raises Stale: the traveller writes of the visa too.
    """
    with _helping(application_id) as (session, _application, travel):
        if travel.version != seen:
            raise Stale(_CHANGED)
        if travel.visa != visa:
            travel.visa = visa
            travel.version += 1
            travel.changed_at = clock.now()
            session.add(travel)
            audit.record(session, "note-visa", "travel", application_id, by=by)


def issue_letter(application_id: str, *, seen: str, by: str) -> None:
    """Dated today; also in place of an earlier one. The traveller is told. `seen` is the mark of what the page showed.

    Raises Stale: whoever issues it has seen for which name and which passport.
    """
    with _helping(application_id) as (session, application, travel):
        if queries.mark(queries.speaker_of(application_id, session), travel) != seen:
            raise Stale(_CHANGED)
        travel.letter_issued_at = clock.now()
        session.add(travel)
        mails.letter_issued(session, application)
        audit.record(session, "issue-letter", "travel", application_id, by=by)


def withdraw_letter(application_id: str, *, by: str) -> None:
    """It can no longer be downloaded. Without one, nothing happens."""
    with _helping(application_id) as (session, _application, travel):
        if travel.letter_issued_at is not None:
            travel.letter_issued_at = None
            audit.record(session, "withdraw-letter", "travel", application_id, by=by)


@contextmanager
def _helping(application_id: str) -> Iterator[tuple[Session, Application, Travel]]:
    """The traveller's own acts wait. A journey of which nobody wrote is at version 0, and is not kept by itself.

    Raises NotThere for who does not travel.
    """
    with transaction() as session:
        application = drafts.locked(session, application_id)
        if not queries.may_travel(application, session):
            raise NotThere
        travel = session.get(Travel, application_id)
        if travel is None:
            travel = Travel(
                application_id=application_id, version=0, visa=Visa.UNKNOWN, changed_at=clock.now()
            )
            session.add(travel)
        yield session, application, travel
