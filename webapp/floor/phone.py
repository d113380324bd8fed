"""The delegate's live page, and the questions of their delegation, of which each is changed by its asker alone."""

from flask import flash, request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import SignedOut, requires
from webapp.access.permissions import Permission
from webapp.core import limits
from webapp.core.live import versions
from webapp.core.refused import NotThere, Refused, Stale
from webapp.floor import frames, queries
from webapp.floor.blueprint import bp
from webapp.floor.forms import EditedQuestionForm, NewQuestionForm
from webapp.floor.queries import Delegate
from webapp.programme import audiences
from webapp.programme import queries as programme
from webapp.questions import asking
from webapp.questions import queries as questions
from webapp.questions.asking import bar_to_asking
from webapp.questions.audiences import own as own_topic
from webapp.questions.models import OPEN, Question, QuestionKind
from webapp.web import live
from webapp.web.forms import number
from webapp.web.language import current_language
from webapp.web.pages import Body, by_htmx, fragment, go, page

WRITES = "6 per minute"  # a person who types; missions share one address, so the pass is what counts


@bp.get("")
@requires(Permission.FOLLOW_FLOOR)
def follow(country_session_id: str):
    who = _delegate(country_session_id)
    if by_htmx():
        return frames.for_delegates(country_session_id)
    # The numbers before what they number: a change in between is then told once too often, not missed.
    of_all, of_mine = audiences.delegates(country_session_id), _own_topic(who)
    seen = versions.read([of_all, of_mine])
    drawn, sitting = live.drawn(of_all, seen[of_all]), frames.sitting(country_session_id, seen[of_all])
    own = frames.own(who.country_session, who.participant.mission, seen[of_mine], sitting.speakers)
    return page(
        frames.FOLLOW,
        who=who,
        bar=bar_to_asking(who.participant, who.country_session, sitting),
        seen=seen[of_mine],
        drawn=drawn,
        received=[each.submission for each in own["own"] if each.participant_id == who.participant.id],
        **own,
    )


@bp.get("/questions")
@requires(Permission.FOLLOW_FLOOR)
def own_questions(country_session_id: str):
    """The questions of one's own delegation: the part of the live page that no stream carries."""
    who = _delegate(country_session_id)
    if not by_htmx():
        return go("floor.follow", country_session_id=country_session_id)
    return fragment(frames.FOLLOW, "mine", who=who, **_own(who))


@bp.get("/stream/delegates")
@requires(Permission.FOLLOW_FLOOR, stream=True)
def delegates_stream(country_session_id: str):
    """`?mine=` is the version of the delegation's own questions that the page was drawn with."""
    try:
        who = _delegate(country_session_id)
    except NotThere:
        raise SignedOut from None
    seen = max(0, number(request.args.get("mine")))
    return live.open_stream(audiences.delegates(country_session_id), who.grant, {_own_topic(who): seen})


@bp.get("/questions/new")
@requires(Permission.ASK)
def ask_form(country_session_id: str):
    who = _delegate(country_session_id)
    kind = QuestionKind.SPOKEN if request.args.get("kind") == QuestionKind.SPOKEN else QuestionKind.WRITTEN
    return _ask_page(who, NewQuestionForm(*_choices(who), language=current_language(), kind=kind))


@bp.post("/questions")
@requires(Permission.ASK, csrf_in_form=True)
def ask(country_session_id: str):
    who = _delegate(country_session_id)
    form = NewQuestionForm(*_choices(who))
    if not form.validate_on_submit():
        return _ask_page(who, form, 422)
    try:
        limits.take(WRITES, "write-question", who.held.id)
        asking.ask(
            country_session_id,
            who.held.id,
            submission=form.submission.data,
            **form.typed(),
            by=who.grant.name,
        )
    except Stale as reason:
        form.renew()
        form.refuse(reason.message)
        return _ask_page(who, form, reason.status)
    except Refused as reason:
        form.refuse(reason.message)
        return _ask_page(who, form, reason.status)
    if form.kind.data == QuestionKind.SPOKEN:
        flash(_("The moderators know that you ask for the floor. This page shows when you are next."), "ok")
    else:
        flash(_("Your question is with the moderators. This page shows what becomes of it."), "ok")
    return go("floor.follow", country_session_id=country_session_id)


