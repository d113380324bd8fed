"""The hall screen: a projector with no one at the keyboard."""

from flask import Response, url_for

from webapp import config
from webapp.access.guard import requires
from webapp.access.permissions import GrantKind, Permission
from webapp.floor import frames, join_code, queries, screens
from webapp.floor.blueprint import bp
from webapp.programme import audiences
from webapp.web import live
from webapp.web.pages import by_htmx, page

screens.opened_by_link(GrantKind.HALL, "floor.hall")


@bp.get("/hall")
@requires(Permission.SHOW_HALL)
def hall(country_session_id: str):
    screens.grant(Permission.SHOW_HALL, GrantKind.HALL, country_session_id)
    if by_htmx():
        return frames.for_hall(country_session_id)
    return page(frames.HALL, **frames.room(country_session_id))


@bp.get("/hall/join.svg")
@requires(Permission.SHOW_HALL)
def join_picture(country_session_id: str):
    """The QR code on the hall screen. It opens the way to the live page, and signs nobody in."""
    screens.grant(Permission.SHOW_HALL, GrantKind.HALL, country_session_id)
    queries.country_session(country_session_id)
    address = config.current().base_url + url_for("floor.join", country_session_id=country_session_id)
    return Response(join_code.svg(address), mimetype="image/svg+xml")


@bp.get("/stream/hall")
@requires(Permission.SHOW_HALL, stream=True)
def hall_stream(country_session_id: str):
    grant = screens.grant_for_stream(Permission.SHOW_HALL, GrantKind.HALL, country_session_id)
    return live.open_stream(audiences.hall(country_session_id), grant)
