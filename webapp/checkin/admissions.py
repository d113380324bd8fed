"""Admissions: who is in, who let them in first, and how that is taken back. One is live for a person and a place.

It is derived: the first was the scan with the least instant (then the least id) of those that let this person in here.
So offline doors may tell late, in any order, and twice.
"""

from datetime import datetime

from sqlalchemy import Row, and_, bindparam, case, func, select, tuple_
from sqlalchemy.orm import Session

from webapp.checkin.models import Admission, Door, Scan, Verdict
from webapp.checkin.places import place_of, topic_of
from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.live import versions
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.core.upsert import PerDialect
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.participants.models import Expectation, Pass, PassStatus

# On the path of every scan: made once, as Core, and they load no objects.
_ADMISSION = Admission.__table__
_LIVE_HERE = and_(_ADMISSION.c.place == bindparam("place"), _ADMISSION.c.undone_at.is_(None))
_HOW_MANY = select(func.count()).select_from(_ADMISSION).where(_LIVE_HERE)
_IS_IN = select(_ADMISSION.c.id).where(_LIVE_HERE, _ADMISSION.c.participant_id == bindparam("participant_id"))
_WRITTEN = ("id", "place", "participant_id", "door_id", "first_at", "first_scan_id")
_SETTLED = ("door_id", "first_at", "first_scan_id")


def _let_in(insert):
    """The live admission, made if there is none. One statement: two doors at one instant agree on who was first."""
    new = insert(_ADMISSION).values({name: bindparam(name) for name in _WRITTEN})
    told, known = new.excluded, _ADMISSION.c
    is_earlier = tuple_(told.first_at, told.first_scan_id) < tuple_(known.first_at, known.first_scan_id)
    return new.on_conflict_do_update(
        index_elements=["place", "participant_id"],
        index_where=known.undone_at.is_(None),
        set_={name: case((is_earlier, told[name]), else_=known[name]) for name in _SETTLED},
    ).returning(known.id, known.door_id, known.first_at, known.first_scan_id)


_LET_IN = PerDialect(_let_in)


def let_in(
    session: Session, place: str, participant_id: str, *, door_id: str, at: datetime, scan_id: str
) -> tuple[Row, bool]:
    """The admission after this scan let the participant in, and whether it is a new one."""
    admission = {
        "id": new_id(),
        "place": place,
        "participant_id": participant_id,
        "door_id": door_id,
        "first_at": at,
        "first_scan_id": scan_id,
    }
    settled = session.connection().execute(_LET_IN.on(session), admission).one()
    return settled, settled.id == admission["id"]


def is_in(session: Session, place: str, participant_id: str) -> bool:
    who = {"place": place, "participant_id": participant_id}
    return session.execute(_IS_IN, who).first() is not None


def how_many(place: str) -> int:
    return db.session.execute(_HOW_MANY, {"place": place}).scalar_one()


def still_expected(country_session_id: str, place: str) -> int:
    """How many of those who said that they would come, and hold a pass, are not in."""
    is_in = select(Admission.participant_id).where(Admission.place == place, Admission.undone_at.is_(None))
    holds_pass = select(Pass.participant_id).where(Pass.status == PassStatus.ISSUED)
    return db.session.scalar(
        select(func.count())
        .select_from(Expectation)
        .where(Expectation.country_session_id == country_session_id)
        .where(Expectation.participant_id.in_(holds_pass), Expectation.participant_id.not_in(is_in))
    )


def undone_by_then(session: Session, place: str, participant_id: str, door_id: str, at: datetime):
    """The undone admission that covers a scan of this participant which a door tells late, if there is one.

    Undoing says "this door did not let them in": that holds for every scan of this door from the one that was undone
    to the undoing. What other doors saw, and what comes later, counts by itself.
    """
    return session.execute(
        select(_ADMISSION.c.first_at)
        .where(_ADMISSION.c.place == place, _ADMISSION.c.participant_id == participant_id)
        .where(_ADMISSION.c.door_id == door_id)
        .where(_ADMISSION.c.first_at <= at, _ADMISSION.c.undone_at >= at)
        .order_by(_ADMISSION.c.first_at)
    ).first()


def undo(scan_id: str, device: Row) -> None:
    """Takes back what one scan admitted; a second time has no further effect. `device` is a row of devices.py.

    Raises NotThere unless that scan admitted somebody at this device's own door. The scan stays as it was written.
    Where another door let the same person in as well, they stay in, since then.
    """
    with transaction() as session:
        scan = session.get(Scan, scan_id, with_for_update=True)
        if scan is None or scan.door_id != device.door_id or scan.verdict != Verdict.ADMITTED:
            raise NotThere
        if _is_undone(session, scan_id):
            return
        place = place_of(device, scan.at)
        participant_id = session.scalar(select(Pass.participant_id).where(Pass.id == scan.pass_id))
        undone = _mark(session, scan, place, participant_id)
        other = _first_otherwise(session, scan, place, participant_id)
        if other is not None:
            let_in(session, place, participant_id, door_id=other.door_id, at=other.at, scan_id=other.scan_id)
        audit.record(session, "undo", "admission", undone.id, by=f"device:{device.id}")
        versions.bump(session, topic_of(place))


def _is_undone(session: Session, scan_id: str) -> bool:
    undone = select(Admission.id).where(Admission.first_scan_id == scan_id, Admission.undone_at.is_not(None))
    return session.scalar(undone) is not None


def _mark(session: Session, scan: Scan, place: str, participant_id: str) -> Admission:
    live = session.scalar(
        select(Admission)
        .where(Admission.place == place, Admission.participant_id == participant_id)
        .where(Admission.undone_at.is_(None))
        .with_for_update()
    )
    if live is None or live.door_id != scan.door_id or live.first_at < scan.at:
        # Somebody else turned out to be first: that admission stands, and this scan's own is written down as undone.
        live = Admission(place=place, participant_id=participant_id, door_id=scan.door_id, first_at=scan.at)
        session.add(live)
    live.first_scan_id = scan.id  # of two scans in one instant, the one that was undone
    live.undone_at = clock.now()
    session.flush()
    return live


def _first_otherwise(session: Session, undone: Scan, place: str, participant_id: str) -> Row | None:
    """The first scan that let the participant in here and that no undoing covers."""
    known = session.execute(
        select(Scan.id.label("scan_id"), Scan.at, Scan.door_id, Door.country_session_id)
        .add_columns(Door.edition_number, Edition.timezone)
        .join(Door, Door.id == Scan.door_id)
        .join(Edition, Edition.number == Door.edition_number)
        .join(Pass, Pass.id == Scan.pass_id)
        .where(Pass.participant_id == participant_id)
        .where(Scan.verdict.in_((Verdict.ADMITTED, Verdict.ALREADY_IN)))
        .order_by(Scan.at, Scan.id)
    )
    for scan in known:
        is_here = place_of(scan, scan.at) == place
        was_undone_now = scan.door_id == undone.door_id and scan.at >= undone.at
        if is_here and not was_undone_now and not _covered(session, scan, place, participant_id):
            return scan
    return None


def _covered(session: Session, scan: Row, place: str, participant_id: str) -> bool:
    return undone_by_then(session, place, participant_id, scan.door_id, scan.at) is not None