@bp.get("/questions/<question_id>")
@requires(Permission.ASK)
def question(country_session_id: str, question_id: str):
    who = _delegate(country_session_id)
    mine = _own_question(who, question_id)
    form = _form_of(who, mine)
    return _question_page(who, mine, form)


@bp.post("/questions/<question_id>")
@requires(Permission.ASK, csrf_in_form=True)
def edit(country_session_id: str, question_id: str):
    who = _delegate(country_session_id)
    mine = _own_question(who, question_id)
    form = EditedQuestionForm(*_choices(who))
    if not form.validate_on_submit():
        return _question_page(who, mine, form, 422, version=form.version.data)
    try:
        limits.take(WRITES, "write-question", who.held.id)
        typed = {**form.typed(), "version": number(form.version.data)}
        asking.edit(question_id, who.participant.id, **typed, by=who.grant.name)
    except Refused as reason:
        form.refuse(reason.message)
        return _question_page(who, _own_question(who, question_id), form, reason.status)
    flash(_("Your question is changed, and with the moderators."), "ok")
    return go("floor.follow", country_session_id=country_session_id)


@bp.post("/questions/<question_id>/withdrawal")
@requires(Permission.ASK)
def withdraw(country_session_id: str, question_id: str):
    who = _delegate(country_session_id)
    mine = _own_question(who, question_id)
    form = _form_of(who, mine)
    try:
        asking.withdraw(question_id, who.participant.id, by=who.grant.name)
    except Stale as reason:
        form.refuse(reason.message)
        return _question_page(who, _own_question(who, question_id), form, reason.status)
    flash(_("Your question is withdrawn."), "ok")
    return go("floor.follow", country_session_id=country_session_id)


def _delegate(country_session_id: str) -> Delegate:
    held = [grant for grant in guard.held() if grant.gives(Permission.FOLLOW_FLOOR)]
    return queries.delegate(country_session_id, held)


def _own(who: Delegate) -> dict[str, object]:
    topic = _own_topic(who)
    return frames.own(who.country_session, who.participant.mission, versions.read([topic])[topic])


def _own_topic(who: Delegate) -> str:
    return own_topic(who.country_session.id, who.participant.mission or "")


def _own_question(who: Delegate, question_id: str) -> Question:
    found = questions.own_question(question_id, who.country_session.id, who.participant.id)
    if found is None:
        raise NotThere
    return found


def _form_of(who: Delegate, mine: Question) -> EditedQuestionForm:
    """The form to change a question, with what it says now."""
    now = {"text": mine.text, "language": mine.language, "kind": mine.kind}
    return EditedQuestionForm(*_choices(who), **now, panellist=mine.panellist_id or "")


def _choices(who: Delegate) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The languages in which, and the panellists to whom, one can ask here."""
    here, locale = who.country_session, current_language()
    return queries.languages(here.edition, locale), queries.panel(here, locale)


def _ask_page(who: Delegate, form: NewQuestionForm, status: int = 200) -> Body:
    bar = bar_to_asking(who.participant, who.country_session, programme.sitting(who.country_session.id))
    return page("floor/ask.html", status, who=who, bar=bar, form=form, problem=form.errors)


def _question_page(
    who: Delegate, mine: Question, form: EditedQuestionForm, status: int = 200, version: object = None
) -> Body:
    """The form carries the version of what the page shows beside it, unless the page is only shown again."""
    form.version.data = mine.version if version is None else version
    context = {"who": who, "question": mine, "form": form, "may_change": mine.status in OPEN}
    return page("floor/question.html", status, **context, **_own(who), problem=form.errors)
