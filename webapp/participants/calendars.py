"""The country sessions that a participant is expected at, as a calendar file. It names no person."""

from webapp.editions import calendars
from webapp.editions.models import CountrySession
from webapp.participants.models import Participant


def of(participant: Participant) -> list[CountrySession]:
    """Those whose hour is known. One that is not held stays, and says so: it may be in the calendar already."""
    return calendars.with_hours(participant.expected_at)


def written(participant: Participant, locale: str) -> bytes:
    return calendars.written(participant.edition, participant.expected_at, locale)
