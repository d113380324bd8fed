"""The door's pages and its scan endpoint."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.checkin import actions, batches, devices
from webapp.core import clock

bp = Blueprint("checkin", __name__, url_prefix="/door")


@bp.post("/<door_id>/scans")
@requires(Permission.WORK_DOOR, own_key=True)
def scans(door_id: str):
    """A batch of scans from a device, as the contract says."""
    device = devices.identify(request.headers.get("Authorization"), door_id)
    if device is None:
        return {"error": "This device is not enrolled at this door, or no longer. Enrol it again."}, 401
    try:
        sent = batches.read(request.get_json(force=True), clock.now())
    except BadRequest:
        return {"error": "the body is not JSON"}, 422
    except batches.BadBatch as reason:
        return {"error": str(reason)}, 422
    answers = actions.admit(sent, device)
    return Response(f'{{"results": [{", ".join(answers)}]}}', mimetype="application/json")
