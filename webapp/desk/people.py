"""Helping somebody at the desk: finding their pass by name, and giving their phone a code for the live page."""

from flask import request

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.checkin import people as passes
from webapp.checkin.people import Found
from webapp.core import limits
from webapp.desk.blueprint import bp
from webapp.editions import queries as editions
from webapp.participants import codes, desk_codes
from webapp.participants import queries as participants
from webapp.participants.words import CATEGORIES
from webapp.web.language import current_language
from webapp.web.pages import Body, page

TYPED_MOST = 100
CODES = "200 per hour"  # by one member of the secretariat: a whole room may stand at the desk


@bp.get("/editions/<int:number>/people")
@requires(Permission.ASSIST)
def people(number: int) -> Body:
    return _people(number, "")


@bp.post("/editions/<int:number>/people")
@requires(Permission.ASSIST)
def find_people(number: int) -> Body:
    """Posted, because an address is kept in histories and logs, and a name does not belong there."""
    return _people(number, request.form.get("name", "")[:TYPED_MOST])


def _people(number: int, typed: str) -> Body:
    edition, by = editions.edition(number), guard.holder(Permission.ASSIST)
    found: list[Found] = []
    more = False
    if passes.is_enough(typed):
        found, more = passes.find(number, typed, by.subject_id, current_language(), at_desk=True)
    return page(
        "desk/people.html",
        edition=edition,
        sought=typed,
        enough=passes.is_enough(typed),
        found=found,
        more=more,
        categories=CATEGORIES,
    )


@bp.post("/passes/<pass_id>/codes")
@requires(Permission.ASSIST)
def make_code(pass_id: str) -> Body:
    by = guard.holder(Permission.ASSIST)
    limits.take(CODES, "desk-code", by.subject_id)
    code = desk_codes.make(pass_id, by=by.name)
    held = participants.live_pass(pass_id)
    return page(
        "desk/code.html",
        participant=held.participant,
        code=codes.grouped(code),
        minutes=int(desk_codes.LIFETIME.total_seconds() // 60),
    )
