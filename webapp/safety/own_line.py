"""The page behind the link: what its holder can say with one press, and what was said. It works without scripts."""

from flask import flash, request, url_for
from flask_babel import gettext as _

from webapp.access import grants, guard, links
from webapp.access.guard import requires
from webapp.access.links import Purpose
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Permission
from webapp.core import limits
from webapp.core.refused import Refused
from webapp.core.text import Unfit, clean_line
from webapp.core.transaction import transaction
from webapp.safety import mails, queries, saying
from webapp.safety.blueprint import bp
from webapp.safety.models import Word
from webapp.web.pages import Body, go, page

HERE = "/safety/<participant_id>"
PRESSES = "20 per hour"  # of one button, over one line
NUMBER_MOST = 40
SIGNS = frozenset(" +()-./:@_")  # of numbers and of names in an app


@bp.get(HERE)
@requires(Permission.USE_SAFETY_LINE)
def show(participant_id: str) -> Body:
    _holder(participant_id)
    return _show(participant_id)


def _show(participant_id: str, refusal: Refused | None = None) -> Body:
    line = queries.line(participant_id)
    edition, said = line.participant.edition, queries.said(participant_id)
    return page(
        "safety/show.html",
        refusal.status if refusal else 200,
        line=line,
        edition=edition,
        said=said,
        known={each.word for each in said},
        offered=saying.offered(edition),
        is_off=_is_off(participant_id),
        until=mails.last_day(edition),
        Word=Word,
        refusal=refusal,
    )


@bp.post(HERE + "/arrival")
@requires(Permission.USE_SAFETY_LINE)
def arrive(participant_id: str) -> Body:
    done = _("You have arrived: the coordinator sees it. You need not do anything more.")
    return _press(participant_id, "arrival", saying.arrive, done)


@bp.post(HERE + "/homecoming")
@requires(Permission.USE_SAFETY_LINE)
def come_home(participant_id: str) -> Body:
    done = _("You are home: the coordinator sees it, and asks no more. Thank you.")
    return _press(participant_id, "homecoming", saying.come_home, done)


def _press(participant_id: str, act: str, say, done: str) -> Body:
    by = _holder(participant_id).name
    try:
        limits.take(PRESSES, f"safety-{act}", participant_id)
        say(participant_id, by=by)
    except Refused as refusal:
        return _show(participant_id, refusal)
    flash(done, "ok")
    return go("safety.show", participant_id=participant_id)


@bp.post(HERE + "/call")
@requires(Permission.USE_SAFETY_LINE)
def ask_for_call(participant_id: str) -> Body:
    """Never refused, and counted against no limit."""
    by = _holder(participant_id).name
    saying.ask_for_call(participant_id, _number(request.form.get("number", "")), by=by)
    flash(
        _(
            "The coordinators were told that you asked for a call. Keep your phone near you."
            " We cannot promise the hour."
        ),
        "ok",
    )
    return go("safety.show", participant_id=participant_id)


def _number(typed: str) -> str | None:
    """As typed; where that cannot be kept as it is, what is left of it, because the call matters more."""
    try:
        return clean_line(typed, NUMBER_MOST) or None
    except Unfit:
        kept = "".join(c for c in typed if c in SIGNS or (c.isascii() and c.isalnum()))
        return " ".join(kept.split())[:NUMBER_MOST].strip() or None


# ---- Off everything ----


@bp.get(HERE + "/removal")
@requires(Permission.USE_SAFETY_LINE)
def ask_to_take_off(participant_id: str) -> Body:
    _holder(participant_id)
    edition = queries.line(participant_id).participant.edition
    return page(
        "safety/removal.html", edition=edition, line_id=participant_id, is_off=_is_off(participant_id)
    )


@bp.post(HERE + "/removal")
@requires(Permission.USE_SAFETY_LINE)
def take_off(participant_id: str) -> Body:
    done = _(
        "Done: your name and organisation are shown nowhere on this site any more. The secretariat was told."
    )
    return _press(participant_id, "removal", saying.take_off, done)


def _is_off(participant_id: str) -> bool:
    said = queries.said(participant_id)
    return any(each.word == Word.OFF_EVERYTHING for each in said) and queries.stands_off(participant_id)


# ---- A device that others use too ----


@bp.post(HERE + "/device-erasure")
@requires(Permission.USE_SAFETY_LINE)
def erase_from_device(participant_id: str) -> Body:
    """Ends what this browser holds of the line. The link in the mail opens it again."""
    grant = _holder(participant_id)
    with transaction() as session:
        grants.end(session, grant.id)
    reply = go("safety.erased")
    reply.headers["Clear-Site-Data"] = '"cache"'
    return reply


@bp.get("/safety/erased")
@requires(Permission.PUBLIC)
def erased() -> Body:
    return page("safety/erased.html")


def _holder(participant_id: str) -> Grant:
    return guard.holder(Permission.USE_SAFETY_LINE, participant_id)


links.serves(
    GrantKind.SAFETY_LINE,
    Purpose(
        open=lambda _session, _participant_id: None,
        address=lambda participant_id: url_for("safety.show", participant_id=participant_id),
    ),
)
