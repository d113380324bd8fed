"""The decision on an application, for whoever holds its link: nothing until the release, and then their answer."""

from collections.abc import Callable

from flask import Blueprint, flash
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core import clock, limits
from webapp.core.refused import NotThere, Refused
from webapp.editions import words
from webapp.extensions import db
from webapp.participants.words import APPEARANCES
from webapp.selection import mails, queries, replying, silence
from webapp.selection.models import Decision, Outcome, Reply
from webapp.web.pages import Body, go, page

__all__ = ["bp", "silence"]  # its jobs are known once it is imported

bp = Blueprint("selection", __name__)

HERE = "/applications/<application_id>"
REPLIES, PASSES = "30 per hour", "5 per hour"


@bp.get(HERE + "/decision")
@requires(Permission.APPLY)
def decision(application_id: str) -> Body:
    guard.holder(Permission.APPLY, application_id)
    return _decision(application_id)


@bp.post(HERE + "/confirmation")
@requires(Permission.APPLY)
def confirm(application_id: str) -> Body:
    done = _("Confirmed. Your pass is on its way to you by e-mail.")
    return _reply(application_id, replying.confirm, done)


@bp.post(HERE + "/refusal")
@requires(Permission.APPLY)
def turn_down(application_id: str) -> Body:
    done = _("You turned the place down. Thank you for telling us.")
    return _reply(application_id, replying.turn_down, done)


def _reply(application_id: str, act: Callable[..., None], done: str) -> Body:
    """Answers; where that cannot be, the page as it stands now, with the reason."""
    grant = guard.holder(Permission.APPLY, application_id)
    limits.take(REPLIES, "reply", application_id)
    try:
        act(application_id, by=grant.name)
    except Refused as refusal:
        return _decision(application_id, refusal)
    flash(done, "ok")
    return go("selection.decision", application_id=application_id)


@bp.post(HERE + "/pass-mail")
@requires(Permission.APPLY)
def send_pass(application_id: str) -> Body:
    guard.holder(Permission.APPLY, application_id)
    limits.take(PASSES, "send-own-pass", application_id)
    replying.send_pass(application_id)
    flash(_("The pass is on its way to you by e-mail."), "ok")
    return go("selection.decision", application_id=application_id)


def _decision(application_id: str, refusal: Refused | None = None) -> Body:
    """Before the release it is the same page for everybody: nothing that was prepared is looked at here."""
    announced = queries.announced(application_id)
    if announced is None:
        if refusal:
            raise NotThere
        return page("selection/not_yet.html", application_id=application_id)
    application = queries.application(application_id)
    edition, until = application.edition, announced.reply_until
    seat = queries.seat_of(application)
    chosen = seat.appearance if seat else (application.sent or {}).get("appearance")
    return page(
        "selection/decision.html",
        refusal.status if refusal else 200,
        application=application,
        edition=edition,
        country_session=application.country_session,
        decision=announced,
        standing=_standing(announced),
        until=words.last_minute(mails.last_minute(until, edition), edition) if until else "",
        appearance=APPEARANCES.get(chosen),
        seat=seat,
        has_pass=queries.pass_of(db.session(), application) is not None,
        words=words,
        refusal=refusal,
    )


def _standing(decision: Decision) -> str:
    """Which of its texts the page shows."""
    if decision.outcome != Outcome.ACCEPTED:
        return str(decision.outcome)
    if decision.reply == Reply.OPEN and clock.now() >= decision.reply_until:
        return str(Reply.LAPSED)  # the date has passed, whether or not the place has been given on already
    return str(decision.reply)
