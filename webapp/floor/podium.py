"""The screen before the panel and the chair: what is asked, of whom, what comes next, and the time that is left."""

from webapp.access.guard import requires
from webapp.access.permissions import GrantKind, Permission
from webapp.floor import frames, queries, screens
from webapp.floor.blueprint import bp
from webapp.programme import audiences
from webapp.web import live
from webapp.web.pages import by_htmx, fragment, page

screens.opened_by_link(GrantKind.PODIUM, "floor.podium")


@bp.get("/podium")
@requires(Permission.SHOW_PODIUM)
def podium(country_session_id: str):
    screens.grant(Permission.SHOW_PODIUM, GrantKind.PODIUM, country_session_id)
    if by_htmx():
        return frames.for_podium(country_session_id)
    is_here = queries.is_under_review_here(country_session_id)
    return page(frames.PODIUM, is_here=is_here, **frames.podium(country_session_id))


@bp.get("/podium/under-review")
@requires(Permission.SHOW_PODIUM)
def under_review(country_session_id: str):
    """Whether the State under Review is in the room. Asked for now and then: doors raise no topic of the floor."""
    screens.grant(Permission.SHOW_PODIUM, GrantKind.PODIUM, country_session_id)
    country_session = queries.country_session(country_session_id)
    is_here = queries.is_under_review_here(country_session_id)
    return fragment(frames.PODIUM, "present", country_session=country_session, is_here=is_here)


@bp.get("/stream/podium")
@requires(Permission.SHOW_PODIUM, stream=True)
def podium_stream(country_session_id: str):
    grant = screens.grant_for_stream(Permission.SHOW_PODIUM, GrantKind.PODIUM, country_session_id)
    return live.open_stream(audiences.podium(country_session_id), grant)
