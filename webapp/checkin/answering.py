"""The desk sees which doors call it, as soon as they do, and says that somebody is on the way."""

from flask import Response, flash
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.checkin import calls
from webapp.checkin.blueprint import bp, fit
from webapp.checkin.words import REASONS
from webapp.web import live
from webapp.web.pages import Body, by_htmx, go, part

PAGE = "checkin/calls.html"


@bp.get("/calls")
@requires(Permission.OPEN_DOORS)
def open_calls() -> Body:
    """The calls that wait, for a page whose stream does not come through."""
    return draw_open_calls() if by_htmx() else go("checkin.doors")


@bp.get("/calls/stream")
@requires(Permission.OPEN_DOORS, stream=True)
def calls_stream() -> Response:
    return live.open_stream(calls.OPEN_CALLS, guard.holder(Permission.OPEN_DOORS))


@live.draws(calls.DESK)
def draw_open_calls(_which: str = "") -> str:
    return part(PAGE, "calls", calls=calls.open_calls(), reasons=REASONS)


@bp.post("/calls/<call_id>/answer")
@requires(Permission.OPEN_DOORS)
def answer(call_id: str) -> Body:
    calls.answer(fit(call_id), by=guard.holder(Permission.OPEN_DOORS).name)
    if by_htmx():
        return draw_open_calls()
    flash(_("The door is told that somebody is coming."))
    return go("checkin.doors")
