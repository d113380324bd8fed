"""The public pages. They touch no session, so that anybody may keep them for a moment."""

from flask import Blueprint, Response

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications.call import KEPT_TRAVEL, KEPT_UNSELECTED
from webapp.applications.windows import call_status
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
    return page("site/edition.html", edition=editions.edition(number), prose=prose.html, **_shown)


@bp.get("/editions/<int:number>/programme")
@requires(Permission.PUBLIC)
def programme(number: int):
    found = editions.edition(number)
    return page("site/programme.html", edition=found, programme=queries.programme(found), **_shown)


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
    return page("site/privacy.html", kept_unselected=KEPT_UNSELECTED, kept_travel=KEPT_TRAVEL)


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
