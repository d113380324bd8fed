"""How the speakers of the demonstration travel: a budget, grants that were decided, and some of the journeys."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.applications.answers import asks_for_grant
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.demo.week import NUMBER
from webapp.editions.models import Edition
from webapp.programme.models import Panellist
from webapp.selection.models import Decision, Outcome
from webapp.travel.models import Budget, GrantDecision, GrantOutcome, GrantReply, Travel, Visa

_AIRFARES = {"HT": 1450, "SS": 1180, "TL": 1900, "TG": 890, "UG": 960, "ZW": 1240}
_NOT_TOLD = "ZW"
_VISAS = (Visa.ISSUED, Visa.APPLIED, Visa.ISSUED, Visa.TO_APPLY, Visa.NOT_NEEDED)


def plan() -> None:
    """Makes all of it, unless there is a budget already: what the office changed stays."""
    with transaction() as session:
        if session.get(Budget, NUMBER):
            return
        edition = session.get_one(Edition, NUMBER)
        session.add(Budget(edition_number=NUMBER, currency="CHF", total=60_000, night=145, per_diem=80))
        announced_at = clock.now() - timedelta(days=28)
        for application, outcome in _sent(session):
            if asks_for_grant(application):
                _decide(session, application, outcome, announced_at)
        _travel(session, edition)


def _sent(session: Session) -> list[tuple[Application, Outcome | None]]:
    wanted = (
        select(Application, Decision.outcome)
        .outerjoin(Decision, Decision.application_id == Application.id)
        .where(Application.edition_number == NUMBER, Application.status == ApplicationStatus.SENT)
        .order_by(Application.sent_at, Application.id)
    )
    return [(application, outcome) for application, outcome in session.execute(wanted)]


def _decide(session: Session, application: Application, outcome: Outcome | None, at: datetime) -> None:
    """Who waits for a place waits for a grant too, and some have not been told: left to whoever tries the release."""
    if outcome == Outcome.WAITING:
        return
    is_given = outcome == Outcome.ACCEPTED
    is_told = application.country_session.state != _NOT_TOLD
    session.add(
        GrantDecision(
            application=application,
            outcome=GrantOutcome.GIVEN if is_given else GrantOutcome.DECLINED,
            airfare=_AIRFARES[application.country_session.state] if is_given else 0,
            nights=5 if is_given else 0,
            days=6 if is_given else 0,
            decided_at=at,
            released_at=at if is_told else None,
            reply=GrantReply.ACCEPTED if is_given and is_told else None,
            replied_at=at + timedelta(days=2) if is_given and is_told else None,
        )
    )


def _travel(session: Session, edition: Edition) -> None:
    """Some have written how they travel; of the others, nothing is known yet."""
    seats = (
        select(Application)
        .join(Panellist, Panellist.application_id == Application.id)
        .join(GrantDecision, GrantDecision.application_id == Application.id)
        .order_by(Application.sent_at, Application.id)
    )
    for place, application in enumerate(session.scalars(seats).all()):
        visa = _VISAS[place % len(_VISAS)]
        session.add(
            Travel(
                application=application,
                passport_name=str(application.sent["speaker"]).upper(),
                arrives_on=edition.starts_on - timedelta(days=1),
                leaves_on=edition.last_day,
                flights="" if visa == Visa.TO_APPLY else "AF 857, AF 1242",
                visa=visa,
                letter_issued_at=clock.now() - timedelta(days=21),
                changed_at=clock.now() - timedelta(days=14),
            )
        )
