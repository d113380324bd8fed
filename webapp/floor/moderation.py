"""The moderators' page: the whole queue, and what can be done with each question. Each act is a noun, and posts."""

from collections.abc import Callable

from flask import Response, request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import Refused, Stale
from webapp.floor import frames, queries
from webapp.floor.blueprint import bp
from webapp.floor.forms import number
from webapp.programme import audiences
from webapp.questions import actions
from webapp.questions.models import Reason
from webapp.web import live
from webapp.web.pages import Body, by_htmx, go, page, part


@bp.get("/moderation")
@requires(Permission.MODERATE)
def moderation(country_session_id: str):
    return _board(country_session_id)


@bp.post("/questions/<question_id>/approval")
@requires(Permission.MODERATE)
def approve(country_session_id: str, question_id: str):
    return _moderate(actions.approve, country_session_id, question_id)


@bp.post("/questions/<question_id>/omission")
@requires(Permission.MODERATE)
def leave_out(country_session_id: str, question_id: str):
    reason = request.form.get("reason")
    if reason not in list(Reason):
        raise Refused(
            _("Say why the question is not taken up: for lack of time, or because it was already asked.")
        )
    return _moderate(actions.leave_out, country_session_id, question_id, reason=Reason(reason))


@bp.post("/questions/<question_id>/next-mark")
@requires(Permission.MODERATE)
def mark_next(country_session_id: str, question_id: str):
    return _moderate(actions.mark_next, country_session_id, question_id)


@bp.post("/questions/<question_id>/call")
@requires(Permission.MODERATE)
def call(country_session_id: str, question_id: str):
    return _moderate(actions.call_to_floor, country_session_id, question_id)


@bp.post("/questions/<question_id>/answer")
@requires(Permission.MODERATE)
def answer(country_session_id: str, question_id: str):
    return _moderate(actions.mark_answered, country_session_id, question_id)


@bp.post("/questions/<question_id>/return")
@requires(Permission.MODERATE)
def bring_back(country_session_id: str, question_id: str):
    return _moderate(actions.bring_back, country_session_id, question_id)


@bp.post("/questions/<question_id>/position")
@requires(Permission.MODERATE)
def move(country_session_id: str, question_id: str):
    place = number(request.form.get("place"))
    if place < 1:
        raise Refused(_("Write the place in the queue as a number, from 1."))
    seen_at = number(request.form.get("seen_at"))
    return _moderate(actions.move, country_session_id, question_id, place=place, seen_at=seen_at)


def _moderate(act: Callable, country_session_id: str, question_id: str, **how) -> Body | Response:
    """Does one act; answers with the board as it stands then, by 409 where the page showed what is no longer so."""
    by = guard.holder(Permission.MODERATE).name
    try:
        act(question_id, country_session_id, version=number(request.form.get("version")), by=by, **how)
    except Stale as reason:
        return _board(country_session_id, reason.status, reason.message)
    if by_htmx():
        return _board(country_session_id)
    return go("floor.moderation", country_session_id=country_session_id)


def _board(country_session_id: str, status: int = 200, message: object = None) -> Body:
    context = frames.board(country_session_id) | {"message": message}
    if by_htmx():
        blocks = [part(frames.MODERATION, block, **context) for block in ("board", "said")]
        return "".join(blocks), status
    return page(frames.MODERATION, status, **context)


@bp.get("/stream/moderators")
@requires(Permission.MODERATE, stream=True)
def moderators_stream(country_session_id: str):
    queries.country_session(country_session_id)
    return live.open_stream(audiences.moderators(country_session_id), guard.holder(Permission.MODERATE))
