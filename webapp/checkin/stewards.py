"""A steward works a door: its page, which needs no script, and what is live on it."""

import json
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from webapp.access import guard, links
from webapp.access.guard import SignedOut, requires
from webapp.access.links import Purpose
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Permission
from webapp.checkin import actions, admissions, batches, calls, devices, doors, people
from webapp.checkin.batches import ScanSent
from webapp.checkin.blueprint import bp, fit
from webapp.checkin.forms import CallForm, CodeForm, PersonForm, SearchForm
from webapp.checkin.models import Verdict
from webapp.checkin.places import TOPIC, country_session_in, place_in, place_of, topic_of
from webapp.core import clock
from webapp.core.refused import NotThere, TooOften
from webapp.participants import codes
from webapp.participants.words import CATEGORIES
from webapp.web import live
from webapp.web.headers import with_camera
from webapp.web.language import current_language
from webapp.web.pages import Body, by_htmx, fragment, go, page, part
from webapp.web.shown import time_of_day

PAGE = "checkin/door.html"


@bp.get("/<door_id>")
@requires(Permission.SEE_DOOR)
def door(door_id: str) -> Body:
    try:
        device = _at(door_id)
    except NotThere:
        return _lead_back(fit(door_id))
    return _door_page(device)


def _lead_back(door_id: str) -> Response:
    """Staff whose device has ended choose the door again; nobody else learns that there is one."""
    if guard.grant_for(Permission.OPEN_DOORS) is None or not doors.is_there(door_id):
        raise NotThere
    flash(_("This browser does not work that door, or no longer. Choose it again."), "warn")
    return go("checkin.doors")


@bp.post("/<door_id>")
@requires(Permission.WORK_DOOR, csrf_in_form=True)
def scan(door_id: str) -> Body:
    """A code that was typed. The answer is shown at once: loading the page again sends the same scan, to no effect."""
    device, form = _at(door_id), CodeForm()
    if not form.validate_on_submit():
        return _door_page(device, form, status=422)
    typed = ScanSent(form.scan_id, clock.now(), offline=False, code=codes.typed(form.code.data))
    return _door_page(device, answer=_admit(typed, device))


@bp.post("/<door_id>/people")
@requires(Permission.WORK_DOOR, csrf_in_form=True)
def find(door_id: str) -> Body:
    """Posted, although it changes nothing: a name does not belong into an address."""
    device, form = _at(door_id), SearchForm()
    found, more, status = None, False, 422
    if form.validate_on_submit():
        try:
            found, more = people.find(device.edition_number, form.name.data, device.id, current_language())
            status = 200
        except TooOften as refusal:
            form.name.errors, status = [refusal.message], refusal.status
    shown = {"search": form, "found": found, "more": more}
    if by_htmx():
        return fragment(PAGE, "found", status, **_search_results(device, **shown))
    return _door_page(device, status=status, **shown)


@bp.post("/<door_id>/passes/<pass_id>/scans")
@requires(Permission.WORK_DOOR, csrf_in_form=True)
def scan_person(door_id: str, pass_id: str) -> Body | Response:
    """The scan of somebody who was found by name."""
    device, form = _at(door_id), PersonForm()
    if not form.validate_on_submit():
        shown = CodeForm(formdata=None)
        shown.form_errors.extend(form.form_errors)
        return _door_page(device, shown, status=422)
    answer = _admit(
        ScanSent(form.scan_id, clock.now(), offline=False, code=None, pass_id=fit(pass_id)), device
    )
    return {"results": [answer]} if _wants_json() else _door_page(device, answer=answer)


def _admit(sent: ScanSent, device: Row) -> dict:
    [answer] = actions.admit([sent], device.id, device.door_id, current_language())
    return json.loads(answer)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


@bp.post("/<door_id>/reversal")
@requires(Permission.WORK_DOOR)
def undo_by_form(door_id: str) -> Response:
    device = _at(door_id)
    scan_id = request.form.get("scan", "")
    if not batches.is_uuid(scan_id):
        raise NotThere
    admissions.undo(scan_id.lower(), device)
    flash(_("Undone: that admission no longer counts."))
    return go("checkin.door", door_id=door_id)


