"""The mail that asks for what is missing. What leads to somebody stands behind their link: no name, no organisation, no
State."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.applications.models import Application
from webapp.briefing import dues
from webapp.briefing.missing import address_of
from webapp.briefing.models import Part
from webapp.briefing.words import PARTS
from webapp.core import outbox
from webapp.editions import words
from webapp.editions.models import Edition


def reminder(
    session: Session, application: Application, edition: Edition, missing: Collection[Part], dates: dues.Dates
) -> None:
    token = links.mint(session, GrantKind.APPLICATION, application.id, until=edition.closes_at)
    outbox.put(
        session,
        to=address_of(application),
        locale=application.locale,
        template="briefing/reminder",
        link=links.address(token, application.locale),
        edition=edition,
        reference=application.reference,
        missing=[(PARTS[part], _deadline(dates, part)) for part in Part if part in missing],
        last_minute=words.last_minute,
    )


def _deadline(dates: dues.Dates, part: Part) -> object:
    return dues.deadline(dates[part]) if part in dates else None
