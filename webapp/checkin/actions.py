"""Admitting: what a scan is worth here and now, written down before it is said."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from webapp import states
from webapp.checkin import admissions, devices
from webapp.checkin.batches import ScanSent
from webapp.checkin.models import Door, Scan, Verdict
from webapp.checkin.places import is_its_day, place_of, topic_of
from webapp.core import audit, clock, limits
from webapp.core.live import versions
from webapp.core.refused import NotThere, TooOften
from webapp.core.transaction import transaction
from webapp.core.upsert import PerDialect
from webapp.editions.models import CountrySession
from webapp.participants import codes
from webapp.participants.models import Category, Expectation, Participant, Pass, PassStatus
from webapp.programme.at_door import at_door

SHORT_CODES = "30 per minute"  # for one device: more than anybody types, and far too few to guess with
ATTEMPTS = 5
_DEADLOCK = ("40P01", "40001")  # PostgreSQL's names for "begin anew"

# Every scan of the week runs through these statements: they are made once, as Core, and load no objects.
_SCAN, _DOOR = Scan.__table__, Door.__table__
_PASS, _PARTICIPANT = Pass.__table__, Participant.__table__
_SESSION, _EXPECTATION = CountrySession.__table__, Expectation.__table__

_STORED = select(_SCAN.c.answer).where(_SCAN.c.id == bindparam("scan_id"))
_HOLDER = select(
    _STORED.scalar_subquery().label("stored"),
    _PASS.c.id.label("pass_id"),
    _PASS.c.code_id,
    _PASS.c.edition_number,
    _PASS.c.status,
    _PASS.c.revoked_at,
    _PARTICIPANT.c.id.label("participant_id"),
    _PARTICIPANT.c.name,
    _PARTICIPANT.c.category,
    _PARTICIPANT.c.mission,
).join(_PARTICIPANT, _PARTICIPANT.c.id == _PASS.c.participant_id)
_BY_CODE = _HOLDER.where(_PASS.c.code_id == bindparam("code_id"))
_BY_PASS = _HOLDER.where(_PASS.c.id == bindparam("pass_id"))
_BY_SHORT_CODE = _HOLDER.where(
    _PASS.c.short_code == bindparam("short_code"), _PASS.c.edition_number == bindparam("edition_number")
)
_NAMED = select(_EXPECTATION.c.participant_id).where(
    _EXPECTATION.c.participant_id == bindparam("participant_id"),
    _EXPECTATION.c.country_session_id == bindparam("country_session_id"),
)
_LOCK_ROOM = select(_SESSION.c.id).where(_SESSION.c.id == bindparam("country_session_id")).with_for_update()
_DOOR_NAME = select(_DOOR.c.name).where(_DOOR.c.id == bindparam("door_id"))
_WRITE_SCAN = PerDialect(
    lambda insert: insert(_SCAN).on_conflict_do_nothing(index_elements=["id"]).returning(_SCAN.c.id)
)


class _StoredMeanwhile(Exception):
    """Another request stored one of these scans after this one had looked: looking again finds its answer."""


def admit(scans: Sequence[ScanSent], device_id: str, door_id: str, locale: str = "en") -> list[str]:
    """Judges and stores the scans of one device in one transaction; the answers as JSON, in the order sent.

    `locale` is that of the affiliation. An id that is known already gets its stored answer, word for word, and has no
    effect: so its affiliation stays in the language of the first request (the page words the category itself). Raises
    NotThere, and stores nothing, where the device is not enrolled at this door, or no longer.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            return _admit(scans, device_id, door_id, locale)
        except _StoredMeanwhile:
            continue
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in _DEADLOCK:
                raise
    return _admit(scans, device_id, door_id, locale)


def _admit(scans: Sequence[ScanSent], device_id: str, door_id: str, locale: str) -> list[str]:
    with transaction() as session:
        # Asked here and not before: a read of its own would cost as much as the rest of a scan's reads together.
        device = devices.at_door(device_id, door_id)
        if device is None:
            raise NotThere
        return _Desk(session, device, locale).answer(scans)


