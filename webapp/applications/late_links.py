"""A deadline of one applicant's own, given by the coordinator: to somebody who never began, or to an application."""

from datetime import date, datetime, time

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.access import links
from webapp.access.models import Link
from webapp.access.permissions import GrantKind
from webapp.applications import mails, windows
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import audit, clock
from webapp.core.files.models import StoredFile
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Refused
from webapp.core.transaction import transaction
from webapp.editions import queries as editions
from webapp.editions.file_parts import Deadline
from webapp.editions.models import Edition
from webapp.extensions import db

LAST_MINUTE = time(23, 59)
DRAFTS_MOST = 5  # anybody can begin drafts with somebody's address


def given(edition_number: int) -> list[Application]:
    """Those with a deadline of their own, the first to end first."""
    wanted = select(Application).where(
        Application.edition_number == edition_number, Application.late_until.is_not(None)
    )
    return list(db.session.scalars(wanted.order_by(Application.late_until, Application.id)))


def give_to_address(edition_number: int, email: str, last_day: date, *, locale: str, by: str) -> None:
    """To whatever this address is writing; where that is nothing, to an empty draft, for which it gets a link.

    The last minute of `last_day`, on the edition's clocks, still counts. Done twice, it has one effect and two mails.
    """
    with transaction() as session:
        edition = _edition(session, edition_number)
        late_until = _late_until(edition, last_day)
        drafts = _drafts_of(session, edition_number, email) or [_begun(session, edition, email, locale)]
        for draft in drafts:
            _give(session, draft, late_until, by)


def give_to_application(edition_number: int, known_as: str, last_day: date, *, by: str) -> None:
    """To one that exists, by its reference or its id: a draft, or one that was sent and may then be sent anew."""
    with transaction() as session:
        edition = _edition(session, edition_number)
        late_until = _late_until(edition, last_day)
        application = _known_as(session, edition_number, known_as)
        if application is None:
            raise Refused(_("No application of this edition has this reference."))
        if application.status == ApplicationStatus.WITHDRAWN:
            raise Refused(_("This application was withdrawn, so it can no longer be changed."))
        if application.email is None:
            raise Refused(
                _("There is no e-mail address in this draft, so no link can be sent. Give one instead.")
            )
        _give(session, application, late_until, by)


def take_back(application_id: str, *, by: str) -> int:
    """Ends a deadline of its own; the number of its edition. What was written stays, and so does what was sent.

    A draft that holds nothing but the address goes altogether, with its links. Raises NotThere.
    """
    with transaction() as session:
        # The links first, as whoever opens one takes them: two that wait for each other in a circle would both fail.
        its_links = select(Link.id).where(
            Link.kind == GrantKind.APPLICATION, Link.subject_id == application_id
        )
        session.execute(its_links.with_for_update())
        application = session.get(Application, application_id, with_for_update=True)
        if application is None or application.late_until is None:
            raise NotThere
        number = application.edition_number
        application.late_until = None
        audit.record(session, "take-back-late-link", "application", application_id, by=by)
        if application.status == ApplicationStatus.DRAFT and _is_empty(session, application):
            links.revoke_all(session, GrantKind.APPLICATION, application_id)
            session.delete(application)
        return number


def _edition(session: Session, number: int) -> Edition:
    """Locked, so that two coordinators who write to one address make one draft."""
    edition = session.get(Edition, number, with_for_update={"key_share": True})
    if edition is None:
        raise NotThere
    if editions.is_over(edition):
        raise Refused(_("This week is over, so nobody can be given more time."))
    return edition


def _late_until(edition: Edition, last_day: date) -> datetime:
    until = Deadline(last_day, LAST_MINUTE).instant(edition.zone)
    closings = [windows.window(edition, each).closes_at for each in edition.country_sessions]
    if until <= clock.now():
        raise Refused(_("That day is past. Choose one that lies ahead."))
    if until > edition.closes_at:
        raise Refused(_("By then the week is over. Choose an earlier day."))
    if closings and all(closing and until <= closing for closing in closings):
        raise Refused(_("The call is open until then for everybody. Choose a later day."))
    return until


def _drafts_of(session: Session, edition_number: int, email: str) -> list[Application]:
    mine = select(Application).where(
        Application.edition_number == edition_number,
        Application.status == ApplicationStatus.DRAFT,
        func.lower(Application.email) == email.lower(),
    )
    newest = mine.order_by(Application.changed_at.desc(), Application.id).limit(DRAFTS_MOST)
    return list(session.scalars(newest.with_for_update()))


def _begun(session: Session, edition: Edition, email: str, locale: str) -> Application:
    now = clock.now()
    draft = Application(
        id=new_id(),
        edition_number=edition.number,
        status=ApplicationStatus.DRAFT,
        version=1,
        locale=locale,
        answers={"email": email},
        email=email,
        created_at=now,
        changed_at=now,
    )
    session.add(draft)
    return draft


def _known_as(session: Session, edition_number: int, known_as: str) -> Application | None:
    either = (Application.reference == known_as.upper()) | (Application.id == known_as.lower())
    wanted = select(Application).where(Application.edition_number == edition_number, either)
    return session.scalar(wanted.with_for_update())


def _is_empty(session: Session, application: Application) -> bool:
    """Whether it holds nothing but the address to which its link went."""
    if any(answer for field, answer in application.answers.items() if field != "email"):
        return False
    files = select(StoredFile.id).where(StoredFile.subject_id == application.id)
    return session.scalar(files.limit(1)) is None


def _give(session: Session, application: Application, late_until: datetime, by: str) -> None:
    application.late_until = late_until
    session.flush()
    audit.record(session, "give-late-link", "application", application.id, by=by)
    mails.late_link(session, application, is_begun=not _is_empty(session, application))
