"""Composing a panel: who speaks in a country session, in which order, and for how long."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.core import audit, jobs
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession
from webapp.participants.models import Appearance, OrganisationKind
from webapp.programme import persons, queries
from webapp.programme.audiences import told_of_sitting
from webapp.programme.holding import hold
from webapp.programme.holding import slot as find
from webapp.programme.models import MINUTES, Panellist, Statement, StatementStatus

REMOVED = "panellist-removed"  # the job for what else there is of somebody who is off the panel
OPENING_MINUTES = 2  # product: "the State under Review may speak for two minutes at the start"

_CHANGED = _("The panel was changed by somebody else meanwhile. Here is how it stands now.")


def add(
    country_session_id: str,
    *,
    name: str,
    organisation: str,
    kind: OrganisationKind,
    minutes: int,
    locale: str,
    by: str,
) -> str:
    """Adds a panellist to the end of the panel, with a pass; their id. `name` and `organisation` are clean (core.text).

    How they appear in public nobody has chosen yet. With the first, the opening of the State under Review is added,
    where the country session has one. Raises Refused for somebody who is on this panel, or in another room then.
    """
    with _changing(country_session_id) as (session, country_session):
        if queries.sitting(country_session_id, session).under_review_opens:
            give_opening(session, country_session_id)
        panellist = seat(
            session,
            country_session,
            name=name,
            organisation=organisation,
            kind=kind,
            minutes=minutes,
            locale=locale,
            by=by,
        )
        return panellist.id


def seat(
    session: Session,
    country_session: CountrySession,
    *,
    name: str,
    organisation: str,
    kind: OrganisationKind,
    minutes: int,
    locale: str,
    by: str,
    application_id: str | None = None,
    appearance: Appearance | None = None,
    photographed: bool = False,
    before: str | None = None,
) -> Panellist:
    """As `add`, in the caller's transaction and without the opening; tells no screen.

    `application_id` is what the person applied with; `appearance` and `photographed` are what they chose in it.
    `before` is the id of the panellist before whom they speak; without it, they speak last.
    """
    _must_be_possible(minutes)
    speaker = persons.speaker(
        session, country_session, name=name, organisation=organisation, locale=locale, by=by
    )
    if application_id:
        speaker.photographed = photographed  # what they said last
    panellist = Panellist(
        id=new_id(),
        country_session_id=country_session.id,
        participant_id=speaker.id,
        kind=kind,
        organisation=organisation,
        application_id=application_id,
        appearance=appearance,
        hidden_at=persons.hidden_at(session, speaker.id),
    )
    session.add(panellist)
    session.flush()
    _line_up(session, _slot(country_session.id, 0, minutes, panellist.id), before)
    persons.expect(session, speaker)
    audit.record(session, "add", "panellist", panellist.id, by=by)
    return panellist


def _line_up(session: Session, slot: Statement, before: str | None) -> None:
    """Puts a new slot into the order: before that of a panellist, or last."""
    order = list(_slots(session, slot.country_session_id))
    found = (place for place, each in enumerate(order) if before and each.panellist_id == before)
    place = next(found, None)
    if place is None:
        slot.position = max((each.position for each in order), default=0) + 1
    else:
        order.insert(place, slot)
        for position, each in enumerate(order, 1):
            each.position = position
    session.add(slot)
    session.flush()


def _must_be_possible(minutes: int) -> None:
    if minutes not in MINUTES:
        raise Refused(
            _("Write the minutes as a number from %(least)s to %(most)s.", least=MINUTES[0], most=MINUTES[-1])
        )


def give_opening(session: Session, country_session_id: str) -> None:
    """The State under Review speaks first, unless it has its slot already. In the caller's transaction."""
    slots = _slots(session, country_session_id)
    if all(slot.panellist_id for slot in slots):
        first = min((slot.position for slot in slots), default=1) - 1
        session.add(_slot(country_session_id, first, OPENING_MINUTES))
        session.flush()


def take_opening(session: Session, country_session_id: str) -> None:
    """Takes the slot of the State under Review away. Raises Refused once it speaks or has spoken."""
    for slot in _slots(session, country_session_id):
        if slot.panellist_id is None:
            _must_wait(slot)
            session.delete(slot)


