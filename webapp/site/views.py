"""The public pages. They touch no session, so that anybody may keep them for a moment."""

from flask import Blueprint, Response

from webapp import config
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications.call import open_states, with_grants
from webapp.applications.windows import call_status
from webapp.briefing import queries as briefing
from webapp.briefing.standing import NOBODY
from webapp.core.dates import span
from webapp.editions import queries as editions
from webapp.editions import words
from webapp.site import calendars, prose, queries, sheets
from webapp.web.language import current_language
from webapp.web.pages import page

bp = Blueprint("site", __name__)


@bp.get("/")
@requires(Permission.PUBLIC)
def home():
    front = queries.front()
    return page("site/home.html", front=front, came=_came(front.past), **_shown)


@bp.get("/editions", endpoint="editions")
@requires(Permission.PUBLIC)
def archive():
    known = editions.editions()
    return page("site/editions.html", editions=known, came=_came(known), **_shown)


@bp.get("/editions/<int:number>")
@requires(Permission.PUBLIC)
def edition(number: int):
    found = editions.edition(number)
    return page(
        "site/edition.html",
        edition=found,
        prose=prose.html,
        grants=with_grants(found),
        open_states=open_states(found),
        **_shown,
    )


@bp.get("/editions/<int:number>/programme")
@requires(Permission.PUBLIC)
def programme(number: int):
    found = editions.edition(number)
    return page(
        "site/programme.html",
        edition=found,
        programme=queries.programme(found),
        released=briefing.counts(number, NOBODY).keys(),
        **_shown,
    )


@bp.get("/editions/<int:number>/programme.ics")
@requires(Permission.PUBLIC)
def calendar(number: int):
    body = calendars.programme(editions.edition(number), current_language())
    reply = Response(body, mimetype="text/calendar")
    reply.headers["Content-Disposition"] = f"inline; filename=pre-sessions-{number}.ics"
    return reply


@bp.get("/privacy")
@requires(Permission.PUBLIC)
def privacy():
    settings = config.current()
    return page(
        "site/privacy.html",
        kept_unselected=settings.applications_kept_days,
        kept_travel=settings.travel_kept_days,
    )


@bp.get("/sheets", endpoint="sheets")
@requires(Permission.PUBLIC)
def all_sheets():
    return page("site/sheets.html", sheets=sheets.SHEETS)


@bp.get("/sheets/<role>")
@requires(Permission.PUBLIC)
def sheet(role: str):
    return page(sheets.template(role), sheets=sheets.SHEETS, role=role)


def _came(found: list) -> dict[int, int]:
    """A week that goes on has no figure yet."""
    return queries.missions_that_came([entry.number for entry in found if editions.is_over(entry)])


_shown = {
    "words": words,
    "span": span,
    "is_over": editions.is_over,
    "tally": editions.tally,
    "call_status": call_status,
}
