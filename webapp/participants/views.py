"""A pass as its holder sees it: the page, the QR code as a picture, and the calendar."""

from collections.abc import Callable

from flask import Blueprint, Response, url_for
from markupsafe import Markup

from webapp.access import guard, links
from webapp.access.guard import requires
from webapp.access.links import Purpose
from webapp.access.permissions import GrantKind, Permission
from webapp.participants import badges, calendars, codes, pictures, queries
from webapp.participants.models import Pass
from webapp.participants.words import CATEGORIES
from webapp.web.language import current_language
from webapp.web.pages import Body, page

bp = Blueprint("participants", __name__, url_prefix="/passes")


@bp.get("/<pass_id>")
@requires(Permission.HOLD_PASS)
def show_pass(pass_id: str) -> Body:
    held = _held(pass_id)
    return page(
        "participants/pass.html",
        held=held,
        participant=held.participant,
        edition=held.participant.edition,
        mission=held.participant.mission_name(current_language()),
        category=CATEGORIES[held.participant.category],
        qr=Markup(pictures.svg(codes.code_of(held.id, held.issue)).decode()),  # noqa: S704 (drawn by us)
        short_code=codes.grouped(held.short_code),
        live=queries.live_for(held.participant),
        has_calendar=bool(calendars.of(held.participant)),
    )


@bp.get("/<pass_id>.svg")
@requires(Permission.HOLD_PASS)
def svg(pass_id: str) -> Response:
    return _picture(pass_id, pictures.svg, "image/svg+xml")


@bp.get("/<pass_id>.png")
@requires(Permission.HOLD_PASS)
def png(pass_id: str) -> Response:
    return _picture(pass_id, pictures.png, "image/png")


@bp.get("/<pass_id>.pdf")
@requires(Permission.HOLD_PASS)
def pdf(pass_id: str) -> Response:
    held = _held(pass_id)
    body = badges.pass_pdf(held, current_language())
    return _file(body, "application/pdf", f"pass-{held.edition_number}.pdf", "inline")


@bp.get("/<pass_id>.ics")
@requires(Permission.HOLD_PASS)
def calendar(pass_id: str) -> Response:
    held = _held(pass_id)
    body = calendars.written(held.participant, current_language())
    return _file(body, "text/calendar", f"pre-sessions-{held.edition_number}.ics", "attachment")


def _held(pass_id: str) -> Pass:
    """Raises NotThere unless this browser holds the pass and it is valid."""
    guard.holder(Permission.HOLD_PASS, pass_id)
    return queries.live_pass(pass_id)


def _picture(pass_id: str, draw: Callable[[str], bytes], mimetype: str) -> Response:
    held = _held(pass_id)
    ending = mimetype.partition("/")[2].partition("+")[0]
    picture = draw(codes.code_of(held.id, held.issue))
    return _file(picture, mimetype, f"pass-{held.edition_number}.{ending}", "inline")


def _file(body: bytes, mimetype: str, name: str, how: str) -> Response:
    """A file whose name names nobody."""
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": f'{how}; filename="{name}"'})


links.serves(
    GrantKind.PASS,
    Purpose(
        open=lambda _session, _pass_id: None,
        address=lambda pass_id: url_for("participants.show_pass", pass_id=pass_id),
    ),
)
