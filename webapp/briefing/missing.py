"""How far each panellist of an edition is: what was handed in, what is asked for and missing, who can be reminded."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from webapp.applications.models import Application
from webapp.briefing import queries
from webapp.briefing.models import HandedIn, Part
from webapp.core.audit import AuditEntry
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition, Format
from webapp.extensions import db
from webapp.programme.models import Panellist, Presence, Statement, StatementStatus

REMIND = "remind-of-statement"  # the verb of the audit: a mail went out


@dataclass(frozen=True, slots=True)
class Progress:
    """One panellist. `many` is how many of each thing there are (queries.how_many), `reminded_at` when they were last
    written to. `application` is None for whoever came without one: there is no address to write to."""

    slot: Statement
    application: Application | None
    rows: dict[Part, HandedIn]
    many: dict[Part, Counter[object]]
    reminded_at: datetime | None
    missing: frozenset[Part]

    @property
    def panellist(self) -> Panellist:
        return self.slot.panellist

    @property
    def may_be_reminded(self) -> bool:
        """Not whoever has spoken or will not, and nobody who asked to be taken off everything."""
        return bool(
            self.missing
            and self.application
            and not self.panellist.hidden_at
            and self.slot.status != StatementStatus.GIVEN
            and self.panellist.country_session.status == CountrySessionStatus.PLANNED
        )


def progress(edition: Edition, session: Session | None = None) -> list[Progress]:
    """Everybody on a panel of the edition, in its order and in that of each panel."""
    session = session or db.session()
    slots = session.scalars(
        select(Statement)
        .join(Statement.panellist)
        .join(Panellist.country_session)
        .where(CountrySession.edition_number == edition.number)
        .options(
            contains_eager(Statement.panellist).options(
                contains_eager(Panellist.country_session), joinedload(Panellist.participant)
            )
        )
        .order_by(CountrySession.position, Statement.position, Statement.id)
    ).all()
    ids = [slot.panellist_id for slot in slots]
    applications = _applications(session, [slot.panellist.application_id for slot in slots])
    rows, many, reminded = _rows(session, ids), queries.how_many(ids, session), _reminded(session, ids)
    return [
        Progress(
            slot=slot,
            application=applications.get(slot.panellist.application_id),
            rows=rows[slot.panellist_id],
            many={part: many[slot.panellist_id, part] for part in Part},
            reminded_at=reminded.get(slot.panellist_id),
            missing=frozenset(
                part
                for part in asked_of(slot.panellist, edition)
                if not many[slot.panellist_id, part].total()
            ),
        )
        for slot in slots
    ]


def asked_of(panellist: Panellist, edition: Edition) -> set[Part]:
    """The parts without which the statement cannot be prepared. The text is asked of everybody; a video where it is
    how the statement is given. What is left is optional."""
    by_video = panellist.presence == Presence.VIDEO
    virtual = edition.format == Format.VIRTUAL and panellist.presence != Presence.READ_OUT
    return {Part.TEXT, Part.VIDEO} if by_video or virtual else {Part.TEXT}


def _applications(session: Session, ids: Collection[str | None]) -> dict[str | None, Application]:
    """Those that have an address."""
    wanted = select(Application).where(Application.id.in_([each for each in ids if each]))
    return {found.id: found for found in session.scalars(wanted) if address_of(found)}


def address_of(application: Application) -> str:
    return application.email or str((application.sent or {}).get("email", ""))


def _rows(session: Session, panellist_ids: Sequence[str]) -> dict[str, dict[Part, HandedIn]]:
    found: dict[str, dict[Part, HandedIn]] = defaultdict(dict)
    for row in session.scalars(select(HandedIn).where(HandedIn.panellist_id.in_(panellist_ids))):
        found[row.panellist_id][row.part] = row
    return found


def _reminded(session: Session, panellist_ids: Sequence[str]) -> dict[str, datetime]:
    """When each was last written to. The audit keeps it: it is written with the mail, and never changed."""
    last = (
        select(AuditEntry.object_id, func.max(AuditEntry.at))
        .where(AuditEntry.object_id.in_(panellist_ids), AuditEntry.verb == REMIND)
        .group_by(AuditEntry.object_id)
    )
    return dict(map(tuple, session.execute(last)))
