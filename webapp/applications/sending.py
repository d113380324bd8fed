"""Sending an application, again until the call closes, and withdrawing it."""

import secrets

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.applications import answers, drafts, mails, steps, submission, windows
from webapp.applications.models import Application, ApplicationStatus, Typed
from webapp.core import audit, clock, jobs
from webapp.core.refused import Refused, Stale
from webapp.core.text import fold
from webapp.core.transaction import transaction
from webapp.participants.models import ORGANISATION_MOST, OrganisationKind

# Letters that are not taken for one another when read aloud or copied by hand, and digits likewise.
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
_LETTERS_USED = 6
# What the floors above do about it: whoever had a place on a panel gives it back (selection.replying).
WITHDRAWAL = "withdrawal"


def send(application_id: str, *, version: int, by: str) -> Application:
    """Sends the answers as they stand, if they are those that the page of `version` showed. Twice has one effect.

    Raises Incomplete, Closed, Stale where they were changed meanwhile, and Refused where it was withdrawn.
    """
    with transaction() as session:
        application = drafts.locked(session, application_id)
        application.become(ApplicationStatus.SENT)
        _check_version(application, version)
        if stands_as_sent(application):
            return application
        here = drafts.country_session(application, application.answers.get("state"))
        windows.must_be_open(application, here)
        sent = contents(application)
        application.sent, application.sent_at = sent, clock.now()
        submission.send(session, application, by=by)
        application.country_session = here
        application.kind = OrganisationKind(sent["kind"])
        application.organisation = sent["organisation"]
        application.organisation_folded = fold(sent["organisation"])[: 2 * ORGANISATION_MOST]
        application.reference = application.reference or new_reference(session, application)
        audit.record(session, "send", "application", application.id, by=by)
        mails.receipt(session, application)
    return application


def contents(application: Application, *, judge: bool = True) -> Typed:
    """What would be sent now: the clean answers, and which file with them, if any. Raises Incomplete."""
    file = submission.current(application)
    beside = {
        answers.SUBMISSION: [file.name] if file else [],
        answers.SUBMISSION_IDS: [file.id] if file else [],
    }
    return steps.clean(application, judge=judge) | beside


def stands_as_sent(application: Application) -> bool:
    """Whether what was sent is what stands in the form now, whatever it has come to be worth since."""
    return application.sent is not None and application.sent == contents(application, judge=False)


def _check_version(application: Application, version: int) -> None:
    if application.version != version:
        raise Stale(
            _("The answers were changed since this page was shown. See how they stand now, then send them.")
        )


def new_reference(session: Session, application: Application) -> str:
    """To be quoted on the telephone. It says which edition, and nothing of who or of which State."""
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _place in range(_LETTERS_USED))
        reference = f"{application.edition_number}-{letters}"
        if session.scalar(select(Application.id).where(Application.reference == reference)) is None:
            return reference


def withdraw(application_id: str, *, by: str) -> None:
    """Takes an application back; twice is once. Raises Refused for one that was never sent."""
    with transaction() as session:
        application = drafts.locked(session, application_id)
        if application.status == ApplicationStatus.WITHDRAWN:
            return
        if application.status == ApplicationStatus.DRAFT:
            raise Refused(_("This application was never sent, so there is nothing to withdraw."))
        application.become(ApplicationStatus.WITHDRAWN)
        audit.record(session, "withdraw", "application", application.id, by=by)
        jobs.put(session, WITHDRAWAL, application.id)
