"""From when until when a call takes applications: for the edition, for one State under Review, for one applicant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from flask_babel import lazy_gettext as _

from webapp.applications.models import Application
from webapp.core import clock
from webapp.core.refused import Refused
from webapp.editions.file_parts import Deadline
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition


class CallStatus(StrEnum):
    NONE = "none"
    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


class Closed(Refused):
    """The call takes nothing at present. What was typed is kept, and can be read."""


@dataclass(frozen=True, slots=True)
class Window:
    """`opens_at` is the first instant that counts, `closes_at` the first that is too late; None where nothing says so.

    `deadline` is what the edition's source says of the end, None where it says nothing.
    """

    opens_at: datetime | None
    closes_at: datetime | None
    deadline: Deadline | None

    def status(self, now: datetime) -> CallStatus:
        if self.opens_at is None and self.deadline is None:
            return CallStatus.NONE
        if self.opens_at and now < self.opens_at:
            return CallStatus.BEFORE
        return CallStatus.OPEN if now < self.closes_at else CallStatus.CLOSED


def window(edition: Edition, country_session: CountrySession | None = None) -> Window:
    """That of one State under Review, which may close later than the call, or of the call itself.

    A call that was given no last day is over when the week begins.
    """
    deadline = (country_session and country_session.own_deadline) or edition.deadline
    opens_at = _beginning(edition, edition.call_opens_on) if edition.call_opens_on else None
    if deadline:
        closes_at = deadline.instant(edition.zone)
    else:
        closes_at = _beginning(edition, edition.starts_on) if opens_at else None
    return Window(opens_at, closes_at, deadline)


def call_status(edition: Edition, now: datetime | None = None) -> CallStatus:
    """Open while it is for any State under Review."""
    now = now or clock.now()
    found = {each.status(now) for each in _windows(edition)}
    in_order = (CallStatus.OPEN, CallStatus.BEFORE, CallStatus.CLOSED)
    return next((status for status in in_order if status in found), CallStatus.NONE)


def latest_closing(edition: Edition) -> datetime | None:
    """From when on nobody can apply for any State under Review; None where there is no call."""
    return max((each.closes_at for each in _windows(edition) if each.closes_at), default=None)


def open_country_sessions(
    edition: Edition, late_until: datetime | None = None, now: datetime | None = None
) -> list[CountrySession]:
    """Those that one can apply for, in the edition's order; all of them before a deadline of the applicant's own."""
    now = now or clock.now()
    return [each for each in _offered(edition) if _is_open(edition, each, late_until, now)]


def closes_at(application: Application) -> datetime | None:
    """The first instant that is too late for this one. Until its State is chosen, the latest of the call counts."""
    edition, chosen = application.edition, application.answers.get("state")
    its_own = next((each for each in _offered(edition) if each.state == chosen), None)
    regular = window(edition, its_own).closes_at if its_own else latest_closing(edition)
    return max((each for each in (regular, application.late_until) if each), default=None)


def must_be_open(
    application: Application, country_session: CountrySession | None, now: datetime | None = None
) -> None:
    """For its State, or for any where none is chosen yet. Raises Closed."""
    now = now or clock.now()
    edition, late_until = application.edition, application.late_until
    if country_session is None:
        if not open_country_sessions(edition, late_until, now):
            raise Closed(_closed_sentence(edition, now))
    elif country_session.status == CountrySessionStatus.NOT_HELD:
        raise Closed(
            _("This country session will not be held. What you wrote is kept: you can choose another State.")
        )
    elif not _is_open(edition, country_session, late_until, now):
        raise Closed(_closed_sentence(edition, now, country_session))


def _is_open(
    edition: Edition, country_session: CountrySession, late_until: datetime | None, now: datetime
) -> bool:
    if late_until and now < late_until:
        return True
    return window(edition, country_session).status(now) == CallStatus.OPEN


def _closed_sentence(
    edition: Edition, now: datetime, country_session: CountrySession | None = None
) -> object:
    if window(edition, country_session).status(now) == CallStatus.BEFORE:
        return _("The call is not open yet. What you wrote is kept.")
    return _(
        "The deadline has passed, so this can no longer be changed or sent. Nothing that you wrote is lost:"
        " you can still read it. If something kept you from sending it in time, write to the secretariat."
    )


def _windows(edition: Edition) -> list[Window]:
    """Those that differ: most States have no deadline of their own."""
    by_deadline = {each.own_deadline: each for each in _offered(edition)}
    return [window(edition, each) for each in by_deadline.values()] or [window(edition)]


def _offered(edition: Edition) -> Sequence[CountrySession]:
    return [each for each in edition.country_sessions if each.status != CountrySessionStatus.NOT_HELD]


def _beginning(edition: Edition, day: date) -> datetime:
    """The first instant of a day on the edition's clocks."""
    return datetime.combine(day, time.min, edition.zone).astimezone(UTC)
