"""Reads of applications, through what the one who asks may see."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from webapp.access.models import Grant
from webapp.access.permissions import Permission
from webapp.applications.models import Application, ApplicationStatus
from webapp.core.refused import NotThere
from webapp.editions.models import Edition
from webapp.extensions import db

_WHOLE = joinedload(Application.edition).selectinload(Edition.country_sessions)


def application(application_id: str) -> Application:
    """With its edition. Raises NotThere."""
    found = None
    if application_id.isalnum():  # PostgreSQL fails on a NUL where others find nothing
        wanted = select(Application).where(Application.id == application_id).options(_WHOLE)
        found = db.session.scalar(wanted)
    if found is None:
        raise NotThere
    return found


def application_seen_by(grants: Iterable[Grant], application_id: str) -> Application:
    """An application for whoever holds it. Raises NotThere."""
    if not any(grant.gives(Permission.APPLY) and grant.subject_id == application_id for grant in grants):
        raise NotThere
    return application(application_id)


def sent_of_edition(edition_number: int) -> list[Application]:
    """Those that stand as sent, with their country sessions; withdrawn ones and drafts are not among them."""
    wanted = (
        select(Application)
        .where(Application.edition_number == edition_number, Application.status == ApplicationStatus.SENT)
        .options(selectinload(Application.country_session), joinedload(Application.edition))
        .order_by(Application.sent_at, Application.id)
    )
    return list(db.session.scalars(wanted))


def with_address() -> list[Application]:
    """Those of every edition whose owners wrote where to reach them."""
    wanted = (
        select(Application).where(Application.email.is_not(None)).options(joinedload(Application.edition))
    )
    return list(db.session.scalars(wanted.order_by(Application.created_at, Application.id)))


def must_exist(application_id: str) -> None:
    """Raises NotThere where it was erased: a link to it then opens nothing."""
    application(application_id)
