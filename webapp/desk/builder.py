"""The builder of one country session: the hour as it fills up, its balance, and a decision on each application."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from flask import flash, request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications.answers import THEMES
from webapp.applications.words import SCOPES
from webapp.core.refused import Refused
from webapp.desk.blueprint import bp
from webapp.desk.hidden import hidden, must_be_shown, worded
from webapp.editions.models import CountrySession
from webapp.participants.models import OrganisationKind
from webapp.participants.words import KINDS
from webapp.programme import queries as programme
from webapp.programme import words
from webapp.programme.models import Panellist, Statement
from webapp.programme.panels import OPENING_MINUTES
from webapp.review import standings
from webapp.selection import deciding, queries
from webapp.selection.deciding import Case
from webapp.selection.models import Outcome, Reply
from webapp.selection.queries import Candidate
from webapp.web.forms import number as whole
from webapp.web.pages import Body, go, page

HERE = "/editions/<int:number>/decisions/<country_session_id>"
ONE = HERE + "/applications/<application_id>"
MINUTES_USUAL = 7  # product: statements take 5 to 7 minutes


@dataclass(frozen=True, slots=True)
class Row:
    """An application as the builder lists it. `place` is from 1 in its list; `minutes` what its statement takes;
    `panellist` whoever has a seat by it. `is_hidden` from whoever asks: its place and its minutes are all they see."""

    candidate: Candidate
    place: int
    minutes: int | None
    panellist: Panellist | None
    is_hidden: bool = False

    @property
    def off_panel(self) -> bool:
        """Confirmed, and taken off the panel since."""
        return _has_confirmed(self.candidate) and self.panellist is None

    @property
    def speaker(self) -> object:
        """Who speaks now: somebody else may have taken the place of whoever applied."""
        if self.panellist:
            return self.panellist.participant.name
        return (self.candidate.application.sent or {}).get("speaker")


@dataclass(frozen=True, slots=True)
class Hour:
    """What the hour is spent on, in minutes; `left` is below nought where the statements alone take longer."""

    whole: int
    opening: int
    statements: int

    @property
    def left(self) -> int:
        return self.whole - self.opening - self.statements


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the hour, for its picture."""

    kind: str
    begin: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Whom the panel would be made of."""

    civil_society: int
    nhri: int
    scopes: dict[str, int]
    themes: dict[str, int]


@bp.get(HERE)
@requires(Permission.MANAGE_APPLICATIONS)
def builder(number: int, country_session_id: str) -> Body:
    return _builder(number, country_session_id)


@bp.post(ONE + "/acceptance")
@requires(Permission.MANAGE_APPLICATIONS)
def accept(number: int, country_session_id: str, application_id: str) -> Body:
    minutes = whole(request.form.get("minutes"))
    return _decide(
        number,
        country_session_id,
        application_id,
        lambda case, by: deciding.accept(case, minutes=minutes, by=by),
        _("Accepted. Nobody is told before you release the decisions."),
    )


@bp.post(ONE + "/waiting-place")
@requires(Permission.MANAGE_APPLICATIONS)
def wait(number: int, country_session_id: str, application_id: str) -> Body:
    done = _("On the waiting list. Nobody is told before you release the decisions.")
    return _decide(number, country_session_id, application_id, lambda c, by: deciding.wait(c, by=by), done)


@bp.post(ONE + "/omission")
@requires(Permission.MANAGE_APPLICATIONS)
def decline(number: int, country_session_id: str, application_id: str) -> Body:
    done = _("Declined. Nobody is told before you release the decisions.")
    return _decide(number, country_session_id, application_id, lambda c, by: deciding.decline(c, by=by), done)


@bp.post(ONE + "/retraction")
@requires(Permission.MANAGE_APPLICATIONS)
def take_back(number: int, country_session_id: str, application_id: str) -> Body:
    done = _("Taken back: nothing is decided about this application.")
    return _decide(
        number, country_session_id, application_id, lambda c, by: deciding.take_back(c, by=by), done
    )


@bp.post(ONE + "/offer")
@requires(Permission.MANAGE_APPLICATIONS)
def offer_place(number: int, country_session_id: str, application_id: str) -> Body:
    minutes = whole(request.form.get("minutes"))
    return _decide(
        number,
        country_session_id,
        application_id,
        lambda case, by: deciding.offer(case, minutes=minutes, by=by),
        _("Offered. The mail is on its way."),
    )


@bp.post(ONE + "/position")
@requires(Permission.MANAGE_APPLICATIONS)
def place_candidate(number: int, country_session_id: str, application_id: str) -> Body:
    place = whole(request.form.get("place"))
    return _decide(
        number,
        country_session_id,
        application_id,
        lambda case, by: deciding.move(case, place=place, by=by),
        _("Moved."),
    )


def _decide(
    number: int, country_session_id: str, application_id: str, act: Callable[[Case, str], None], done: str
) -> Body:
    """Does it; where it cannot be, or another coordinator was quicker, the builder as it stands now."""
    by = guard.holder(Permission.MANAGE_APPLICATIONS).name
    queries.country_session(number, country_session_id)
    must_be_shown(number, application_id)
    case = Case(country_session_id, application_id, request.form.get("seen", ""))
    try:
        act(case, by)
    except Refused as refusal:
        typed = {application_id: request.form.get("minutes", "")} if refusal.status == 422 else {}
        return _builder(number, country_session_id, worded(refusal, number), typed)
    flash(done, "ok")
    return go("desk.builder", number=number, country_session_id=country_session_id)


def _builder(
    number: int, country_session_id: str, refusal: Refused | None = None, typed: dict[str, str] | None = None
) -> Body:
    country_session = queries.country_session(number, country_session_id)
    found, unseen = queries.candidates(country_session_id), hidden(number)
    # In an order each keeps its place; elsewhere a hidden one is only counted.
    shown = [each for each in found if each.application.id not in unseen]
    slots = programme.slots(country_session_id)
    panel = _rows((each for each in found if each.holds_place), slots, unseen)
    waiting = _rows((each for each in found if _is(each, Outcome.WAITING)), slots, unseen)
    invited = [slot for slot in slots if slot.panellist and slot.panellist.application_id is None]
    hour, parts = _hour(country_session, slots, panel, invited)
    return page(
        "desk/builder.html",
        refusal.status if refusal else 200,
        edition=country_session.edition,
        country_session=country_session,
        panel=panel,
        invited=invited,
        waiting=waiting,
        undecided=_rows((each for each in shown if each.decision is None), slots),
        declined=_rows((each for each in shown if _is(each, Outcome.DECLINED)), slots),
        left=_rows((each for each in shown if each.left), slots),
        only_counted=len(found) - len(shown) - sum(row.is_hidden for row in panel + waiting),
        hour=hour,
        parts=parts,
        balance=_balance([row for row in panel if not row.is_hidden], invited),
        is_partial=any(row.is_hidden for row in panel),
        usual=max(country_session.edition.statement_minutes or [MINUTES_USUAL]),
        kinds=KINDS,
        scopes=SCOPES,
        themes=THEMES,
        Reply=Reply,
        presences=words.presences,
        notes=words.notes,
        refusal=refusal,
        typed=typed or {},
        scores={row.id: row for row in standings.without(standings.standings(number), unseen)},
    )


def _is(candidate: Candidate, outcome: Outcome) -> bool:
    return candidate.decision is not None and candidate.decision.outcome == outcome


def _rows(
    candidates: Iterable[Candidate], slots: Iterable[Statement], unseen: Collection[str] = ()
) -> list[Row]:
    """Once somebody is on the panel, the panel says for how many minutes they speak."""
    seated = {slot.panellist.application_id: slot for slot in slots if slot.panellist}
    return [
        _row(each, place, seated.get(each.application.id), each.application.id in unseen)
        for place, each in enumerate(candidates, 1)
    ]


def _row(candidate: Candidate, place: int, slot: Statement | None, is_hidden: bool) -> Row:
    decision = candidate.decision
    if _has_confirmed(candidate):
        return Row(candidate, place, slot and slot.minutes, slot and slot.panellist, is_hidden)
    return Row(candidate, place, decision and decision.minutes, None, is_hidden)


def _has_confirmed(candidate: Candidate) -> bool:
    return candidate.decision is not None and candidate.decision.reply == Reply.CONFIRMED


def _hour(
    country_session: CountrySession, slots: Iterable[Statement], panel: list[Row], invited: list[Statement]
) -> tuple[Hour, list[Part]]:
    opening = sum(slot.minutes for slot in slots if not slot.panellist_id)
    if not opening and programme.sitting(country_session.id).under_review_opens:
        opening = OPENING_MINUTES  # comes with the first panellist
    statements = [slot.minutes for slot in invited] + [row.minutes for row in panel if row.minutes]
    whole_hour = int(country_session.edition.session_length.total_seconds() // 60)
    hour = Hour(whole_hour, opening, sum(statements))
    return hour, _parts(hour, statements)


def _parts(hour: Hour, statements: list[int]) -> list[Part]:
    parts, begin = [], 0
    lengths = [("opening", hour.opening), *(("statement", minutes) for minutes in statements)]
    for kind, minutes in [*lengths, ("left", max(hour.left, 0))]:
        if minutes:
            parts.append(Part(kind, begin, minutes))
            begin += minutes
    return parts


def _balance(panel: list[Row], invited: list[Statement]) -> Balance:
    kinds = Counter(row.candidate.application.kind for row in panel)
    kinds.update(slot.panellist.kind for slot in invited)
    sent = [row.candidate.application.sent or {} for row in panel]
    scopes = Counter(each.get("scope") for each in sent)
    themes = Counter(theme for each in sent for theme in each.get("themes", ()))
    return Balance(
        civil_society=kinds.total() - kinds[OrganisationKind.NHRI],
        nhri=kinds[OrganisationKind.NHRI],
        scopes={scope: scopes[scope] for scope in SCOPES},
        themes={theme: themes[theme] for theme in THEMES if themes[theme]},
    )
