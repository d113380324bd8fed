"""The secretariat chooses a door, and ends devices."""

from flask import Response, flash, session
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import GrantKind, Permission
from webapp.checkin import calls, devices, doors
from webapp.checkin.blueprint import bp, fit
from webapp.checkin.forms import NewDoorForm
from webapp.checkin.words import REASONS
from webapp.editions import queries as editions
from webapp.web.language import current_language
from webapp.web.pages import Body, go, page


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
    return _enrol(fit(door_id))


@bp.post("/devices/<device_id>/revocation")
@requires(Permission.OPEN_DOORS)
def revoke(device_id: str) -> Response:
    devices.revoke(fit(device_id), by=guard.holder(Permission.OPEN_DOORS).name)
    flash(_("That device is signed out of its door."))
    return go("checkin.doors")


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
        calls=calls.open_calls(),
        reasons=REASONS,
        refused=refused,
        problem=refused is not None,
    )


def _new_door(edition) -> NewDoorForm:
    form = NewDoorForm(prefix=f"edition-{edition.number}")
    form.offer([(room.id, room.name(current_language())) for room in doors.rooms_of(edition)])
    return form
