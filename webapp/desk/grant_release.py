"""The release of an edition's grants, apart from that of the speakers, with a preview of every mail."""

from collections import Counter

from flask import flash, request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import Refused
from webapp.desk import grant_rows
from webapp.desk.blueprint import bp
from webapp.desk.grants import HERE, with_grants
from webapp.desk.hidden import hidden
from webapp.editions import queries as editions
from webapp.editions.models import Edition
from webapp.travel import budgets, queries, releasing
from webapp.travel.queries import Request
from webapp.web.language import LANGUAGES
from webapp.web.pages import Body, by_htmx, fragment, go, page

RELEASE = HERE + "/release"


@bp.get(RELEASE)
@requires(Permission.MANAGE_TRAVEL)
def preview_grants(number: int) -> Body:
    edition = with_grants(number)
    if by_htmx():
        return fragment("desk/grant_release.html", "progress", **_progress(edition))
    return _release(edition)


@bp.post(RELEASE)
@requires(Permission.MANAGE_TRAVEL)
def release_grants(number: int) -> Body:
    with_grants(number)
    by = guard.holder(Permission.MANAGE_TRAVEL).name
    try:
        releasing.release(number, what=request.form.get("seen", ""), by=by)
    except Refused as refusal:
        return _release(editions.edition(number), refusal)
    flash(_("Released. The mails are on their way."), "ok")
    return go("desk.preview_grants", number=number)


def _release(edition: Edition, refusal: Refused | None = None) -> Body:
    every, budget = queries.requests(edition.number), budgets.budget(edition.number)
    prepared = [each for each in every if each.is_prepared]
    undecided = [each for each in every if each.decision is None]
    shown = _shown(edition, prepared)
    rows = grant_rows.of_edition(edition, shown, budget)
    return page(
        "desk/grant_release.html",
        refusal.status if refusal else 200,
        letters=releasing.preview(shown),
        count=len(prepared),
        rows={row.request.application.id: row for row in rows},
        doubtful=[row for row in rows if row.will_not_speak and row.request.commits],
        seen=releasing.seen(prepared),
        outcomes=grant_rows.OUTCOMES,
        counts=Counter((each.decision.outcome, each.application.locale) for each in shown),
        languages=LANGUAGES,
        undecided=_shown(edition, undecided),
        undecided_count=len(undecided),
        refusal=refusal,
        **grant_rows.account(budget, every),
        **_progress(edition),
    )


def _shown(edition: Edition, requests: list[Request]) -> list[Request]:
    """Those that are not hidden from whoever asks."""
    unseen = hidden(edition.number)
    return [each for each in requests if each.application.id not in unseen]


def _progress(edition: Edition) -> dict[str, object]:
    releases = queries.releases(edition.number)
    return {
        "edition": edition,
        "releases": releases,
        "under_way": any(each.waiting for each in releases),
    }
