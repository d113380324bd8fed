"""The country sessions that a participant is expected at, as a calendar file. It names no person."""

from urllib.parse import urlsplit

from flask_babel import gettext as _
from icalendar import Calendar, Event

from webapp import config
from webapp.core import clock
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition
from webapp.participants.models import Participant


def of(participant: Participant) -> list[CountrySession]:
    """Those whose hour is known and that are not known not to take place; nothing is made up for the others."""
    return [
        country_session
        for country_session in participant.expected_at
        if country_session.starts_at and country_session.status != CountrySessionStatus.NOT_HELD
    ]


def written(participant: Participant, locale: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//UPR Info//Pre-sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _title(participant.edition))
    for country_session in of(participant):
        calendar.add_component(_event(participant.edition, country_session, locale))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _title(edition: Edition) -> str:
    return _("Pre-sessions %(number)s", number=edition.number)


def _event(edition: Edition, country_session: CountrySession, locale: str) -> Event:
    event = Event()
    host = urlsplit(config.current().base_url).hostname
    # The same as in the public programme: who keeps both calendars sees one event.
    event.add("uid", f"{country_session.id}@{host}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", country_session.starts_at.astimezone(edition.zone))
    if edition.session_minutes:
        event.add("dtend", country_session.ends_at.astimezone(edition.zone))
    event.add("summary", f"{_title(edition)}: {country_session.name(locale)}", {"language": locale})
    where = ", ".join(part for part in (country_session.room, edition.venue, edition.city) if part)
    if where:
        event.add("location", where)
    return event
