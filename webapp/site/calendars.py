"""The programme as a calendar file."""

from webapp import config
from webapp.editions import calendars
from webapp.editions.models import Edition


def programme(edition: Edition, locale: str) -> bytes:
    """The country sessions whose hour is known; those that are not held say so."""
    url = f"{config.current().base_url}/editions/{edition.number}/programme?lang={locale}"
    return calendars.written(edition, edition.country_sessions, locale, url)
