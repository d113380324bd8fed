"""Reads of travel grants and journeys: what was asked, what a traveller may know, and how far a release is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from webapp.applications import answers
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import outbox
from webapp.core.refused import NotThere
from webapp.editions.models import CountrySession, Edition, Format
from webapp.extensions import db
from webapp.participants.models import Participant
from webapp.programme.models import Panellist
from webapp.travel.models import GrantDecision, GrantOutcome, GrantReply, Travel, Visa

UNDECIDED = "0"


# ---- What a traveller may know ----


def decision_of(application_id: str) -> GrantDecision | None:
    """What was decided about a request, once it was released. Before that there is none, whatever was prepared."""
    released = select(GrantDecision).where(
        GrantDecision.application_id == application_id, GrantDecision.released_at.is_not(None)
    )
    return db.session.scalar(released)


def journey(application_id: str) -> Travel | None:
    return db.session.get(Travel, application_id)


def may_travel(application: Application, session: Session | None = None) -> bool:
    """Whether somebody has a seat by this application, in an edition to which one travels."""
    if application.edition.format == Format.VIRTUAL:
        return False
    seated = select(Panellist.id).where(Panellist.application_id == application.id).limit(1)
    return (session or db.session).scalar(seated) is not None


def speaker_of(application_id: str, session: Session) -> str | None:
    """Who has the seat by an application, by the id of the participant."""
    seated = select(Panellist.participant_id).where(Panellist.application_id == application_id)
    return session.scalar(seated.order_by(Panellist.id).limit(1))


# ---- Requests for a grant ----


@dataclass(frozen=True, slots=True)
class Request:
    """An application that asks for a grant, and what was decided about that so far."""

    application: Application
    decision: GrantDecision | None

    @property
    def mark(self) -> str:
        """What a page carries of the decision that it shows. One that was taken back and made anew has another."""
        if self.decision is None:
            return UNDECIDED
        return f"{self.decision.version}-{self.decision.decided_at.timestamp():.6f}"

    @property
    def is_prepared(self) -> bool:
        """Whether there is a decision of which the applicant has not heard."""
        return self.decision is not None and self.decision.released_at is None

    @property
    def is_withdrawn(self) -> bool:
        return self.application.status == ApplicationStatus.WITHDRAWN

    @property
    def is_sent_anew(self) -> bool:
        """Whether it was sent again after the decision on it was announced."""
        return self.decision is not None and self.application.sent_at > self.decision.decided_at

    @property
    def commits(self) -> bool:
        """Whether money is kept for it: given, and neither turned down nor withdrawn."""
        decision = self.decision
        if decision is None or decision.outcome != GrantOutcome.GIVEN or self.is_withdrawn:
            return False
        return decision.reply != GrantReply.TURNED_DOWN


_SENT = (
    select(Application, GrantDecision)
    .outerjoin(GrantDecision, GrantDecision.application_id == Application.id)
    .join(CountrySession, CountrySession.id == Application.country_session_id)
    # One that was withdrawn asks for nothing any more, unless a decision on it was announced.
    .where(or_(Application.status == ApplicationStatus.SENT, GrantDecision.released_at.is_not(None)))
    .where(Application.sent_at.is_not(None))
    .options(joinedload(Application.edition), joinedload(Application.country_session))
    .order_by(CountrySession.position, Application.organisation_folded, Application.reference)
)


def requests(edition_number: int, session: Session | None = None) -> list[Request]:
    """Those of an edition, State by State. What was announced stays among them, whatever was sent since."""
    found = (session or db.session).execute(_SENT.where(Application.edition_number == edition_number))
    every = (Request(application, _standing(application, decision)) for application, decision in found)
    return [each for each in every if _asks(each)]


def request(edition_number: int, application_id: str, session: Session | None = None) -> Request:
    """One of them. Raises NotThere."""
    found = None
    if application_id.isalnum():  # PostgreSQL fails on a NUL where others find nothing
        wanted = _SENT.where(Application.edition_number == edition_number, Application.id == application_id)
        found = (session or db.session).execute(wanted).one_or_none()
    if found is None:
        raise NotThere
    application, decision = found
    asked = Request(application, _standing(application, decision))
    if not _asks(asked):
        raise NotThere
    return asked


def _standing(application: Application, decision: GrantDecision | None) -> GrantDecision | None:
    """The decision, unless the application was sent anew since: what was decided about another text counts for nothing
    before it was announced."""
    if decision is None or decision.released_at or decision.decided_at >= application.sent_at:
        return decision
    return None


def _asks(request: Request) -> bool:
    announced = request.decision is not None and request.decision.released_at is not None
    return announced or answers.asks_for_grant(request.application)


def prepared(edition_number: int, session: Session | None = None) -> list[Request]:
    """Those with a decision that waits for its release."""
    return [each for each in requests(edition_number, session) if each.is_prepared]


def hold_edition(session: Session, number: int) -> Edition:
    """All grants of an edition and its budget are held until the caller's transaction ends. Raises NotThere.

    All of them, because what is given to one is not left for another.
    """
    held = session.scalar(select(Edition).where(Edition.number == number).with_for_update(key_share=True))
    if held is None:
        raise NotThere
    return held


# ---- How far a release is ----


@dataclass(frozen=True, slots=True)
class Release:
    """What was announced at one instant; `waiting` is how many of its mails are still in the outbox."""

    at: datetime
    decisions: int
    waiting: int


def releases(edition_number: int) -> list[Release]:
    """Those of an edition, the newest first."""
    count = (
        select(GrantDecision.released_at, func.count())
        .join(Application, Application.id == GrantDecision.application_id)
        .where(Application.edition_number == edition_number, GrantDecision.released_at.is_not(None))
        .group_by(GrantDecision.released_at)
        .order_by(GrantDecision.released_at.desc())
    )
    return [Release(at, many, outbox.undelivered_of(at)) for at, many in db.session.execute(count)]


# ---- Journeys ----


class Details(StrEnum):
    """How much of what tickets and a visa need somebody wrote."""

    MISSING = "missing"
    PARTLY = "partly"
    COMPLETE = "complete"


_NEEDED = (
    "passport_name",
    "passport_number",
    "passport_country",
    "passport_expires_on",
    "born_on",
    "arrives_on",
    "leaves_on",
)
_NO_VISA = (Visa.NOT_NEEDED, Visa.ISSUED)


@dataclass(frozen=True, slots=True)
class Traveller:
    """Somebody with a seat by an application; `request` is None where no grant was asked for."""

    panellist: Panellist
    application: Application
    travel: Travel | None
    request: Request | None

    @property
    def visa(self) -> Visa:
        return self.travel.visa if self.travel else Visa.UNKNOWN

    @property
    def needs_visa(self) -> bool:
        """Whether there is still one to be had: by what they say now, or said when they applied."""
        if self.visa == Visa.UNKNOWN:
            return (self.application.sent or {}).get("visa") == "yes"
        return self.visa not in _NO_VISA

    @property
    def details(self) -> Details:
        given = [bool(getattr(self.travel, field)) for field in _NEEDED] if self.travel else []
        if not any(given):
            return Details.MISSING
        return Details.COMPLETE if all(given) else Details.PARTLY

    @property
    def has_letter(self) -> bool:
        return self.travel is not None and self.travel.letter_issued_at is not None

    @property
    def mark(self) -> str:
        """What the page carries of who travels, and of what they wrote."""
        return mark(self.panellist.participant_id, self.travel)


def mark(participant_id: str | None, travel: Travel | None) -> str:
    """Of somebody else who took the place too, whose journey begins at the same versions again."""
    return f"{travel.version if travel else 0}-{participant_id}"


_SEATED = (
    select(Panellist, Application, Travel, GrantDecision)
    .join(Application, Application.id == Panellist.application_id)
    .join(CountrySession, CountrySession.id == Panellist.country_session_id)
    .join(Participant, Participant.id == Panellist.participant_id)
    .outerjoin(Travel, Travel.application_id == Application.id)
    .outerjoin(GrantDecision, GrantDecision.application_id == Application.id)
    .options(contains_eager(Panellist.country_session), contains_eager(Panellist.participant))
    .order_by(CountrySession.position, Participant.name_folded, Panellist.id)
)


def travellers(edition: Edition) -> list[Traveller]:
    """State by State; nobody of an edition to which nobody travels."""
    if edition.format == Format.VIRTUAL:
        return []
    found = db.session.execute(_SEATED.where(Application.edition_number == edition.number))
    return [_traveller(*row) for row in found]


def traveller(edition: Edition, application_id: str) -> Traveller:
    """One of them. Raises NotThere."""
    found = None
    if edition.format != Format.VIRTUAL and application_id.isalnum():
        of_one = Application.edition_number == edition.number, Application.id == application_id
        found = db.session.execute(_SEATED.where(*of_one)).first()
    if found is None:
        raise NotThere
    return _traveller(*found)


def _traveller(
    panellist: Panellist, application: Application, travel: Travel | None, decision: GrantDecision | None
) -> Traveller:
    request = Request(application, _standing(application, decision))
    return Traveller(panellist, application, travel, request if _asks(request) else None)
