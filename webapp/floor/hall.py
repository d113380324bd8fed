"""The hall screen: a projector with no one at the keyboard."""

from flask import Response, url_for

from webapp import config
from webapp.access import guard, links
from webapp.access.guard import SignedOut, requires
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Permission
from webapp.core.refused import NotThere
from webapp.floor import frames, join_code, queries
from webapp.floor.blueprint import bp
from webapp.programme import audiences
from webapp.web import live
from webapp.web.pages import by_htmx, page

links.serves(
    GrantKind.HALL,
    links.Purpose(
        open=lambda _session, _country_session_id: None,
        address=lambda country_session_id: url_for("floor.hall", country_session_id=country_session_id),
    ),
)


@bp.get("/hall")
@requires(Permission.SHOW_HALL)
def hall(country_session_id: str):
    _hall_grant(country_session_id)
    country_session = queries.country_session(country_session_id)
    if by_htmx():
        return frames.for_hall(country_session_id)
    return page(frames.HALL, country_session=country_session, **frames.room(country_session_id))


@bp.get("/hall/join.svg")
@requires(Permission.SHOW_HALL)
def join(country_session_id: str):
    """The QR code on the hall screen. It opens the live page, and signs nobody in."""
    _hall_grant(country_session_id)
    queries.country_session(country_session_id)
    address = f"{config.current().base_url}/floor/{country_session_id}"
    return Response(join_code.svg(address), mimetype="image/svg+xml")


def _hall_grant(country_session_id: str) -> Grant:
    """A screen shows the country session that it was set up for, and no other; staff may look at any."""
    for grant in guard.held():
        its_own = grant.kind != GrantKind.HALL or grant.subject_id == country_session_id
        if grant.gives(Permission.SHOW_HALL) and its_own:
            return grant
    raise NotThere


@bp.get("/stream/hall")
@requires(Permission.SHOW_HALL, stream=True)
def hall_stream(country_session_id: str):
    try:
        grant = _hall_grant(country_session_id)
    except NotThere:
        raise SignedOut from None
    queries.country_session(country_session_id)
    return live.open_stream(audiences.hall(country_session_id), grant)
