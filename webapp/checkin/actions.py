"""Admitting and undoing: what a scan is worth here and now, written down before it is said."""

import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from webapp import states
from webapp.checkin.batches import ScanSent
from webapp.checkin.models import Admission, Door, Scan, Verdict
from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.live import versions
from webapp.core.transaction import transaction
from webapp.core.upsert import PerDialect
from webapp.editions.models import CountrySession, last_day
from webapp.participants import codes
from webapp.participants.models import Expectation, Participant, Pass, PassStatus

# Every scan of the week runs through these statements: they are made once, as Core, and load no objects.
_SCAN, _ADMISSION, _DOOR = Scan.__table__, Admission.__table__, Door.__table__
_PASS, _PARTICIPANT = Pass.__table__, Participant.__table__
_SESSION, _EXPECTATION = CountrySession.__table__, Expectation.__table__

_STORED = select(_SCAN.c.answer).where(_SCAN.c.id == bindparam("scan_id"))
_HOLDER = select(
    _STORED.scalar_subquery().label("stored"),
    _PASS.c.id.label("pass_id"),
    _PASS.c.code_id,
    _PASS.c.edition_number,
    _PASS.c.status,
    _PARTICIPANT.c.id.label("participant_id"),
    _PARTICIPANT.c.name,
    _PARTICIPANT.c.category,
    _PARTICIPANT.c.mission,
).join(_PARTICIPANT, _PARTICIPANT.c.id == _PASS.c.participant_id)
_BY_CODE = _HOLDER.where(_PASS.c.code_id == bindparam("code_id"))
_BY_SHORT_CODE = _HOLDER.where(
    _PASS.c.short_code == bindparam("short_code"), _PASS.c.edition_number == bindparam("edition_number")
)
_NAMED = select(_EXPECTATION.c.participant_id).where(
    _EXPECTATION.c.participant_id == bindparam("participant_id"),
    _EXPECTATION.c.country_session_id == bindparam("country_session_id"),
)
_LOCK_ROOM = select(_SESSION.c.id).where(_SESSION.c.id == bindparam("country_session_id")).with_for_update()
_LIVE_HERE = and_(_ADMISSION.c.place == bindparam("place"), _ADMISSION.c.undone_at.is_(None))
_HOW_MANY = select(func.count()).select_from(_ADMISSION).where(_LIVE_HERE)
_ADMIT = PerDialect(
    lambda insert: (
        insert(_ADMISSION)
        .values(
            {
                c: bindparam(c)
                for c in ("id", "place", "participant_id", "door_id", "first_at", "first_scan_id")
            }
        )
        .on_conflict_do_nothing()
        .returning(_ADMISSION.c.id)
    )
)
_FIRST = (
    select(_ADMISSION.c.id, _ADMISSION.c.first_at, _DOOR.c.name)
    .join(_DOOR, _DOOR.c.id == _ADMISSION.c.door_id)
    .where(_LIVE_HERE, _ADMISSION.c.participant_id == bindparam("participant_id"))
)
# Offline doors tell late: whoever has the least instant (then the least id) was first, in whatever order they tell.
_PUT_FIRST = (
    update(_ADMISSION)
    .where(_ADMISSION.c.id == bindparam("admission_id"))
    .where(
        or_(
            _ADMISSION.c.first_at > bindparam("at"),
            and_(_ADMISSION.c.first_at == bindparam("at"), _ADMISSION.c.first_scan_id > bindparam("scan_id")),
        )
    )
    .values(first_at=bindparam("at"), first_scan_id=bindparam("scan_id"), door_id=bindparam("at_door"))
)
_WRITE_SCAN = insert(_SCAN)


def admit(scans: Sequence[ScanSent], device: Row) -> list[str]:
    """Judges and stores the scans of one device in one transaction; the answers as JSON, in the order sent.

    `device` is a row of `devices.identify`. An id that is known already gets its stored answer, word for word, and has
    no effect.
    """
    with transaction() as session:
        desk = _Desk(session, device)
        # The same order in every batch: two batches that hold the same passes then never wait for each other in a circle.
        answers = {scan.id: desk.answer(scan) for scan in sorted(scans, key=_order)}
        for place in sorted(desk.changed):
            versions.bump(session, topic_of(place))
    return [answers[scan.id] for scan in scans]


def _order(scan: ScanSent) -> tuple:
    return (scan.roster_id or b"", scan.code or "", scan.at, scan.id)


def place_of(door: Row, at: datetime) -> str:
    """What one is admitted to at this door: a country session, or the venue for the local day of `at`."""
    if door.country_session_id:
        return f"session/{door.country_session_id}"
    return f"venue/{door.edition_number}/{at.astimezone(ZoneInfo(door.timezone)).date()}"


def topic_of(place: str) -> str:
    """The live topic of a place: how many are in."""
    return f"place/{place}"


