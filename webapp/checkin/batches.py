"""What a door device sends: read and checked before anything is stored."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from webapp.checkin.models import Verdict

SCANS_MOST = 500
CODE_MOST = 512
# The largest batch that the contract allows: each letter of each code may be written as two `\uXXXX`.
BYTES_MOST = SCANS_MOST * (12 * CODE_MOST + 1024)
# A difference that the network or a clock without fractions explains as well: then the device's clock is right.
TRIFLE = timedelta(seconds=3)

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_YEARS = range(
    1900, 2201
)  # what a clock may show, however wrong; corrected, it is still a year that can be stored


class BadBatch(Exception):
    """The envelope is not what the contract says; the message tells the device's maker what is wrong."""


@dataclass(frozen=True, slots=True)
class ScanSent:
    """One scan as a device sent it; `at` is corrected by the difference between the device's clock and ours.

    `pass_id` is that of a person who was found by name, in place of a code.
    """

    id: str
    at: datetime
    offline: bool
    code: str | None
    roster_id: bytes | None = None
    shown: Verdict | None = None
    pass_id: str | None = None

    @property
    def turned_away(self) -> bool:
        """Whether the device, alone at that time, let nobody in."""
        return self.offline and self.shown not in (None, Verdict.ADMITTED, Verdict.ALREADY_IN)


def parsed(body: bytes) -> Any:
    """The JSON in `body`. Raises BadBatch."""
    try:
        return json.loads(body, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise BadBatch("the body is not JSON") from None


def _refused(constant: str) -> None:
    raise ValueError(f"JSON has no {constant}")


def read(body: Any, received_at: datetime) -> list[ScanSent]:
    """The scans of one batch. Raises BadBatch, and then nothing of it may be stored."""
    envelope = _object(body, "the body")
    sent_at = _instant(_member(envelope, "sent_at", "the body"), "sent_at")
    scans = _member(envelope, "scans", "the body")
    if not isinstance(scans, list):
        raise BadBatch("scans must be a list")
    if len(scans) > SCANS_MOST:
        raise BadBatch(f"at most {SCANS_MOST} scans in one request, not {len(scans)}")
    slow_by = received_at - sent_at
    if abs(slow_by) <= TRIFLE:
        slow_by = timedelta()
    return [_scan(scan, f"scans[{place}]", slow_by) for place, scan in enumerate(scans)]


def _scan(value: Any, where: str, slow_by: timedelta) -> ScanSent:
    scan = _object(value, where)
    offline = _member(scan, "offline", where)
    if not isinstance(offline, bool):
        raise BadBatch(f"{where}.offline must be true or false")
    by_roster = offline and "pass" in scan
    return ScanSent(
        id=_uuid(_member(scan, "id", where), f"{where}.id"),
        at=_instant(_member(scan, "at", where), f"{where}.at") + slow_by,
        offline=offline,
        code=None if by_roster else _text(_member(scan, "code", where), f"{where}.code"),
        roster_id=_roster_id(scan["pass"], f"{where}.pass") if by_roster else None,
        shown=_verdict(scan["shown"], f"{where}.shown") if "shown" in scan else None,
    )


def _object(value: Any, where: str) -> dict:
    if not isinstance(value, dict):
        raise BadBatch(f"{where} must be a JSON object")
    return value


def _member(value: dict, name: str, where: str) -> Any:
    if name not in value:
        raise BadBatch(f"{where} has no {name}")
    return value[name]


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise BadBatch(f"{where} must be a text")
    if len(value) > CODE_MOST:
        raise BadBatch(f"{where} is longer than {CODE_MOST} characters")
    return value


def _uuid(value: Any, where: str) -> str:
    if not is_uuid(_text(value, where)):
        raise BadBatch(f"{where} is no UUID")
    return value.lower()


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def _instant(value: Any, where: str) -> datetime:
    try:
        instant = datetime.fromisoformat(_text(value, where))
        if instant.tzinfo is None:
            raise BadBatch(f"{where} needs its zone, such as 2023-08-28T08:05:00Z")
        instant = instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadBatch(f"{where} is no instant, such as 2023-08-28T08:05:00Z") from None
    if instant.year not in _YEARS:
        raise BadBatch(f"{where} is an instant that no clock shows")
    return instant


def _roster_id(value: Any, where: str) -> bytes | None:
    """The 16 bytes of a roster id; None for a text that cannot be one, which is a pass that nobody knows."""
    try:
        raw = bytes.fromhex(_text(value, where))
    except ValueError:
        return None
    return raw if len(raw) == 16 else None


def _verdict(value: Any, where: str) -> Verdict:
    try:
        return Verdict(_text(value, where))
    except ValueError:
        raise BadBatch(f"{where} is no verdict") from None
