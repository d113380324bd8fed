"""How the moderators' acts are answered: by the board as it stands then, with what happened in a sentence."""

from collections.abc import Callable

from flask import flash, request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.permissions import Permission
from webapp.core.refused import Refused, Stale
from webapp.floor import act_words, board
from webapp.questions import undo
from webapp.web.forms import number
from webapp.web.pages import Body, by_htmx, fragment, go, page, part

Context = dict[str, object]
# By the name of who does it.
Act = Callable[[str], None]


def on_question(
    act: Callable,
    country_session_id: str,
    question_id: str,
    *,
    refused: Callable[[Refused], Body] | None = None,
    **how: object,
) -> Body:
    """Does one act on one question, unless the page showed it otherwise than it is. `refused` answers for a form."""
    version = sent_number("version")
    return on_queue(
        lambda by: act(question_id, country_session_id, version=version, by=by, **how),
        country_session_id,
        about=question_id,
        refused=refused,
    )


def on_queue(act: Act, country_session_id: str, **answer: object) -> Body:
    """Does one act that can be undone. `about`: the question that it is about."""
    before = undo.last_act(country_session_id)
    return _answered(act, country_session_id, lambda context: _what_was_done(context, before), **answer)


def on_undo(act: Act, country_session_id: str) -> Body:
    """Takes the last act back."""
    undone = undo.last_act(country_session_id)
    return _answered(
        act, country_session_id, lambda context: _("Undone: %(act)s.", act=context["done_word"](undone))
    )


def on_sitting(act: Callable, country_session_id: str, done: object, **how: object) -> Body:
    """Does one act on the sitting, unless the page showed another number of it."""
    version = sent_number("version")
    return _answered(
        lambda by: act(country_session_id, version=version, by=by, **how),
        country_session_id,
        lambda _context: done,
    )


def _answered(
    act: Act,
    country_session_id: str,
    done: Callable[[Context], object],
    *,
    about: str = "",
    refused: Callable[[Refused], Body] | None = None,
) -> Body:
    try:
        act(guard.holder(Permission.MODERATE).name)
    except Refused as reason:
        if refused:
            return refused(reason)
        return _refused(country_session_id, reason, about)
    context = board.context(country_session_id)
    return _succeeded(context, country_session_id, done(context), about)


def _refused(country_session_id: str, reason: Refused, about: str) -> Body:
    """The new view, where somebody else was quicker, and what it says of the question. Else the reason alone."""
    if not isinstance(reason, Stale):
        if by_htmx():
            return fragment(board.TEMPLATE, "sentence", reason.status, refusal=reason.message, done=None)
        raise reason
    context = board.context(country_session_id)
    sentences = [str(reason.message)]
    if about:
        question = board.find(context["board"], about)
        mission = context["mission"](question.mission) if question else ""
        sentences.append(act_words.stands(context["board"], question, mission))
    return shown(context, reason.status, refusal=" ".join(sentences))


def _succeeded(context: Context, country_session_id: str, done: object, about: str) -> Body:
    if by_htmx():
        return shown(context, done=done)
    flash(str(done), "ok")
    where = {"_anchor": f"question-{about}"} if about else {}
    return go("floor.moderation", country_session_id=country_session_id, **where)


def _what_was_done(context: Context, before: undo.LastAct | None) -> str:
    act = context["last_act"]
    if act is None or (before and before.id == act.id):
        return _("Nothing changed.")
    words = context["done_word"](act)
    return _("%(act)s. To undo it, press z.", act=words) if by_htmx() else words


def shown(context: Context, status: int = 200, *, refusal: object = None, done: object = None) -> Body:
    """The whole page, or for htmx the parts of it that change."""
    context = context | {"refusal": refusal, "done": done}
    if by_htmx():
        return "".join(part(board.TEMPLATE, block, **context) for block in (*board.LIVE, "said")), status
    return page(board.TEMPLATE, status, **context)


def sent_number(name: str) -> int:
    return number(request.form.get(name))
