"""Reads of a panel and of its sitting. A speaker comes out of here only as they chose to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from webapp.core.refused import NotThere
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants.models import Appearance, OrganisationKind
from webapp.programme.models import (
    AbsenceNote,
    Panellist,
    Phase,
    Presence,
    Sitting,
    Statement,
    StatementStatus,
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A slot of the panel as everybody may see it; words.py says it in a language.

    Without `kind` it is the State under Review. `name` and `organisation` are there only where their owner released
    them. `number` tells apart those of one kind who show neither; None where there is only one such. `absence` is why
    they are not in the room, where they wish that to be told.
    """

    statement_id: str
    panellist_id: str | None
    kind: OrganisationKind | None
    name: str | None
    organisation: str | None
    number: int | None
    minutes: int
    status: StatementStatus
    absence: AbsenceNote | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """`ends_at` while it runs, `left` (seconds) while it stands; `total` is what it was set to (seconds)."""

    total: int
    ends_at: datetime | None
    left: int | None


@dataclass(frozen=True, slots=True)
class SittingView:
    """How a country session stands, for every screen of the room."""

    phase: Phase
    suspended: bool
    blank: bool
    shows_waiting: bool
    under_review_opens: bool
    under_review_asks: bool
    speaking: Speaker | None
    timer: Timer | None
    next: Speaker | None  # the next to give a statement
    statements_left: int  # those that wait, `next` among them
    speakers: tuple[Speaker, ...]  # the whole panel, in its order


_COUNTRY_SESSION = (
    select(CountrySession)
    .where(CountrySession.id == bindparam("id"))
    .options(joinedload(CountrySession.edition))
)


def country_session(country_session_id: str) -> CountrySession:
    """With its edition. Raises NotThere."""
    found = db.session.scalar(_COUNTRY_SESSION, {"id": country_session_id})
    if found is None:
        raise NotThere
    return found


_PANELLIST = (
    select(Panellist)
    .where(Panellist.id == bindparam("id"))
    .options(
        joinedload(Panellist.country_session).joinedload(CountrySession.edition),
        joinedload(Panellist.participant),
    )
)


def panellist(panellist_id: str, session: Session | None = None) -> Panellist:
    """With country session, edition and participant: as they are, so for themselves and the secretariat alone.

    Raises NotThere.
    """
    found = None
    if panellist_id.isalnum():  # PostgreSQL fails on a NUL where others find nothing
        found = (session or db.session).scalar(_PANELLIST, {"id": panellist_id})
    if found is None:
        raise NotThere
    return found


def slot_of(panellist: Panellist, session: Session | None = None) -> Statement:
    """The place of a panellist in the order of speaking."""
    theirs = select(Statement).where(Statement.panellist_id == panellist.id)
    return (session or db.session).scalars(theirs).one()


def sitting(country_session_id: str, session: Session | None = None) -> Sitting:
    """The row, or an unsaved one with what holds by default before anybody touched it."""
    found = (session or db.session).get(Sitting, country_session_id)
    return found or _untouched(country_session_id)


def _untouched(country_session_id: str) -> Sitting:
    return Sitting(
        country_session_id=country_session_id,
        version=0,
        phase=Phase.BEFORE,
        suspended=False,
        blank=False,
        under_review_opens=True,
        under_review_replies=False,
        under_review_asks=False,
        shows_waiting=False,
    )


def sitting_view(country_session_id: str, session: Session | None = None) -> SittingView:
    row, panel = sitting(country_session_id, session), speakers(country_session_id, session)
    waiting = [speaker for speaker in panel if speaker.status == StatementStatus.WAITING]
    return SittingView(
        phase=row.phase,
        suspended=row.suspended,
        blank=row.blank,
        shows_waiting=row.shows_waiting,
        under_review_opens=row.under_review_opens,
        under_review_asks=row.under_review_asks,
        speaking=next((speaker for speaker in panel if speaker.status == StatementStatus.SPEAKING), None),
        timer=_timer(row),
        next=waiting[0] if waiting else None,
        statements_left=len(waiting),
        speakers=panel,
    )


def _timer(row: Sitting) -> Timer | None:
    if row.timer_left is not None:  # also while a suspended sitting keeps the instant
        return Timer(row.timer_total or 0, None, row.timer_left)
    return Timer(row.timer_total or 0, row.timer_ends_at, None) if row.timer_ends_at else None


def speakers(country_session_id: str, session: Session | None = None) -> tuple[Speaker, ...]:
    """The panel in its order, each as they chose to be shown."""
    return shown(slots(country_session_id, session))


# Made once: every screen of the room asks for it.
_SLOTS = (
    select(Statement)
    .where(Statement.country_session_id == bindparam("country_session_id"))
    .order_by(Statement.position, Statement.id)
    .options(joinedload(Statement.panellist).joinedload(Panellist.participant))
)


def slots(country_session_id: str, session: Session | None = None) -> Sequence[Statement]:
    """The panel in its order with everybody's name as it is: for whoever composes it, and no screen."""
    return (session or db.session).scalars(_SLOTS, {"country_session_id": country_session_id}).all()


def shown(statements: Sequence[Statement]) -> tuple[Speaker, ...]:
    """Each as they chose to be shown; all slots of one panel together, because of the numbers."""
    numbers = _numbers([slot.panellist for slot in statements if slot.panellist])
    return tuple(_speaker(slot, numbers) for slot in statements)


def _numbers(panellists: Sequence[Panellist]) -> dict[str, int]:
    """For "Speaker 2 (civil society)": the place among those of one kind who show neither, where there are several."""
    numbers = {}
    for nhri in (True, False):
        hidden = [
            panellist
            for panellist in panellists
            if appears_as(panellist) == Appearance.NEITHER
            and (panellist.kind == OrganisationKind.NHRI) == nhri
        ]
        if len(hidden) > 1:
            numbers |= {panellist.id: number for number, panellist in enumerate(hidden, 1)}
    return numbers


def _speaker(slot: Statement, numbers: dict[str, int]) -> Speaker:
    panellist = slot.panellist
    appearance = panellist and appears_as(panellist)
    return Speaker(
        statement_id=slot.id,
        panellist_id=slot.panellist_id,
        kind=panellist and panellist.kind,
        name=panellist.participant.name if appearance == Appearance.PUBLIC else None,
        organisation=panellist.organisation
        if appearance in (Appearance.PUBLIC, Appearance.ORGANISATION)
        else None,
        number=numbers.get(slot.panellist_id),
        minutes=slot.minutes,
        status=slot.status,
        absence=panellist and _absence(panellist),
    )


def appears_as(panellist: Panellist) -> Appearance:
    """What rules every screen: as they chose; as neither until they have, and once they asked to be taken off."""
    if panellist.hidden_at:
        return Appearance.NEITHER
    return panellist.appearance or Appearance.NEITHER


def _absence(panellist: Panellist) -> AbsenceNote | None:
    if panellist.hidden_at or panellist.absence_note == AbsenceNote.NOTHING:
        return None
    return panellist.absence_note


_ELSEWHERE = (
    select(Panellist.id, Panellist.presence)
    .where(Panellist.country_session_id == bindparam("country_session_id"))
    .where(Panellist.presence != Presence.IN_ROOM)
    .order_by(Panellist.id)
)


def elsewhere(country_session_id: str, session: Session | None = None) -> dict[str, Presence]:
    """How those who are not in the room give their statements, by panellist: for the moderators and the podium alone,
    who have to know what to do."""
    asked = {"country_session_id": country_session_id}
    return dict(map(tuple, (session or db.session).execute(_ELSEWHERE, asked)))
