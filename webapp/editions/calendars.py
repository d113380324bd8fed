"""Country sessions as a calendar file, for the public programme and for passes alike. It names no person."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from icalendar import Calendar, Event

from webapp import config
from webapp.core import clock, zones
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition


def with_hours(country_sessions: Sequence[CountrySession]) -> list[CountrySession]:
    """Those that a calendar can hold. No hour is made up for the others."""
    return [country_session for country_session in country_sessions if country_session.starts_at]


def written(
    edition: Edition, country_sessions: Sequence[CountrySession], locale: str, url: str = ""
) -> bytes:
    """`url` stands in each event, for whoever wants to know more."""
    shown = with_hours(country_sessions)
    calendar = Calendar()
    calendar.add("prodid", "-//UPR Info//Pre-sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _title(edition))
    if shown:
        years = [country_session.starts_at.year for country_session in shown]
        calendar.add_component(zones.vtimezone(edition.zone, min(years) - 1, max(years) + 1))
    for country_session in shown:
        calendar.add_component(_event(edition, country_session, locale, url))
    return calendar.to_ical()


def _title(edition: Edition) -> str:
    return _("Pre-sessions %(number)s", number=edition.number)


def _event(edition: Edition, country_session: CountrySession, locale: str, url: str) -> Event:
    event = Event()
    # The same event keeps its identity when it moves, when it is read in another language, and in both calendars.
    event.add("uid", f"{country_session.id}@{urlsplit(config.current().base_url).hostname}")
    event.add("dtstamp", clock.now())
    event.add("sequence", country_session.revision)
    if country_session.revised_at:
        event.add("last-modified", country_session.revised_at)
    event.add("dtstart", _local(country_session.starts_at, edition.zone))
    if edition.session_minutes:  # else nobody knows the end
        event.add("dtend", _local(country_session.ends_at, edition.zone))
    event.add("summary", _summary(edition, country_session, locale), {"language": locale})
    where = ", ".join(part for part in (country_session.room, edition.venue, edition.city_name) if part)
    if where:
        event.add("location", where)
    if country_session.status == CountrySessionStatus.NOT_HELD:
        event.add("status", "CANCELLED")  # the standard's own word for what we call not held
        event.add("transp", "TRANSPARENT")
    if url:
        event.add("url", url)
    return event


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    """In the edition's zone; in UTC within the hour that its clocks show twice, where the standard means the first."""
    local = instant.astimezone(zone)
    return instant if local.fold else local


def _summary(edition: Edition, country_session: CountrySession, locale: str) -> str:
    named = {"title": _title(edition), "state": country_session.name(locale)}
    if country_session.status == CountrySessionStatus.NOT_HELD:
        return _("%(title)s: %(state)s (not held)", **named)
    return _("%(title)s: %(state)s", **named)
