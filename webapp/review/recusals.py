"""Recusals: what somebody must not judge. It is hidden from them, and what they scored of it counts no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Staff
from webapp.applications.models import Application
from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Refused
from webapp.core.text import fold
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.review import queries
from webapp.review.holding import hold
from webapp.review.models import Assessment, Assignment, Recusal


@dataclass(frozen=True, slots=True)
class Recused:
    """A recusal, whose it is, and the State that it names, if it names one."""

    recusal: Recusal
    staff: Staff
    country_session: CountrySession | None


def of_edition(number: int, staff_id: str | None = None) -> list[Recused]:
    """All of an edition, or those of one person; the oldest first."""
    wanted = (
        select(Recusal, Staff, CountrySession)
        .join(Staff, Staff.id == Recusal.staff_id)
        .outerjoin(CountrySession, CountrySession.id == Recusal.country_session_id)
        .where(Recusal.edition_number == number)
        .order_by(Recusal.recused_at, Recusal.id)
    )
    if staff_id is not None:
        wanted = wanted.where(Recusal.staff_id == staff_id)
    return [Recused(*row) for row in db.session.execute(wanted)]


def recuse(
    number: int, staff_id: str, *, country_session_id: str = "", organisation: str = "", by: str
) -> None:
    """From a State, from an organisation by its name as anybody writes it, or from both. Twice is once.

    The answer is the same whether the organisation has applied or not. Raises NotThere for a State of no such edition.
    """
    folded = fold(organisation)
    if organisation and not folded:
        raise Refused(_("Write the name of the organisation in letters or figures."))
    with transaction() as session:
        hold(session, number)
        _must_read(session, staff_id)
        if country_session_id:
            _must_be_of(session, number, country_session_id)
            _recuse(session, number, staff_id, by, country_session_id=country_session_id)
        if folded:
            _recuse(session, number, staff_id, by, organisation_folded=folded)


def _must_read(session: Session, staff_id: str) -> None:
    """Raises NotThere for somebody who is given nothing to read anyway."""
    if staff_id not in {person.id for person in queries.readers(session)}:
        raise NotThere


def _must_be_of(session: Session, number: int, country_session_id: str) -> None:
    found = session.get(CountrySession, country_session_id)
    if found is None or found.edition_number != number:
        raise NotThere


def _recuse(session: Session, number: int, staff_id: str, by: str, **about: str) -> None:
    about = {"staff_id": staff_id, "edition_number": number, **about}
    if session.scalar(select(Recusal.id).filter_by(**about)) is None:
        made = Recusal(id=new_id(), recused_at=clock.now(), **about)
        session.add(made)
        session.flush()
        audit.record(session, "add", "recusal", made.id, by=by)
    hidden = select(Application.id).where(Application.edition_number == number, queries.is_recused(staff_id))
    mine = delete(Assignment).where(Assignment.staff_id == staff_id, Assignment.application_id.in_(hidden))
    session.execute(mine.execution_options(synchronize_session=False))


def lift(number: int, recusal_id: str, *, by: str, lifter_id: str | None = None) -> None:
    """Takes a recusal back. What they had scored is theirs to read again, and counts again. Raises NotThere; Refused
    where `lifter_id` (of the staff) is who recused themselves."""
    with transaction() as session:
        hold(session, number)
        found = session.get(Recusal, recusal_id)
        if found is None or found.edition_number != number:
            raise NotThere
        staff_id = found.staff_id
        if staff_id == lifter_id:
            raise Refused(_("You recused yourself: another coordinator must take this back."))
        session.delete(found)
        session.flush()
        audit.record(session, "lift", "recusal", recusal_id, by=by)
        _assign_what_they_scored(session, number, staff_id)


def _assign_what_they_scored(session: Session, number: int, staff_id: str) -> None:
    already = select(Assignment.application_id).where(Assignment.staff_id == staff_id)
    scored = (
        select(Application.id)
        .join(Assessment, Assessment.application_id == Application.id)
        .where(
            Application.edition_number == number,
            Assessment.staff_id == staff_id,
            Application.id.not_in(already),
            ~queries.is_recused(staff_id),
        )
    )
    again: Sequence[str] = session.scalars(scored).all()
    if again:
        now = clock.now()
        session.execute(
            insert(Assignment),
            [{"application_id": each, "staff_id": staff_id, "assigned_at": now} for each in again],
        )
