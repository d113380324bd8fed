"""The moderators' page, and what can be done with a question there. Each act is a noun, and posts."""

from flask import request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core import clock
from webapp.core.live import presence
from webapp.core.refused import Refused
from webapp.floor import answers, board, pace, queries
from webapp.floor.blueprint import bp
from webapp.programme import audiences
from webapp.programme import queries as programme
from webapp.programme.models import Phase
from webapp.questions import moderating, order
from webapp.questions import queries as questions
from webapp.questions.models import Answer, Reason, Wish
from webapp.web import live
from webapp.web.pages import fragment


@bp.get("/moderation")
@requires(Permission.MODERATE)
def moderation(country_session_id: str):
    return answers.shown(board.context(country_session_id))


@bp.get("/moderation/presence")
@requires(Permission.MODERATE)
def moderators_facts(country_session_id: str):
    """Who listens, and how many questions more fit: asked for now and then, because both change with time alone."""
    country_session = queries.country_session(country_session_id)
    sitting = programme.sitting(country_session_id)
    is_open = sitting.phase == Phase.FLOOR and not sitting.suspended
    return fragment(
        board.TEMPLATE,
        "presence",
        country_session=country_session,
        moderators=presence.listeners(audiences.moderators(country_session_id)),
        halls=presence.listeners(audiences.hall(country_session_id)),
        podiums=presence.listeners(audiences.podium(country_session_id)),
        phones=presence.listeners(audiences.delegates(country_session_id)),
        more_fit=pace.more_fit(country_session, clock.now()) if is_open else None,
        waiting=len(questions.moderators_view(country_session_id).waiting),
    )


@bp.post("/questions/<question_id>/approval")
@requires(Permission.MODERATE)
def approve(country_session_id: str, question_id: str):
    return answers.on_question(moderating.approve, country_session_id, question_id)


@bp.post("/questions/<question_id>/return")
@requires(Permission.MODERATE)
def give_back(country_session_id: str, question_id: str):
    wish = request.form.get("wish")
    if wish not in list(Wish):
        raise Refused(_("Say what you wish for: a shorter question, or a clearer one."))
    return answers.on_question(moderating.give_back, country_session_id, question_id, wish=Wish(wish))


@bp.post("/questions/<question_id>/omission")
@requires(Permission.MODERATE)
def leave_out(country_session_id: str, question_id: str):
    reason = request.form.get("reason")
    if reason not in list(Reason):
        raise Refused(
            _("Say why the question is not taken up: for lack of time, or because it was already asked.")
        )
    return answers.on_question(moderating.leave_out, country_session_id, question_id, reason=Reason(reason))


@bp.post("/questions/<question_id>/next-mark")
@requires(Permission.MODERATE)
def mark_next(country_session_id: str, question_id: str):
    return answers.on_question(moderating.mark_next, country_session_id, question_id)


@bp.post("/questions/<question_id>/call")
@requires(Permission.MODERATE)
def call(country_session_id: str, question_id: str):
    floor = request.form.get("floor", "")
    return answers.on_question(moderating.call, country_session_id, question_id, floor=floor)


@bp.post("/questions/<question_id>/answer")
@requires(Permission.MODERATE)
def answer(country_session_id: str, question_id: str):
    became = request.form.get("answer")
    if became not in list(Answer):
        raise Refused(_("Say what became of the question: answered, in writing, or passed."))
    return answers.on_question(moderating.answer, country_session_id, question_id, answer=Answer(became))


@bp.post("/questions/<question_id>/restoration")
@requires(Permission.MODERATE)
def bring_back(country_session_id: str, question_id: str):
    return answers.on_question(moderating.bring_back, country_session_id, question_id)


@bp.post("/questions/<question_id>/position")
@requires(Permission.MODERATE)
def move(country_session_id: str, question_id: str):
    place = answers.sent_number("place")
    if place < 1:
        raise Refused(_("Write the place in the queue as a number, from 1."))
    seen_at = answers.sent_number("seen_at")
    return answers.on_question(order.move, country_session_id, question_id, place=place, seen_at=seen_at)


@bp.get("/stream/moderators")
@requires(Permission.MODERATE, stream=True)
def moderators_stream(country_session_id: str):
    queries.country_session(country_session_id)
    return live.open_stream(audiences.moderators(country_session_id), guard.holder(Permission.MODERATE))
