"""The page of a call: who can speak, in which language, until when, and what becomes of what they write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from webapp import config
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import windows
from webapp.applications.blueprint import bp
from webapp.applications.windows import CallStatus, Window
from webapp.core import clock
from webapp.core.texts import Texts
from webapp.editions import queries as editions
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition, Format
from webapp.web.language import LANGUAGES
from webapp.web.pages import page


class Criterion(Protocol):
    """One thing by which applications are judged, and how much it counts beside the others."""

    text: Texts
    weight: int


Criteria = Callable[[int], Sequence[Criterion]]

_criteria: Criteria | None = None


def shows_criteria(criteria: Criteria) -> None:
    """Registers what gives the criteria of an edition, by its number, in their order. Review does this for its own."""
    global _criteria
    _criteria = criteria


@dataclass(frozen=True, slots=True)
class Term:
    """One deadline of a call: that of all States under Review, or of the one that closes later."""

    country_session: CountrySession | None
    window: Window
    status: CallStatus


@bp.get("/editions/<int:number>/call")
@requires(Permission.PUBLIC)
def call(number: int):
    edition, now = editions.edition(number), clock.now()
    return page(
        "applications/call.html",
        edition=edition,
        standing=windows.call_status(edition, now),
        terms=_terms(edition, now),
        open_states=open_states(edition, now),
        grants=with_grants(edition),
        criteria=_criteria(number) if _criteria else (),
        form_languages=list(LANGUAGES),
        is_over=editions.is_over(edition),
        kept_unselected=config.current().applications_kept_days,
        kept_travel=config.current().travel_kept_days,
    )


def _terms(edition: Edition, now: datetime) -> list[Term]:
    later = [each for each in edition.country_sessions if each.own_deadline and _is_offered(each)]
    terms = ((each, windows.window(edition, each)) for each in (None, *later))
    return [Term(each, its_window, its_window.status(now)) for each, its_window in terms]


def open_states(edition: Edition, now: datetime | None = None) -> set[str]:
    return {each.state for each in windows.open_country_sessions(edition, now=now)}


def with_grants(edition: Edition) -> list[CountrySession]:
    """Those whose civil society may ask for a travel grant, in the order in which the edition lists them."""
    listed = [] if edition.format == Format.VIRTUAL else edition.grant_states or []
    offered = [each for each in edition.country_sessions if each.state in listed and _is_offered(each)]
    return sorted(offered, key=lambda each: listed.index(each.state))


def _is_offered(country_session: CountrySession) -> bool:
    return country_session.status != CountrySessionStatus.NOT_HELD
