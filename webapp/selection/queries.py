"""Reads of decisions: a country session as it is composed, what an applicant may know, and how far a release is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from webapp.applications.models import Application, ApplicationStatus
from webapp.core import outbox
from webapp.core.refused import NotThere
from webapp.editions.models import CountrySession, Edition
from webapp.extensions import db
from webapp.participants.models import Pass, PassStatus
from webapp.programme.models import Panellist
from webapp.selection.models import Decision, Outcome, Reply

STANDING = (None, Reply.OPEN, Reply.CONFIRMED)  # the replies with which a place is still theirs
UNDECIDED = "0"


def standing(application: Application, decision: Decision | None) -> Decision | None:
    """The decision, unless the application was sent anew since. What was decided about another text, perhaps for
    another State, counts for nothing before it was announced."""
    if decision is None or decision.released_at or decision.decided_at >= application.sent_at:
        return decision
    return None


def mark(decision: Decision | None) -> str:
    """What a page carries of a decision that it shows. One that was taken back and made anew has another."""
    if decision is None:
        return UNDECIDED
    return f"{decision.version}-{decision.decided_at.timestamp():.6f}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application that was sent, and what was decided about it so far."""

    application: Application
    decision: Decision | None

    @property
    def mark(self) -> str:
        return mark(self.decision)

    @property
    def holds_place(self) -> bool:
        """Whether a place on the panel is theirs, or is about to be."""
        decision = self.decision
        return decision is not None and decision.outcome == Outcome.ACCEPTED and decision.reply in STANDING

    @property
    def left(self) -> bool:
        """Whether a place was offered that they did not take, or gave back."""
        decision = self.decision
        return decision is not None and decision.outcome == Outcome.ACCEPTED and not self.holds_place

    @property
    def is_sent_anew(self) -> bool:
        """Whether it was sent again after the decision on it was announced."""
        return self.decision is not None and self.application.sent_at > self.decision.decided_at

    @property
    def is_withdrawn(self) -> bool:
        return self.application.status == ApplicationStatus.WITHDRAWN

    @property
    def is_prepared(self) -> bool:
        """Whether there is a decision of which the applicant has not heard."""
        return self.decision is not None and self.decision.released_at is None


_SENT = (
    select(Application, Decision)
    .outerjoin(Decision, Decision.application_id == Application.id)
    # One that was withdrawn is no candidate any more, unless a decision on it was announced.
    .where(or_(Application.status == ApplicationStatus.SENT, Decision.released_at.is_not(None)))
    .where(Application.sent_at.is_not(None))
    .order_by(Application.organisation_folded, Application.reference)
)
_OF_SESSION = _SENT.where(Application.country_session_id == bindparam("country_session_id"))
_OF_EDITION = _SENT.where(Application.edition_number == bindparam("number")).options(
    joinedload(Application.country_session)
)


def candidates(country_session_id: str, session: Session | None = None) -> list[Candidate]:
    """Those of one country session: the accepted and the waiting in their order, the others by organisation."""
    asked = {"country_session_id": country_session_id}
    found = (session or db.session).execute(_OF_SESSION, asked)
    return sorted(map(_candidate, found), key=_position)


def _position(candidate: Candidate) -> int:
    return (candidate.decision and candidate.decision.position) or 0


def candidates_of_edition(number: int, session: Session | None = None) -> list[Candidate]:
    return list(map(_candidate, (session or db.session).execute(_OF_EDITION, {"number": number})))


def _candidate(row: Row[tuple[Application, Decision | None]]) -> Candidate:
    application, decision = row
    return Candidate(application, standing(application, decision))


def prepared(number: int, session: Session | None = None) -> list[Candidate]:
    """Those with a decision that waits for its release, in the order of the edition's country sessions."""
    waiting = [
        candidate
        for candidate in candidates_of_edition(number, session)
        if candidate.is_prepared and candidate.application.country_session
    ]
    order = list(Outcome)
    return sorted(
        waiting,
        key=lambda each: (
            each.application.country_session.position,
            order.index(each.decision.outcome),
            _position(each),
        ),
    )


def undecided(number: int) -> list[Candidate]:
    return [candidate for candidate in candidates_of_edition(number) if candidate.decision is None]


def country_session(number: int, country_session_id: str) -> CountrySession:
    """One of an edition. Raises NotThere."""
    found = db.session.scalar(
        select(CountrySession)
        .where(CountrySession.id == country_session_id, CountrySession.edition_number == number)
        .options(joinedload(CountrySession.edition))
    )
    if found is None:
        raise NotThere
    return found


# ---- What an applicant may know ----


def announced(application_id: str) -> Decision | None:
    """The decision on an application once it was released. Before that there is none, whatever was prepared."""
    released = select(Decision).where(
        Decision.application_id == application_id, Decision.released_at.is_not(None)
    )
    return db.session.scalar(released)


def application(application_id: str) -> Application:
    """With its edition and country session. Raises NotThere."""
    wanted = select(Application).where(Application.id == application_id)
    whole = (joinedload(Application.edition), joinedload(Application.country_session))
    found = db.session.scalar(wanted.options(*whole))
    if found is None:
        raise NotThere
    return found


def panellists_of(application: Application) -> Select[tuple[Panellist]]:
    """Whoever has a seat on the panel by this application."""
    return select(Panellist).where(
        Panellist.application_id == application.id,
        Panellist.country_session_id == application.country_session_id,
    )


def seat_of(application: Application, session: Session | None = None) -> Panellist | None:
    """The place that somebody has on the panel by this application, with the person who has it now."""
    return (session or db.session).scalar(
        panellists_of(application).options(joinedload(Panellist.participant))
    )


def pass_of(session: Session, application: Application) -> Pass | None:
    """The valid pass of whoever has a seat by this application."""
    panellist = session.scalar(panellists_of(application))
    if panellist is None:
        return None
    valid = select(Pass).where(
        Pass.participant_id == panellist.participant_id, Pass.status == PassStatus.ISSUED
    )
    return session.scalar(valid)


# ---- How far a release is ----


@dataclass(frozen=True, slots=True)
class Release:
    """What was announced at one instant; `waiting` is how many of its mails are still in the outbox."""

    at: datetime
    decisions: int
    waiting: int


def releases(edition: Edition) -> list[Release]:
    """Those of an edition, the newest first."""
    count = (
        select(Decision.released_at, func.count())
        .join(Application, Application.id == Decision.application_id)
        .where(Application.edition_number == edition.number, Decision.released_at.is_not(None))
        .group_by(Decision.released_at)
        .order_by(Decision.released_at.desc())
    )
    return [Release(at, many, outbox.undelivered_of(at)) for at, many in db.session.execute(count)]


def counted(candidates: Sequence[Candidate]) -> Counter[Outcome | None]:
    """How many there are of each outcome; None for those without a decision."""
    return Counter(candidate.decision and candidate.decision.outcome for candidate in candidates)


# ---- Acting on decisions ----


def hold(session: Session, application_id: str) -> Application:
    """An application, with all decisions of its edition held until the caller's transaction ends. Raises NotThere.

    Of the whole edition, because a place in one room depends on the others: nobody is in two at once.
    """
    number = session.scalar(select(Application.edition_number).where(Application.id == application_id))
    if number is None:
        raise NotThere
    hold_edition(session, number)
    return session.get_one(Application, application_id)


def hold_edition(session: Session, number: int) -> None:
    locked = select(Edition.number).where(Edition.number == number).with_for_update(key_share=True)
    if session.scalar(locked) is None:
        raise NotThere