def _slot(country_session_id: str, position: int, minutes: int, panellist_id: str | None = None) -> Statement:
    return Statement(
        id=new_id(),
        country_session_id=country_session_id,
        panellist_id=panellist_id,
        position=position,
        minutes=minutes,
        status=StatementStatus.WAITING,
    )


def move(country_session_id: str, statement_id: str, *, place: int, seen_at: int, by: str) -> None:
    """Moves a slot to `place` (from 1) of the order.

    Raises Stale where it no longer stands at `seen_at`, the place at which the page showed it.
    """
    with _changing(country_session_id) as (session, _country_session):
        slot = find(session, country_session_id, statement_id)
        order = list(_slots(session, country_session_id))
        if order.index(slot) + 1 != seen_at:
            raise Stale(_CHANGED)
        order.remove(slot)
        order.insert(max(place, 1) - 1, slot)
        for position, each in enumerate(order, 1):
            each.position = position
        audit.record(session, "move", "statement", statement_id, by=by)


def set_minutes(country_session_id: str, statement_id: str, minutes: int, *, by: str) -> None:
    """How long a statement may take. One that is being given keeps the timer that it began with."""
    _must_be_possible(minutes)
    with _changing(country_session_id) as (session, _country_session):
        find(session, country_session_id, statement_id).minutes = minutes
        audit.record(session, "set-minutes", "statement", statement_id, by=by)


def record_appearance(
    country_session_id: str, statement_id: str, appearance: Appearance, *, seen: str, by: str
) -> None:
    """How the panellist of a slot chose, in writing, to be shown in public. Nobody chooses it for them.

    `seen` is what the page showed, empty for no choice. Raises Stale where it is another by now.
    """
    with _changing(country_session_id) as (session, _country_session):
        panellist = _panellist(session, country_session_id, statement_id)
        if seen != (panellist.appearance or ""):
            raise Stale(
                _("Somebody else recorded a choice meanwhile. Compare it with what you have in writing.")
            )
        panellist.appearance = appearance
        audit.record(session, f"record-{appearance}", "panellist", panellist.id, by=by)


def remove(country_session_id: str, statement_id: str, *, by: str) -> None:
    """Takes a panellist off the panel, and their pass where they speak nowhere else.

    Raises Refused once they speak or have spoken, and where questions were put to them.
    """
    with _changing(country_session_id) as (session, _country_session):
        unseat(session, _panellist(session, country_session_id, statement_id), by=by)


def unseat(session: Session, panellist: Panellist, *, by: str) -> None:
    """As `remove`, in the caller's transaction; tells no screen."""
    slots = session.scalars(select(Statement).where(Statement.panellist_id == panellist.id))
    for slot in slots:
        _must_wait(slot)
    speaker, panellist_id = panellist.participant, panellist.id
    _delete(session, panellist)
    persons.release(session, speaker, by)
    jobs.put(session, REMOVED, panellist_id)
    audit.record(session, "remove", "panellist", panellist_id, by=by)


def _must_wait(slot: Statement) -> None:
    if slot.status != StatementStatus.WAITING:
        raise Refused(_("This statement is being given or was given, so it stays on the panel."))


def _delete(session: Session, panellist: Panellist) -> None:
    """The database itself knows what was put to somebody, and then refuses."""
    try:
        with session.begin_nested():
            for slot in session.scalars(select(Statement).where(Statement.panellist_id == panellist.id)):
                session.delete(slot)
            session.flush()
            session.delete(panellist)
    except IntegrityError:
        raise Refused(
            _(
                "Questions were put to this panellist, so they stay on the panel. Where they cannot speak, move them"
                " to the end and leave the statement out."
            )
        ) from None


@contextmanager
def _changing(country_session_id: str) -> Iterator[tuple[Session, CountrySession]]:
    with transaction() as session:
        country_session = hold(session, country_session_id)
        with told_of_sitting(session, country_session_id):
            yield session, country_session


def _panellist(session: Session, country_session_id: str, statement_id: str) -> Panellist:
    """Raises NotThere for the slot of the State under Review."""
    panellist = find(session, country_session_id, statement_id).panellist
    if panellist is None:
        raise NotThere
    return panellist


def _slots(session: Session, country_session_id: str) -> Sequence[Statement]:
    in_order = select(Statement).where(Statement.country_session_id == country_session_id)
    return session.scalars(in_order.order_by(Statement.position, Statement.id)).all()
