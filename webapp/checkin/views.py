"""The door's pages, and what its devices send."""

import json
import re
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy import Row
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.access import guard, links
from webapp.access.guard import SignedOut, requires
from webapp.access.links import Purpose
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Permission
from webapp.checkin import actions, admissions, batches, devices, doors
from webapp.checkin.batches import BadBatch, ScanSent
from webapp.checkin.forms import CodeForm, NewDoorForm
from webapp.checkin.models import Verdict
from webapp.checkin.places import TOPIC, place_in, place_of, topic_of
from webapp.core import clock, ids
from webapp.core.refused import NotThere
from webapp.editions import queries as editions
from webapp.participants import codes
from webapp.participants.words import CATEGORIES
from webapp.web import live
from webapp.web.language import current_language
from webapp.web.pages import Body, go, page, part
from webapp.web.shown import time_of_day

bp = Blueprint("checkin", __name__, url_prefix="/door")

_ID = re.compile(rf"[0-9a-f]{{{ids.LENGTH}}}")


# The secretariat chooses a door, and ends devices.


@bp.get("", endpoint="doors")
@requires(Permission.OPEN_DOORS)
def doors_page() -> Body:
    return _doors_page()


@bp.post("/editions/<int:number>/doors")
@requires(Permission.OPEN_DOORS, csrf_in_form=True)
def open_door(number: int) -> Body | Response:
    edition, by = editions.edition(number), guard.holder(Permission.OPEN_DOORS).name
    form = _new_door(edition)
    if not form.validate_on_submit():
        return _doors_page(form, number, 422)
    door_id = doors.open_door(number, form.place.data or None, form.name.data, by)
    return _enrol(door_id)


@bp.post("/<door_id>/devices")
@requires(Permission.OPEN_DOORS)
def enrol(door_id: str) -> Response:
    return _enrol(_id(door_id))


@bp.post("/devices/<device_id>/revocation")
@requires(Permission.OPEN_DOORS)
def revoke(device_id: str) -> Response:
    devices.revoke(_id(device_id), by=guard.holder(Permission.OPEN_DOORS).name)
    flash(_("That device is signed out of its door."))
    return go("checkin.doors")


def _id(text: str) -> str:
    """An id that the database may be asked for. Raises NotThere."""
    if not _ID.fullmatch(text):
        raise NotThere
    return text


def _enrol(door_id: str) -> Response:
    by = guard.holder(Permission.OPEN_DOORS).name
    devices.enrol(door_id, by=by, browser=session[guard.BROWSER])
    return go("checkin.door", door_id=door_id)


def _doors_page(refused: NewDoorForm | None = None, number: int | None = None, status: int = 200) -> Body:
    guarded = [
        {
            "edition": edition,
            "doors": doors.doors_of(edition),
            "rooms": doors.rooms_of(edition),
            "form": refused if edition.number == number else _new_door(edition),
        }
        for edition in doors.editions_to_guard()
    ]
    mine = {grant.subject_id for grant in guard.held() if grant.kind == GrantKind.DOOR}
    return page(
        "checkin/doors.html",
        status,
        guarded=guarded,
        enrolled=doors.enrolled(),
        mine=mine,
        refused=refused,
        problem=refused is not None,
    )


def _new_door(edition) -> NewDoorForm:
    form = NewDoorForm(prefix=f"edition-{edition.number}")
    form.offer([(room.id, room.name(current_language())) for room in doors.rooms_of(edition)])
    return form


# A steward works a door: the page, which needs no script, and its count.


@bp.get("/<door_id>")
@requires(Permission.WORK_DOOR)
def door(door_id: str) -> Body:
    _grant, device = _at(door_id)
    return _door_page(device, CodeForm())


@bp.post("/<door_id>")
@requires(Permission.WORK_DOOR, csrf_in_form=True)
def scan(door_id: str) -> Body:
    """A code that was typed. The answer is shown at once: loading the page again sends the same scan, to no effect."""
    _grant, device = _at(door_id)
    form = CodeForm()
    if not form.validate_on_submit():
        return _door_page(device, form, status=422)
    typed = ScanSent(form.scan_id, clock.now(), offline=False, code=codes.typed(form.code.data))
    [answer] = actions.admit([typed], device.id, door_id, current_language())
    form.code.data = ""
    return _door_page(device, form, json.loads(answer))