@bp.post("/<door_id>/desk-call")
@requires(Permission.WORK_DOOR)
def call_by_form(door_id: str) -> Response:
    device = _at(door_id)
    calls.call(door_id, device.id, CallForm().verdict)
    flash(_("The desk is called."))
    return go("checkin.door", door_id=door_id)


# What is live: how many are in, and whether the desk is coming.


@bp.get("/<door_id>/count")
@requires(Permission.WORK_DOOR)
def count(door_id: str) -> Body:
    """How many are in, for a page whose stream does not come through."""
    return draw_count(_topic(_at(door_id))), {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/<door_id>/calls")
@requires(Permission.WORK_DOOR)
def call_standing(door_id: str) -> Body:
    """How this door's call of the desk stands: a part of the page, asked for when the stream says that it changed."""
    return fragment(PAGE, "call_standing", **_call(_at(door_id)))


@bp.get("/<door_id>/stream")
@requires(Permission.WORK_DOOR, stream=True)
def stream(door_id: str) -> Response:
    """`?calls=` is the version of the door's calls that the page was drawn with."""
    try:
        grant, device = _grant_and_device(door_id)
    except NotThere:
        raise SignedOut from None
    seen = request.args.get("calls", default=0, type=int)
    return live.open_stream(_topic(device), grant, {calls.topic_at(door_id): max(0, seen)})


@live.draws(TOPIC)
def draw_count(topic: str) -> str:
    return part(PAGE, "count", **_figures(place_in(topic)))


def _topic(device: Row) -> str:
    return topic_of(place_of(device, clock.now()))


def _figures(place: str) -> dict[str, int | None]:
    """How many are in; at a country session also how many are expected and are not."""
    room = country_session_in(place)
    expected = admissions.still_expected(room, place) if room else None
    return {"how_many": admissions.how_many(place), "expected": expected}


# The page.


def _at(door_id: str) -> Row:
    """The device that this browser is at this door. Raises NotThere."""
    return _grant_and_device(door_id)[1]


def _grant_and_device(door_id: str) -> tuple[Grant, Row]:
    for grant in guard.held():
        device = devices.at_door(grant.subject_id, door_id) if grant.gives(Permission.WORK_DOOR) else None
        if device is not None:
            return grant, device
    raise NotThere


def _door_page(
    device: Row, form: CodeForm | None = None, answer: dict | None = None, status: int = 200, **searched
) -> Response:
    form = form or CodeForm(formdata=None)
    form.scan.data = str(uuid4())
    room = doors.room_of(device.country_session_id)
    first = (answer or {}).get("first")
    search = {"search": SearchForm(formdata=None), "found": None, "more": False, **searched}
    return with_camera(
        page(
            PAGE,
            status,
            room=room and room.name(current_language()),
            its_day=doors.day_of(device, room, current_language()),
            key=devices.key_of(device.id),
            form=form,
            answer=answer,
            first_at=first and time_of_day(datetime.fromisoformat(first["at"]), ZoneInfo(device.timezone)),
            verdicts=list(Verdict),
            problem=form.errors or search["search"].errors,
            **_figures(place_of(device, clock.now())),
            **_call(device),
            **_search_results(device, **search),
        )
    )


def _search_results(device: Row, **search) -> dict:
    """What the part of the page with the people who were found is drawn with."""
    return {"device": device, "categories": CATEGORIES, "new_scan": lambda: str(uuid4()), **search}


def _call(device: Row) -> dict:
    return {"call": calls.at_door(device.door_id), "zone": ZoneInfo(device.timezone)}


links.serves(
    GrantKind.DOOR,
    Purpose(
        open=lambda _session, _device_id: None,
        address=lambda device_id: url_for("checkin.door", door_id=devices.door_of(device_id)),
    ),
)
