"""The programme as a calendar file."""

from urllib.parse import urlsplit

from flask_babel import gettext as _
from icalendar import Calendar, Event

from webapp import config
from webapp.core import clock
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition
from webapp.site import words


def programme(edition: Edition, locale: str) -> bytes:
    """The country sessions whose hour is known, without those that were not held, in the edition's zone."""
    calendar = Calendar()
    calendar.add("prodid", "-//UPR Info//Pre-sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _title(edition))
    for country_session in edition.country_sessions:
        if country_session.starts_at and country_session.status != CountrySessionStatus.NOT_HELD:
            calendar.add_component(_event(edition, country_session, locale))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _title(edition: Edition) -> str:
    return _("Pre-sessions %(number)s", number=edition.number)


def _event(edition: Edition, country_session: CountrySession, locale: str) -> Event:
    event = Event()
    base = config.current().base_url
    # The same event keeps its identity when it moves or is read in another language.
    event.add("uid", f"{country_session.id}@{urlsplit(base).hostname}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", country_session.starts_at.astimezone(edition.zone))
    event.add("dtend", country_session.ends_at.astimezone(edition.zone))
    event.add("summary", f"{_title(edition)}: {country_session.name(locale)}", {"language": locale})
    where = ", ".join(part for part in (country_session.room, words.place(edition)) if part)
    if where:
        event.add("location", where)
    event.add("url", f"{base}/editions/{edition.number}/programme?lang={locale}")
    return event
