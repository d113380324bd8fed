"""What the moderators do with the sitting and with the queue as a whole. Each act is a noun, and posts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import request
from flask_babel import lazy_gettext as _

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import NotThere, Refused
from webapp.floor import answers, board
from webapp.floor.blueprint import bp
from webapp.programme import sittings
from webapp.programme.models import Phase
from webapp.questions import moderating, order, undo
from webapp.web.pages import by_htmx, fragment, page

CLOSURE = "floor/closure.html"


@dataclass(frozen=True, slots=True)
class Act:
    does: Callable
    done: object  # what is said then, lazy


ACTS = {
    "end-statement": Act(sittings.end_statement, _("The statement is over.")),
    "timer-pause": Act(sittings.pause_timer, _("The timer is paused.")),
    "timer-resumption": Act(sittings.resume_timer, _("The timer runs on.")),
    "timer-minute": Act(sittings.add_minute, _("One minute more.")),
    "timer-end": Act(sittings.stop_timer, _("The timer is off.")),
    "before": Act(partial(sittings.enter, phase=Phase.BEFORE), _("Back to the time before the statements.")),
    "statements": Act(partial(sittings.enter, phase=Phase.STATEMENTS), _("The statements begin.")),
    "floor": Act(partial(sittings.enter, phase=Phase.FLOOR), _("The floor is open.")),
    "closure": Act(partial(sittings.enter, phase=Phase.CLOSED), _("The country session is closed.")),
    "suspension": Act(sittings.suspend, _("The country session is suspended.")),
    "resumption": Act(sittings.resume, _("The country session goes on.")),
    "blank": Act(sittings.blank, _("Every screen is blank.")),
    "unblank": Act(sittings.unblank, _("The screens show again.")),
}
ORDERS = {"suggested": order.take_suggestion, "lots": order.draw_lots}


@bp.get("/sitting/closure")
@requires(Permission.MODERATE)
def closure(country_session_id: str):
    """Asks once more, and says what becomes of what waits."""
    context = board.context(country_session_id)
    return fragment(CLOSURE, "sheet", **context) if by_htmx() else page(CLOSURE, **context)


@bp.post("/sitting/timer-start")
@requires(Permission.MODERATE)
def start_timer(country_session_id: str):
    seconds = answers.sent_number("seconds")
    return answers.on_sitting(sittings.start_timer, country_session_id, _("The timer runs."), seconds=seconds)


@bp.post("/sitting/<act>")
@requires(Permission.MODERATE)
def act_on_sitting(country_session_id: str, act: str):
    wanted = ACTS.get(act)
    if wanted is None:
        raise NotThere
    return answers.on_sitting(wanted.does, country_session_id, wanted.done)


@bp.post("/statements/<statement_id>/start")
@requires(Permission.MODERATE)
def start_statement(country_session_id: str, statement_id: str):
    done = _("The statement begins.")
    return answers.on_sitting(sittings.start_statement, country_session_id, done, statement_id=statement_id)


@bp.post("/statements/<statement_id>/restoration")
@requires(Permission.MODERATE)
def put_statement_back(country_session_id: str, statement_id: str):
    done = _("The statement waits again.")
    return answers.on_sitting(sittings.put_back, country_session_id, done, statement_id=statement_id)


@bp.post("/order")
@requires(Permission.MODERATE)
def put_in_order(country_session_id: str):
    wanted = ORDERS.get(request.form.get("order", ""))
    if wanted is None:
        raise Refused(_("Choose the suggested order, or lots."))
    seen = [question_id for question_id in request.form.get("seen", "").split(",") if question_id]
    return answers.on_queue(lambda by: wanted(country_session_id, seen=seen, by=by), country_session_id)


@bp.post("/round-closure")
@requires(Permission.MODERATE)
def close_round(country_session_id: str):
    seen = answers.sent_number("round")
    return answers.on_queue(
        lambda by: moderating.close_round(country_session_id, round=seen, by=by), country_session_id
    )


@bp.post("/acts/<act_id>/reversal")
@requires(Permission.MODERATE)
def take_back(country_session_id: str, act_id: str):
    return answers.on_undo(lambda by: undo.undo(act_id, country_session_id, by=by), country_session_id)
