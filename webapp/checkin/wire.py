"""What a door's device sends. Its own key lets it in."""

from flask import Response, request
from sqlalchemy import Row
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.checkin import actions, admissions, batches, calls, devices
from webapp.checkin.batches import BadBatch
from webapp.checkin.blueprint import bp
from webapp.checkin.models import Verdict
from webapp.core import clock
from webapp.core.refused import NotThere
from webapp.web.language import current_language


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
    device = _enrolled_at(door_id)
    if not device:
        return _not_enrolled()
    try:
        if not batches.is_uuid(scan_id):
            raise NotThere
        admissions.undo(scan_id.lower(), device)
    except NotThere:
        return {"error": "No scan of this id admitted anybody at this door."}, 404
    return {"id": scan_id.lower(), "undone": True}


@bp.post("/<door_id>/calls")
@requires(Permission.WORK_DOOR, own_key=True)
def call(door_id: str) -> dict | tuple:
    """Calls the desk: `{"why": "<verdict>"}`, or `{"why": null}`."""
    device = _enrolled_at(door_id)
    if not device:
        return _not_enrolled()
    try:
        body = batches.parsed(request.get_data(cache=False))
    except BadBatch:
        body = None
    why = body.get("why") if isinstance(body, dict) else ""
    if why is not None and why not in list(Verdict):
        return {"error": "the body must be a JSON object whose why is a verdict or null"}, 422
    calls.call(door_id, device.id, why and Verdict(why))
    return {"called": True}


def _enrolled_at(door_id: str) -> Row | None:
    device_id = devices.named_by(request.headers.get("Authorization"))
    return devices.at_door(device_id, door_id) if device_id else None


def _not_enrolled() -> tuple:
    error = "This device is not enrolled at this door, or no longer. Enrol it again."
    return {"error": error}, 401, {"WWW-Authenticate": "Bearer"}
