"""Asking for what is missing: by itself before and after a due date, and by the coordinator's hand."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.briefing import dues, mails, missing
from webapp.briefing.missing import Progress
from webapp.briefing.models import Part
from webapp.core import audit, clock, jobs
from webapp.core.refused import NotThere, Refused
from webapp.core.transaction import transaction
from webapp.editions import queries as editions
from webapp.editions.models import Edition

BY = "job"


@jobs.handles(dues.JOB)
def remind_on_the_day(subject_id: str) -> None:
    """To whoever sits on a panel now, whenever they came to it, and has not handed in what is due."""
    number, day = dues.read_subject(subject_id)
    with transaction() as session:
        try:
            edition = dues.hold(session, number)
        except NotThere:
            return
        due = dues.parts_of(dues.due_on(number, session), day)
        if due and not editions.is_over(edition):
            _remind(session, edition, missing.progress(edition, session), due, by=BY)
        # With the mails, not after them: nobody hears twice from one that dies in between.
        jobs.forget(session, dues.JOB, [subject_id])


def remind_everybody(edition_number: int, *, by: str) -> int:
    """Writes to all who have not handed in what is asked for, but to nobody twice a day; how many that were."""
    with transaction() as session:
        edition = dues.hold(session, edition_number)
        _must_not_be_over(edition)
        return _remind(session, edition, missing.progress(edition, session), dues.ASKED_FOR, by=by)


def remind(edition_number: int, panellist_id: str, *, by: str) -> None:
    """Writes to one panellist. Raises Refused where there is nothing to ask for or nobody to write to, and where they
    were written to today; NotThere where they are on no panel of the edition."""
    with transaction() as session:
        edition = dues.hold(session, edition_number)
        _must_not_be_over(edition)
        found = [one for one in missing.progress(edition, session) if one.panellist.id == panellist_id]
        if not found:
            raise NotThere
        if not found[0].may_be_reminded:
            raise Refused(_("There is nothing to remind them of, or no address to write to."))
        if not _remind(session, edition, found, dues.ASKED_FOR, by=by):
            raise Refused(_("They were written to today already. Nobody is reminded twice in a day."))


def _must_not_be_over(edition: Edition) -> None:
    if editions.is_over(edition):
        raise Refused(_("This week is over, so nothing is asked for any more."))


def _remind(
    session: Session, edition: Edition, found: Collection[Progress], parts: Collection[Part], *, by: str
) -> int:
    dates = dues.due_on(edition.number, session)
    written_to = [
        one
        for one in found
        if one.may_be_reminded and one.missing & set(parts) and not was_today(one, edition)
    ]
    for one in written_to:
        mails.reminder(session, one.application, edition, one.missing & set(parts), dates)
    if written_to:
        audit.record(session, missing.REMIND, "panellist", *(one.panellist.id for one in written_to), by=by)
    return len(written_to)


def was_today(one: Progress, edition: Edition) -> bool:
    """Whether they were written to on this day of the edition's calendar, by a job or by hand."""
    if one.reminded_at is None:
        return False
    return one.reminded_at.astimezone(edition.zone).date() == clock.now().astimezone(edition.zone).date()
