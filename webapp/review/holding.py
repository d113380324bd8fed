"""Holding the review of one edition, so that two people who press at once come one after the other; and the versions
by which it is known whether the list is another since it was read."""

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, object_session

from webapp.applications.models import Application
from webapp.core.live import versions
from webapp.core.refused import NotThere
from webapp.editions.models import Edition

_LISTED = ("status", "sent_at", "country_session_id", "kind", "organisation", "organisation_folded", "email")


def topic(edition_number: int) -> str:
    """Its version rises in each transaction that changes criteria, assignments, recusals or assessments."""
    return f"edition/{edition_number}/review"


def applications_topic(edition_number: int) -> str:
    """Its version rises in each transaction that changes what the list shows of the applications themselves."""
    return f"edition/{edition_number}/applications"


def hold(session: Session, edition_number: int) -> None:
    """Until the caller's transaction ends, nobody else changes criteria, assignments, recusals or assessments there.
    Raises NotThere."""
    wanted = select(Edition.number).where(Edition.number == edition_number)
    if session.scalar(wanted.with_for_update(key_share=True)) is None:
        raise NotThere
    versions.bump(session, topic(edition_number))


@event.listens_for(Application, "before_insert")
@event.listens_for(Application, "before_update")
def _rise(_mapper, _connection, application: Application) -> None:
    """Here and not in a verb: applications know nothing of review. What is typed into a draft changes no list."""
    attributes = inspect(application).attrs
    if application.sent is not None and any(attributes[name].history.has_changes() for name in _LISTED):
        versions.bump(object_session(application), applications_topic(application.edition_number))
