"""How the desk shows requests for grants: what each comes to, and how the applicant stands as a speaker."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp.editions.models import Edition
from webapp.selection import queries as selection
from webapp.selection.models import Outcome, Reply
from webapp.selection.queries import Candidate
from webapp.travel import budgets
from webapp.travel.models import Budget, GrantOutcome, GrantReply
from webapp.travel.queries import Request
from webapp.travel.words import money

OUTCOMES = {
    GrantOutcome.GIVEN: lazy_gettext("Granted"),
    GrantOutcome.DECLINED: lazy_gettext("Not granted"),
}
_REPLIES = {
    GrantReply.OPEN: ("warn", lazy_gettext("Granted, no answer yet")),
    GrantReply.ACCEPTED: ("ok", lazy_gettext("Grant accepted")),
    GrantReply.TURNED_DOWN: ("bad", lazy_gettext("Grant turned down")),
}
_SPEAKS = {
    Outcome.ACCEPTED: lazy_gettext("Accepted"),
    Outcome.WAITING: lazy_gettext("Waiting list"),
    Outcome.DECLINED: lazy_gettext("Declined"),
}
_SPEAKERS_REPLIES = {
    Reply.OPEN: ("warn", lazy_gettext("Accepted, no answer yet")),
    Reply.CONFIRMED: ("ok", lazy_gettext("Confirmed")),
    Reply.TURNED_DOWN: ("bad", lazy_gettext("Turned down")),
    Reply.LAPSED: ("bad", lazy_gettext("No answer in time")),
    Reply.TAKEN_OFF: ("bad", lazy_gettext("Taken off the panel")),
}
Tag = tuple[str, object]  # the kind of sign, and its words


@dataclass(frozen=True, slots=True)
class Row:
    """A request; `cost` is what its grant comes to, None where no money is kept for it. `gone` says of one for which
    money is kept that nobody will speak by it, and is "" elsewhere."""

    request: Request
    cost: int | None
    standing: Tag
    as_speaker: Tag
    will_not_speak: bool
    gone: object


def of_edition(edition: Edition, requests: Iterable[Request], budget: Budget | None) -> list[Row]:
    speakers = {each.application.id: each for each in selection.candidates_of_edition(edition.number)}
    return [_row(each, budget, speakers.get(each.application.id)) for each in requests]


def of_one(request: Request, budget: Budget | None) -> Row:
    beside = selection.candidates(request.application.country_session_id)
    found = (each for each in beside if each.application.id == request.application.id)
    return _row(request, budget, next(found, None))


def _row(request: Request, budget: Budget | None, speaker: Candidate | None) -> Row:
    return Row(
        request=request,
        cost=budgets.cost(request.decision, budget) if request.commits and budget else None,
        standing=standing(request),
        as_speaker=_as_speaker(speaker),
        will_not_speak=_will_not_speak(speaker),
        gone=_gone(speaker) if request.commits else "",
    )


def standing(request: Request) -> Tag:
    """How far the decision on a grant is."""
    decision = request.decision
    if decision is None:
        return "info", _("Undecided")
    if not decision.released_at:
        return "warn", _("%(outcome)s, not announced", outcome=OUTCOMES[decision.outcome])
    if request.is_withdrawn:
        return "bad", _("Application withdrawn")
    if decision.outcome == GrantOutcome.GIVEN:
        return _REPLIES[decision.reply]
    return "info", OUTCOMES[decision.outcome]


def _as_speaker(candidate: Candidate | None) -> Tag:
    """How far the decision on a place on the panel is. One who withdrew is no candidate any more."""
    if candidate is None or candidate.is_withdrawn:
        return "bad", _("Withdrawn")
    decision = candidate.decision
    if decision is None:
        return "info", _("Undecided")
    if not decision.released_at:
        return "warn", _("%(outcome)s, not announced", outcome=_SPEAKS[decision.outcome])
    if decision.outcome == Outcome.ACCEPTED:
        return _SPEAKERS_REPLIES[decision.reply]
    return "info", _SPEAKS[decision.outcome]


def _will_not_speak(candidate: Candidate | None) -> bool:
    """As far as it is decided: a grant for them is worth a second look."""
    if candidate is None or candidate.is_withdrawn or candidate.left:
        return True
    return candidate.decision is not None and candidate.decision.outcome == Outcome.DECLINED


def _gone(candidate: Candidate | None) -> object:
    """As far as it is announced: the place was given back, lapsed or taken away, or none was offered."""
    if candidate is None or candidate.left:
        return _("No longer speaks")
    decision = candidate.decision
    if decision is not None and decision.released_at and decision.outcome == Outcome.DECLINED:
        return _("Will not speak")
    return ""


def account(budget: Budget | None, every: Iterable[Request]) -> dict[str, object]:
    """What a page says of the budget; `account` is None without one."""
    return {"budget": budget, "account": budgets.account(budget, every) if budget else None, "money": money}