class _Desk:
    """One batch at one door: the transaction it runs in, and the places whose count it changed."""

    def __init__(self, session: Session, device: Row):
        self.session, self.device = session, device
        self.received_at = clock.now()
        self.changed: set[str] = set()

    def answer(self, scan: ScanSent) -> str:
        holder = self._look_up(scan)
        stored = holder.stored if holder else self.session.execute(_STORED, {"scan_id": scan.id}).scalar()
        if stored is not None:
            return stored
        verdict, first = self._judge(scan, holder)
        answer = _written(scan, verdict, holder, first)
        self._write(scan, verdict, holder, answer)
        return answer

    def _look_up(self, scan: ScanSent) -> Row | None:
        code = codes.read(scan.code) if scan.code is not None else None
        if code and len(code) == codes.SHORT_LETTERS and not scan.offline:
            edition = self.device.edition_number
            where = {"short_code": code, "edition_number": edition, "scan_id": scan.id}
            return self.session.execute(_BY_SHORT_CODE, where).one_or_none()
        code_id = codes.code_id(code) if code and len(code) == codes.CODE_LETTERS else scan.roster_id
        if code_id is None:
            return None
        return self.session.execute(_BY_CODE, {"code_id": code_id, "scan_id": scan.id}).one_or_none()

    def _judge(self, scan: ScanSent, holder: Row | None) -> tuple[Verdict, dict | None]:
        """The verdict, and when and where this participant first came in here."""
        refusal = self._refusal(scan, holder)
        if refusal:
            return refusal, None
        place = place_of(self.device, scan.at)
        if self.device.capacity is not None:
            self.session.execute(_LOCK_ROOM, {"country_session_id": self.device.country_session_id})
            if not self._first(place, holder) and self._how_many(place) >= self.device.capacity:
                return Verdict.FULL, None
        return self._let_in(scan, holder, place)

    def _refusal(self, scan: ScanSent, holder: Row | None) -> Verdict | None:
        door = self.device
        if holder is None:
            return Verdict.UNKNOWN
        if holder.edition_number != door.edition_number:
            return Verdict.OTHER_EDITION
        if holder.status != PassStatus.ISSUED:
            return Verdict.REVOKED
        if not _is_its_day(door, scan.at):
            return Verdict.WRONG_DAY
        if door.limited and not self._is_named(holder):
            return Verdict.WRONG_SESSION
        return None

    def _is_named(self, holder: Row) -> bool:
        who = {"participant_id": holder.participant_id, "country_session_id": self.device.country_session_id}
        return self.session.execute(_NAMED, who).first() is not None

    def _how_many(self, place: str) -> int:
        return self.session.execute(_HOW_MANY, {"place": place}).scalar_one()

    def _first(self, place: str, holder: Row) -> Row | None:
        who = {"place": place, "participant_id": holder.participant_id}
        return self.session.execute(_FIRST, who).one_or_none()

    def _let_in(self, scan: ScanSent, holder: Row, place: str) -> tuple[Verdict, dict]:
        admission = {
            "id": new_id(),
            "place": place,
            "participant_id": holder.participant_id,
            "door_id": self.device.door_id,
            "first_at": scan.at,
            "first_scan_id": scan.id,
        }
        if self.session.execute(_ADMIT.on(self.session), admission).first():
            self.changed.add(place)
            audit.record(self.session, "admit", "admission", admission["id"], by=f"device:{self.device.id}")
            return Verdict.ADMITTED, _moment(scan.at, self.device.door_name)
        first = self._first(place, holder)
        who = {"admission_id": first.id, "at": scan.at, "scan_id": scan.id, "at_door": self.device.door_id}
        if self.session.execute(_PUT_FIRST, who).rowcount:
            return Verdict.ALREADY_IN, _moment(scan.at, self.device.door_name)
        return Verdict.ALREADY_IN, _moment(first.first_at, first.name)

    def _write(self, scan: ScanSent, verdict: Verdict, holder: Row | None, answer: str) -> None:
        row = {
            "id": scan.id,
            "device_id": self.device.id,
            "door_id": self.device.door_id,
            "pass_id": holder.pass_id if holder else None,
            "code_id": holder.code_id if holder else scan.roster_id,
            "verdict": verdict,
            "shown": scan.shown,
            "offline": scan.offline,
            "at": scan.at,
            "received_at": self.received_at,
            "answer": answer,
        }
        self.session.execute(_WRITE_SCAN, row)


def _is_its_day(door: Row, at: datetime) -> bool:
    zone = ZoneInfo(door.timezone)
    day = at.astimezone(zone).date()
    if door.starts_at is not None:
        return day == door.starts_at.astimezone(zone).date()
    return door.starts_on <= day <= last_day(door.starts_on, door.ends_on)


def _written(scan: ScanSent, verdict: Verdict, holder: Row | None, first: dict | None) -> str:
    shown = None
    if holder is not None:
        affiliation = states.mission(holder.mission).short.to("en") if holder.mission else ""
        shown = {"name": holder.name, "affiliation": affiliation, "category": holder.category}
    return json.dumps(
        {"id": scan.id, "verdict": verdict, "holder": shown, "first": first}, ensure_ascii=False
    )


def _moment(at: datetime, door: str) -> dict:
    return {"at": at.isoformat(timespec="seconds").replace("+00:00", "Z"), "door": door}
