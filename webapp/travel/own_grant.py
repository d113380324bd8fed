"""The decision on a travel grant, for whoever holds the application: nothing until the release, then their answer."""

from collections.abc import Callable
from functools import partial

from flask import flash, request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import queries as applications
from webapp.core import limits
from webapp.core.refused import NotThere, Refused
from webapp.travel import budgets, queries, replying, words
from webapp.travel.blueprint import bp
from webapp.travel.models import GrantDecision, GrantOutcome
from webapp.web.forms import number
from webapp.web.pages import Body, go, page

HERE = "/applications/<application_id>"
REPLIES = "30 per hour"


@bp.get(HERE + "/grant-decision")
@requires(Permission.APPLY)
def grant_decision(application_id: str) -> Body:
    guard.holder(Permission.APPLY, application_id)
    return _decision(application_id)


@bp.post(HERE + "/grant-acceptance")
@requires(Permission.APPLY)
def accept_grant(application_id: str) -> Body:
    done = _("Accepted. The coordinator writes to you about the journey.")
    seen = number(request.form.get("seen"))
    return _reply(application_id, partial(replying.accept, seen=seen), done)


@bp.post(HERE + "/grant-refusal")
@requires(Permission.APPLY)
def turn_grant_down(application_id: str) -> Body:
    done = _("You turned the grant down. Thank you for telling us: it can help somebody else.")
    return _reply(application_id, replying.turn_down, done)


def _reply(application_id: str, act: Callable[..., None], done: str) -> Body:
    """Answers; where that cannot be, the page as it stands now, with the reason."""
    grant = guard.holder(Permission.APPLY, application_id)
    limits.take(REPLIES, "reply-to-grant", application_id)
    try:
        act(application_id, by=grant.name)
    except Refused as refusal:
        return _decision(application_id, refusal)
    flash(done, "ok")
    return go("travel.grant_decision", application_id=application_id)


def _decision(application_id: str, refusal: Refused | None = None) -> Body:
    """Before the release it is the same page for everybody, also for who never asked: nothing that was prepared is
    looked at here."""
    announced = queries.decision_of(application_id)
    if announced is None:
        if refusal:
            raise NotThere
        return page("travel/not_yet.html", application_id=application_id)
    application = applications.application(application_id)
    return page(
        "travel/grant.html",
        refusal.status if refusal else 200,
        application=application,
        edition=application.edition,
        decision=announced,
        standing=_standing(announced),
        budget=budgets.budget(application.edition_number),
        money=words.money,
        speaks=queries.may_travel(application),
        refusal=refusal,
    )


def _standing(announced: GrantDecision) -> str:
    """How the page speaks of it. One that they had accepted and that was taken back has been answered: it ended."""
    if announced.outcome == GrantOutcome.GIVEN:
        return str(announced.reply)
    return "ended" if announced.replied_at else str(announced.outcome)