class _Desk:
    """One batch at one door: the transaction it runs in, and the places whose count it changed."""

    def __init__(self, session: Session, device: Row, locale: str):
        self.session, self.device, self.locale = session, device, locale
        self.run = (
            session.connection().execute
        )  # what the session would do on top is for objects, and there are none
        self.received_at = clock.now()
        self.changed: set[str] = set()

    def answer(self, scans: Sequence[ScanSent]) -> list[str]:
        if self.device.capacity is not None:
            room = {"country_session_id": self.device.country_session_id}
            self.run(_LOCK_ROOM, room)
        once = {scan.id: scan for scan in reversed(scans)}  # the same id twice: the one sent first counts
        found = [(scan, *self._look_up(scan)) for scan in once.values()]
        # The same order in every batch: two that hold the same people then never wait for each other in a circle.
        found.sort(key=_order)
        answers = {scan.id: stored or self._answer_one(scan, holder) for scan, holder, stored in found}
        for place in sorted(self.changed):
            versions.bump(self.session, topic_of(place))
        return [answers[scan.id] for scan in scans]

    def _look_up(self, scan: ScanSent) -> tuple[Row | None, str | None]:
        """Whose pass it is, and the answer that this scan got earlier."""
        if scan.pass_id is not None:
            return self._found(_BY_PASS, scan, pass_id=scan.pass_id)
        code = codes.read(scan.code) if scan.code is not None else None
        if code and len(code) == codes.SHORT_LETTERS:
            return self._look_up_short(scan, code)
        code_id = codes.code_id(code) if code else scan.roster_id
        if code_id is not None:
            return self._found(_BY_CODE, scan, code_id=code_id)
        return None, self._stored(scan)

    def _found(self, statement: Select, scan: ScanSent, **by) -> tuple[Row | None, str | None]:
        holder = self.run(statement, {**by, "scan_id": scan.id}).one_or_none()
        return (holder, holder.stored) if holder else (None, self._stored(scan))

    def _look_up_short(self, scan: ScanSent, code: str) -> tuple[Row | None, str | None]:
        stored = self._stored(scan)
        if stored or scan.offline:
            return None, stored
        try:
            limits.take(SHORT_CODES, "short-code", self.device.id)
        except TooOften:
            return None, None
        edition = self.device.edition_number
        where = {"short_code": code, "edition_number": edition, "scan_id": scan.id}
        return self.run(_BY_SHORT_CODE, where).one_or_none(), None

    def _stored(self, scan: ScanSent) -> str | None:
        return self.run(_STORED, {"scan_id": scan.id}).scalar()

    def _answer_one(self, scan: ScanSent, holder: Row | None) -> str:
        verdict, first = self._judge(scan, holder)
        answer = self._written(scan, verdict, holder, first)
        self._write(scan, verdict, holder, answer)
        return answer

    def _judge(self, scan: ScanSent, holder: Row | None) -> tuple[Verdict, dict | None]:
        """The verdict, and when and where this participant first came in here."""
        refusal = self._refusal(scan, holder)
        if refusal:
            return refusal, None
        place = place_of(self.device, scan.at)
        if scan.offline:
            who = (place, holder.participant_id, self.device.door_id, scan.at)
            undone = admissions.undone_by_then(self.session, *who)
            if undone:
                return Verdict.ALREADY_IN, self._moment(undone.first_at, self.device.door_id)
        elif self._is_full(place, holder):
            return Verdict.FULL, None
        return self._let_in(scan, holder, place)

    def _refusal(self, scan: ScanSent, holder: Row | None) -> Verdict | None:
        door = self.device
        if holder is None:
            return Verdict.UNKNOWN
        if holder.edition_number != door.edition_number:
            return Verdict.OTHER_EDITION
        if _is_revoked(scan, holder):
            return Verdict.REVOKED
        if not is_its_day(door, scan.at):
            return Verdict.WRONG_DAY
        if door.limited and not self._is_named(holder):
            return Verdict.WRONG_SESSION
        # Whom a device turned away while it was alone did not come in, whatever is known by now.
        return scan.shown if scan.turned_away else None

    def _is_named(self, holder: Row) -> bool:
        who = {"participant_id": holder.participant_id, "country_session_id": self.device.country_session_id}
        return self.run(_NAMED, who).first() is not None

    def _is_full(self, place: str, holder: Row) -> bool:
        """Asked of those who stand at the door alone: whom an offline device let in is in the room."""
        most = self.device.capacity
        if most is None or admissions.is_in(self.session, place, holder.participant_id):
            return False
        return admissions.how_many(place) >= most

    def _let_in(self, scan: ScanSent, holder: Row, place: str) -> tuple[Verdict, dict]:
        door_id = self.device.door_id
        admission, is_new = admissions.let_in(
            self.session, place, holder.participant_id, door_id=door_id, at=scan.at, scan_id=scan.id
        )
        if is_new:
            self.changed.add(place)
            audit.record(self.session, "admit", "admission", admission.id, by=f"device:{self.device.id}")
        verdict = Verdict.ADMITTED if is_new else Verdict.ALREADY_IN
        return verdict, self._moment(admission.first_at, admission.door_id)

    def _moment(self, at: datetime, door_id: str) -> dict:
        name = self.device.door_name
        if door_id != self.device.door_id:
            name = self.run(_DOOR_NAME, {"door_id": door_id}).scalar_one()
        return {"at": at.isoformat(timespec="seconds").replace("+00:00", "Z"), "door": name}

    def _written(self, scan: ScanSent, verdict: Verdict, holder: Row | None, first: dict | None) -> str:
        shown = None
        if holder is not None and verdict != Verdict.UNKNOWN:
            name, affiliation = self._named(holder)
            shown = {"name": name, "affiliation": affiliation, "category": holder.category}
        answer = {"id": scan.id, "verdict": verdict, "holder": shown, "first": first}
        return json.dumps(answer, ensure_ascii=False)

    def _named(self, holder: Row) -> tuple[str, str]:
        """The name and the affiliation, as far as onlookers may read them off the screen."""
        if holder.category == Category.PANELLIST:
            shown = at_door(self.run, holder.participant_id, holder.name)
            return shown.name, shown.affiliation
        return holder.name, states.mission(holder.mission).short.to(self.locale) if holder.mission else ""

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
        if self.run(_WRITE_SCAN.on(self.session), row).first() is None:
            raise _StoredMeanwhile


def _order(found: tuple[ScanSent, Row | None, str | None]) -> tuple:
    scan, holder, _stored = found
    return (holder.participant_id if holder else "", scan.at, scan.id)


def _is_revoked(scan: ScanSent, holder: Row) -> bool:
    """An offline scan counts as of its own time: a pass lets its holder in until it is revoked, whenever told."""
    if holder.status == PassStatus.ISSUED:
        return False
    return not (scan.offline and scan.at < holder.revoked_at)