@bp.post("/<door_id>/reversal")
@requires(Permission.WORK_DOOR)
def undo_by_form(door_id: str) -> Response:
    _grant, device = _at(door_id)
    admissions.undo(_scan_id(request.form.get("scan", "")), device)
    flash(_("Undone: that admission no longer counts."))
    return go("checkin.door", door_id=door_id)


@bp.get("/<door_id>/count")
@requires(Permission.WORK_DOOR)
def count(door_id: str) -> Body:
    """How many are in, for a page whose stream does not come through."""
    _grant, device = _at(door_id)
    return draw_count(_topic(device)), {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/<door_id>/stream")
@requires(Permission.WORK_DOOR, stream=True)
def stream(door_id: str) -> Response:
    try:
        grant, device = _at(door_id)
    except NotThere:
        raise SignedOut from None
    return live.open_stream(_topic(device), grant)


@live.draws(TOPIC)
def draw_count(topic: str) -> str:
    return part("checkin/door.html", "count", how_many=admissions.how_many(place_in(topic)))


def _at(door_id: str) -> tuple[Grant, Row]:
    """The device that this browser is at this door, and the grant that makes it one. Raises NotThere."""
    for grant in guard.held():
        device = devices.at_door(grant.subject_id, door_id) if grant.gives(Permission.WORK_DOOR) else None
        if device is not None:
            return grant, device
    raise NotThere


def _topic(device: Row) -> str:
    return topic_of(place_of(device, clock.now()))


def _door_page(device: Row, form: CodeForm, answer: dict | None = None, status: int = 200) -> Body:
    form.scan.data = str(uuid4())
    room = doors.room_of(device.country_session_id)
    first = (answer or {}).get("first")
    return page(
        "checkin/door.html",
        status,
        device=device,
        room=room and room.name(current_language()),
        key=devices.key_of(device.id),
        form=form,
        answer=answer,
        first_at=first and time_of_day(datetime.fromisoformat(first["at"]), ZoneInfo(device.timezone)),
        verdicts=list(Verdict),
        how_many=admissions.how_many(place_of(device, clock.now())),
        categories=CATEGORIES,
        problem=form.errors,
    )


# A device sends what it read. Its own key lets it in.


@bp.post("/<door_id>/scans")
@requires(Permission.WORK_DOOR, own_key=True)
def scans(door_id: str) -> Response | tuple:
    """A batch of scans, as the contract says."""
    received_at = clock.now()
    device_id = devices.named_by(request.headers.get("Authorization"))
    if device_id is None:
        return _not_enrolled()
    request.max_content_length = batches.BYTES_MOST
    try:
        sent = batches.read(batches.parsed(request.get_data(cache=False)), received_at)
        answers = actions.admit(sent, device_id, door_id, current_language())
    except NotThere:
        return _not_enrolled()
    except (BadBatch, RequestEntityTooLarge) as reason:
        return _not_a_batch(device_id, door_id, reason)
    return Response(f'{{"results": [{", ".join(answers)}]}}', mimetype="application/json")


def _not_a_batch(device_id: str, door_id: str, reason: BadBatch | RequestEntityTooLarge) -> tuple:
    """What is wrong with what was sent is told to a device that is enrolled, and to nobody else."""
    if devices.at_door(device_id, door_id) is None:
        return _not_enrolled()
    too_large = isinstance(reason, RequestEntityTooLarge)
    return {"error": "the body is larger than any batch of scans" if too_large else str(reason)}, 422


@bp.post("/<door_id>/admissions/<scan_id>/reversal")
@requires(Permission.WORK_DOOR, own_key=True)
def undo(door_id: str, scan_id: str) -> dict | tuple:
    device_id = devices.named_by(request.headers.get("Authorization"))
    device = device_id and devices.at_door(device_id, door_id)
    if not device:
        return _not_enrolled()
    try:
        admissions.undo(_scan_id(scan_id), device)
    except NotThere:
        return {"error": "No scan of this id admitted anybody at this door."}, 404
    return {"id": scan_id.lower(), "undone": True}


def _scan_id(text: str) -> str:
    if not batches.is_uuid(text):
        raise NotThere
    return text.lower()


def _not_enrolled() -> tuple:
    error = "This device is not enrolled at this door, or no longer. Enrol it again."
    return {"error": error}, 401, {"WWW-Authenticate": "Bearer"}


links.serves(
    GrantKind.DOOR,
    Purpose(
        open=lambda _session, _device_id: None,
        address=lambda device_id: url_for("checkin.door", door_id=devices.door_of(device_id)),
    ),
)
