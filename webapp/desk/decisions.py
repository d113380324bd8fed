"""Decisions of one edition: how far each country session is; and their release, with a preview of every mail."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core import clock
from webapp.core.refused import Refused
from webapp.desk.blueprint import bp
from webapp.desk.hidden import hidden, worded
from webapp.editions import queries as editions
from webapp.editions import words
from webapp.editions.file_parts import Deadline
from webapp.editions.models import CountrySession, Edition
from webapp.selection import queries, releasing
from webapp.selection.models import Outcome, Reply
from webapp.selection.queries import Candidate
from webapp.web.language import LANGUAGES
from webapp.web.pages import Body, by_htmx, fragment, go, page

HERE = "/editions/<int:number>/decisions"
RELEASE = HERE + "/release"
OUTCOMES = {
    Outcome.ACCEPTED: lazy_gettext("Accepted"),
    Outcome.WAITING: lazy_gettext("Waiting list"),
    Outcome.DECLINED: lazy_gettext("Declined"),
}
YEARS = range(2000, 2100)  # others are no date of ours, and some are none in UTC
USUAL_DAYS = 14  # to confirm in, where the week is not nearer


@dataclass(frozen=True, slots=True)
class Row:
    """How far one country session is."""

    country_session: CountrySession
    applications: int
    outcomes: Counter[Outcome | None]
    confirmed: int
    unanswered: int


@bp.get(HERE)
@requires(Permission.MANAGE_APPLICATIONS)
def decisions(number: int) -> Body:
    edition = editions.edition(number)
    found = queries.candidates_of_edition(number)
    return page(
        "desk/decisions.html",
        edition=edition,
        rows=[_row(country_session, found) for country_session in edition.country_sessions],
        prepared=sum(candidate.is_prepared for candidate in found),
        releases=queries.releases(edition),
        Outcome=Outcome,
    )


def _row(country_session: CountrySession, found: list[Candidate]) -> Row:
    here = [each for each in found if each.application.country_session_id == country_session.id]
    replies = Counter(each.decision.reply for each in here if each.holds_place)
    standing = [each for each in here if not each.left]
    return Row(
        country_session=country_session,
        applications=len(here),
        outcomes=queries.counted(standing),
        confirmed=replies[Reply.CONFIRMED],
        unanswered=replies[Reply.OPEN],
    )


# ---- The release ----


@bp.get(RELEASE)
@requires(Permission.MANAGE_APPLICATIONS)
def preview_release(number: int) -> Body:
    edition = editions.edition(number)
    if by_htmx():
        return fragment("desk/release.html", "progress", **_progress(edition))
    usual = _usual(edition)
    day, hour = (
        request.args.get("day", usual.day.isoformat()),
        request.args.get("hour", f"{usual.time:%H:%M}"),
    )
    return _release(edition, day, hour)


@bp.post(RELEASE)
@requires(Permission.MANAGE_APPLICATIONS)
def release(number: int) -> Body:
    edition, by = editions.edition(number), guard.holder(Permission.MANAGE_APPLICATIONS).name
    day, hour, seen = (request.form.get(field, "") for field in ("day", "hour", "seen"))
    try:
        until = _deadline(day, hour).instant(edition.zone)
        releasing.release(number, reply_until=until, what=seen, by=by)
    except Refused as refusal:
        return _release(editions.edition(number), day, hour, worded(refusal, number))
    flash(_("Released. The mails are on their way."), "ok")
    return go("desk.preview_release", number=number)


def _release(edition: Edition, day: str, hour: str, refusal: Refused | None = None) -> Body:
    """The preview with the date that was typed; with the usual one where that cannot be."""
    try:
        deadline = _deadline(day, hour)
        releasing.must_be_possible(edition, deadline.instant(edition.zone))
        wrong = None
    except Refused as reason:
        deadline, wrong = _usual(edition), reason
    prepared, undecided = queries.prepared(edition.number), queries.undecided(edition.number)
    shown = _shown(edition, prepared)
    letters = releasing.preview(shown, deadline.instant(edition.zone))
    problem = refusal or (wrong if prepared else None)
    return page(
        "desk/release.html",
        problem.status if problem else 200,
        letters=letters,
        count=len(prepared),
        seen=releasing.seen(prepared),
        outcomes=OUTCOMES,
        counts=Counter((each.decision.outcome, each.application.locale) for each in shown),
        languages=LANGUAGES,
        undecided=_shown(edition, undecided),
        undecided_count=len(undecided),
        deadline=deadline,
        last_minute=words.last_minute(deadline, edition),
        day=day,
        hour=hour,
        wrong=wrong,
        problem=problem,
        **_progress(edition),
    )


def _shown(edition: Edition, candidates: list[Candidate]) -> list[Candidate]:
    """Those that are not hidden from whoever asks."""
    unseen = hidden(edition.number)
    return [each for each in candidates if each.application.id not in unseen]


def _progress(edition: Edition) -> dict[str, object]:
    releases = queries.releases(edition)
    return {
        "edition": edition,
        "releases": releases,
        "under_way": any(each.waiting for each in releases),
    }


def _usual(edition: Edition) -> Deadline:
    """Two weeks from now, or the day before the week where that is nearer; never today."""
    today = clock.now().astimezone(edition.zone).date()
    latest = max(edition.starts_on - timedelta(days=1), today)
    return Deadline(min(today + timedelta(days=USUAL_DAYS), latest), time(23, 59))


def _deadline(day: str, hour: str) -> Deadline:
    """As typed: 2023-07-07 and 23:59, on the edition's clocks. Raises Refused."""
    try:
        typed = Deadline(date.fromisoformat(day), time.fromisoformat(hour).replace(tzinfo=None))
    except ValueError:
        typed = None
    if typed is None or typed.day.year not in YEARS:
        raise Refused(_("Write the day as 2023-07-07, and the hour as 23:59."))
    return Deadline(typed.day, typed.time.replace(second=0, microsecond=0))
