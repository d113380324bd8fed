"""The mails of the safety line: calm, and without a name, an organisation or a State of anybody."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from webapp import config
from webapp.access import links
from webapp.access.permissions import GrantKind, Role
from webapp.accounts import queries as accounts
from webapp.core import outbox
from webapp.editions.models import Edition, Format
from webapp.safety.models import SafetyLine


def own_line(session: Session, line: SafetyLine, edition: Edition, locale: str) -> None:
    """Their link, with what its buttons do."""
    _send(session, line, edition, locale, "safety/line")


def are_you_home(session: Session, line: SafetyLine) -> None:
    """After the week. It carries a link of its own, because the first one may be lost."""
    participant = line.participant
    _send(session, line, participant.edition, participant.locale, "safety/home")


def to_coordinators(session: Session, edition: Edition) -> None:
    """Somebody asked for something: the page says who, and no mail does."""
    page = f"{config.current().base_url}/desk/editions/{edition.number}/safety"
    for person in accounts.in_role(Role.COORDINATOR):
        link = f"{page}?lang={person.locale}"
        outbox.put(
            session,
            to=person.email,
            locale=person.locale,
            template="safety/desk",
            edition=edition,
            link=link,
        )


def mint(session: Session, participant_id: str, edition: Edition) -> str:
    """The token of a new link to a line; those before go on working."""
    return links.mint(session, GrantKind.SAFETY_LINE, participant_id, until=works_until(edition))


def works_until(edition: Edition) -> datetime:
    """The first instant at which they no longer do: then the line itself is erased."""
    return edition.closes_at + timedelta(days=config.current().travel_kept_days)


def last_day(edition: Edition) -> date:
    """The last day on which links to lines work, on the edition's clocks."""
    return (works_until(edition) - timedelta(minutes=1)).astimezone(edition.zone).date()


def _send(session: Session, line: SafetyLine, edition: Edition, locale: str, template: str) -> None:
    outbox.put(
        session,
        to=line.email,
        locale=locale,
        template=template,
        edition=edition,
        link=links.address(mint(session, line.participant_id, edition), locale),
        last_day=last_day(edition),
        travels=edition.format != Format.VIRTUAL,
    )
