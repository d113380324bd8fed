"""Nobody is in two rooms at once: who was given a place for the same hour, or twice on one panel."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webapp.applications.models import Application
from webapp.core.refused import Refused
from webapp.core.text import fold
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.participants.models import Participant
from webapp.programme.models import Panellist
from webapp.selection.models import Decision, Outcome, Reply

Person = tuple[str, ...]
Names = dict[str, str]  # by application


class Clash(Refused):
    """With the application of this id, which its message names."""

    def __init__(self, message: object, application_id: str):
        super().__init__(message)
        self.application_id = application_id


def must_be_free(session: Session, application: Application) -> None:
    """Raises Refused where whoever applied holds a place in another room at the same time, or on this panel already."""
    others = [other for other in _holders(session, application.edition_number) if other.id != application.id]
    names = _names_on_panels(session, application.edition_number)
    for other in others:
        _must_not_clash(application, other, names)
    for panellist in _on_panels(session, application):
        if at_once(panellist.country_session, application.country_session):
            raise Refused(_("This person speaks in another country session at the same time."))
        if panellist.country_session_id == application.country_session_id:
            raise Refused(_("This person is on the panel already."))


def all_must_be_free(session: Session, edition_number: int) -> None:
    """As `must_be_free`, for all who hold a place: hours may have moved since they were given one."""
    names = _names_on_panels(session, edition_number)
    by_person: defaultdict[Person, list[Application]] = defaultdict(list)
    for application in _holders(session, edition_number):
        for person in _persons(application, names):
            for other in by_person[person]:
                _must_not_clash(application, other, names)
            by_person[person].append(application)


def _holders(session: Session, edition_number: int) -> Sequence[Application]:
    """Those who hold a place, or are to be offered one."""
    holding = (
        select(Application)
        .join(Decision, Decision.application_id == Application.id)
        .where(Application.edition_number == edition_number, Decision.outcome == Outcome.ACCEPTED)
        .where(Decision.reply.is_(None) | Decision.reply.in_([Reply.OPEN, Reply.CONFIRMED]))
        # As queries.standing has it.
        .where(Decision.released_at.is_not(None) | (Decision.decided_at >= Application.sent_at))
        .options(joinedload(Application.country_session))
    )
    return session.scalars(holding).all()


def _names_on_panels(session: Session, edition_number: int) -> Names:
    """Who has a seat by each application now: somebody else may have taken the place of whoever applied."""
    seated = (
        select(Panellist.application_id, Participant.name)
        .join(Panellist.participant)
        .where(Participant.edition_number == edition_number, Panellist.application_id.is_not(None))
    )
    return dict(map(tuple, session.execute(seated)))


def _must_not_clash(one: Application, other: Application, names: Names) -> None:
    together = one.country_session_id == other.country_session_id
    if together and _speaker(one, names) == _speaker(other, names):
        raise Clash(
            _(
                "The same speaker of the same organisation has a place on this panel already, by the application"
                " %(reference)s.",
                reference=other.reference,
            ),
            other.id,
        )
    shared = set(_persons(one, names)) & set(_persons(other, names))
    if shared and not together and at_once(one.country_session, other.country_session):
        raise Clash(
            _(
                "Nobody is in two rooms at once: the same speaker, or the same e-mail address, has a place in"
                " another country session at this hour, by the application %(reference)s.",
                reference=other.reference,
            ),
            other.id,
        )


def _persons(application: Application, names: Names) -> Iterable[Person]:
    """By what one and the same person is known."""
    yield _speaker(application, names)
    if application.email:
        yield ("email", application.email.casefold())


def _speaker(application: Application, names: Names) -> Person:
    name = names.get(application.id) or str(application.sent["speaker"])
    return ("speaker", fold(name), application.organisation_folded)


def _on_panels(session: Session, application: Application) -> list[Panellist]:
    """Who was invited without an application, and is this person."""
    invited = (
        select(Panellist)
        .join(Panellist.participant)
        .where(
            Participant.edition_number == application.edition_number,
            Participant.name_folded == fold(str(application.sent["speaker"])),
            Panellist.application_id.is_(None),
        )
    )
    return [
        panellist
        for panellist in session.scalars(invited)
        if fold(panellist.organisation) == application.organisation_folded
    ]


def at_once(one: CountrySession, other: CountrySession) -> bool:
    if one.id == other.id or CountrySessionStatus.NOT_HELD in (one.status, other.status):
        return False
    if not (one.starts_at and other.starts_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
