"""The mails about grants and journeys. What leads to somebody stands behind their link: no name, no organisation, no
State, and no sum."""

from datetime import datetime, time

from sqlalchemy.orm import Session

from webapp import config
from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.applications.models import Application
from webapp.core import letters, outbox
from webapp.core.letters import Letter
from webapp.travel.models import GrantDecision, GrantOutcome, erased_on

ANNOUNCED = {
    GrantOutcome.GIVEN: "travel/given",
    GrantOutcome.DECLINED: "travel/declined",
}


def announcement(session: Session, decision: GrantDecision, at: datetime) -> None:
    """What was decided, on the day of the release; `at` is its instant, which all its mails carry."""
    _send(session, decision.application, ANNOUNCED[decision.outcome], at)


def preview(application: Application, outcome: GrantOutcome) -> Letter:
    """The announcement as it would be sent, without a link that works."""
    link = f"{config.current().base_url}/links/…"
    return letters.compose(
        f"mail/{ANNOUNCED[outcome]}", application.locale, link=link, **_context(application)
    )


def given(session: Session, decision: GrantDecision) -> None:
    """A grant after all, for somebody to whom it was declined."""
    _send(session, decision.application, "travel/given")


def changed(session: Session, decision: GrantDecision) -> None:
    """The grant pays for something else than was announced."""
    _send(session, decision.application, "travel/changed")


def no_longer_kept(session: Session, decision: GrantDecision) -> None:
    """A grant that nobody answered for."""
    _send(session, decision.application, "travel/no_longer_kept")


def ended(session: Session, decision: GrantDecision) -> None:
    """A grant that was accepted, whose place on the panel is gone."""
    _send(session, decision.application, "travel/ended")


def accepted(session: Session, decision: GrantDecision) -> None:
    """Its link lives as long as what is said of the journey: receipts come when the week is over."""
    edition = decision.application.edition
    last = datetime.combine(erased_on(edition), time(), edition.zone)
    _send(session, decision.application, "travel/accepted", until=max(last, edition.closes_at))


def letter_issued(session: Session, application: Application) -> None:
    """The invitation letter is there. It is no attachment: what is attached stays in a mailbox, with a name on it."""
    _send(session, application, "travel/letter")


def _send(
    session: Session,
    application: Application,
    template: str,
    at: datetime | None = None,
    until: datetime | None = None,
) -> None:
    until = until or application.edition.closes_at
    token = links.mint(session, GrantKind.APPLICATION, application.id, until=until)
    outbox.put(
        session,
        to=application.email or str(application.sent["email"]),
        locale=application.locale,
        template=template,
        at=at,
        link=links.address(token, application.locale),
        **_context(application),
    )


def _context(application: Application) -> dict[str, object]:
    return {
        "edition": application.edition,
        "reference": application.reference,
        "erased_on": erased_on(application.edition),
    }
