"""The floor to compare with. `raw` admits with sqlite3 alone: it finds, decides and writes what the app does, on the
same tables, under the same lock, as durably, and takes every short cut that leaves that true. `hello` does nothing."""

import hmac
import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask, Response, request

from webapp import states
from webapp.core import tokens
from webapp.core.ids import new_id
from webapp.core.sqlite import driver
from webapp.core.transaction import FairLock
from webapp.participants import codes

INSTANCE = Path(os.environ["INSTANCE_PATH"])
SECRET_KEY = (INSTANCE / "secret.key").read_text().strip().encode()
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-16000")

DEVICE = """
    SELECT device.id, device.expires_at, device.revoked_at, door.name, door.edition_number, edition.timezone,
           edition.starts_on, edition.ends_on
    FROM device JOIN door ON door.id = device.door_id JOIN edition ON edition.number = door.edition_number
    WHERE device.id = ? AND door.id = ?"""
HOLDER = """
    SELECT (SELECT answer FROM scan WHERE id = ?), pass.id, pass.edition_number, pass.status, participant.id,
           participant.name, participant.category, participant.mission
    FROM pass JOIN participant ON participant.id = pass.participant_id WHERE pass.code_id = ?"""
ADMIT = """
    INSERT INTO admission (id, place, participant_id, door_id, first_at, first_scan_id) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING RETURNING id"""
AUDIT = "INSERT INTO audit_entry (at, \"by\", verb, object_kind, object_id) VALUES (?, ?, 'admit', 'admission', ?)"
SCAN = """
    INSERT INTO scan (id, device_id, door_id, pass_id, code_id, verdict, offline, at, received_at, answer)
    VALUES (?, ?, ?, ?, ?, 'admitted', 0, ?, ?, ?)"""
VERSION = """
    INSERT INTO live_version (topic, version) VALUES (?, 1)
    ON CONFLICT (topic) DO UPDATE SET version = version + 1 RETURNING version"""

app = Flask(__name__)
turn = FairLock()
local = threading.local()


@app.get("/healthz")
@app.get("/hello")
def hello():
    return "hello"


@app.post("/door/<door_id>/scans")
def scans(door_id: str):
    device = identify(request.headers.get("Authorization", ""), door_id)
    if device is None:
        return {"error": "unknown device"}, 401
    body = request.get_json()
    received_at = datetime.now(UTC)
    slow_by = received_at - datetime.fromisoformat(body["sent_at"])
    turn.acquire()
    try:
        connection().execute("BEGIN IMMEDIATE")
        answers = [admit(scan, door_id, device, slow_by, received_at) for scan in body["scans"]]
        connection().execute("COMMIT")
    except BaseException:
        connection().execute("ROLLBACK")
        raise
    finally:
        turn.release()
    return Response(f'{{"results": [{", ".join(answers)}]}}', mimetype="application/json")


def identify(authorization: str, door_id: str):
    key = authorization.removeprefix("Bearer ")
    device_id = key.partition(".")[0]
    proof = tokens.derive(SECRET_KEY, "device", device_id).hex()[:32]
    if not hmac.compare_digest(key, f"{device_id}.{proof}"):
        return None
    device = connection().execute(DEVICE, (device_id, door_id)).fetchone()
    return device if device and device[2] is None and device[1] > stored(datetime.now(UTC)) else None


def admit(scan: dict, door_id: str, device, slow_by, received_at: datetime) -> str:
    scan_id, at = str(UUID(scan["id"])), datetime.fromisoformat(scan["at"]) + slow_by
    code_id = codes.code_id(codes.read(scan["code"]))
    holder = connection().execute(HOLDER, (scan_id, code_id)).fetchone()
    answer, pass_id, edition_number, status, participant_id, name, category, mission = holder
    day = str(at.astimezone(ZoneInfo(device[5])).date())
    if answer or edition_number != device[4] or status != "issued" or not device[6] <= day <= device[7]:
        raise ValueError("the floor only admits")
    admission_id, moment = new_id(), stored(at)
    place = f"venue/{edition_number}/{day}"
    row = (admission_id, place, participant_id, door_id, moment, scan_id)
    if connection().execute(ADMIT, row).fetchone() is None:
        raise ValueError("the floor only admits")
    connection().execute(AUDIT, (stored(received_at), f"device:{device[0]}", admission_id))
    shown = {"name": name, "affiliation": states.mission(mission).short.to("en"), "category": category}
    first = {"at": at.isoformat(timespec="seconds").replace("+00:00", "Z"), "door": device[3]}
    answer = json.dumps(
        {"id": scan_id, "verdict": "admitted", "holder": shown, "first": first}, ensure_ascii=False
    )
    row = (scan_id, device[0], door_id, pass_id, code_id, moment, stored(received_at), answer)
    connection().execute(SCAN, row)
    connection().execute(VERSION, (f"place/{place}",)).fetchone()
    return answer


def stored(at: datetime) -> str:
    """As the app's columns hold an instant."""
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")


def connection():
    """This thread's own."""
    if not hasattr(local, "connection"):
        file = INSTANCE / "pre-sessions.sqlite"
        local.connection = driver().connect(file, isolation_level=None, check_same_thread=False)
        for pragma in PRAGMAS:
            local.connection.execute(f"PRAGMA {pragma}")
    return local.connection
