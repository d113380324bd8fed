"""Applications that were sent, criteria, and the people who judge by them, for the tests of review and of the desk."""

from datetime import timedelta

from sqlalchemy import select

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role
from webapp.accounts.models import Staff
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock
from webapp.core.text import fold
from webapp.core.texts import Texts
from webapp.core.transaction import transaction
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.participants.models import OrganisationKind
from webapp.review import assessing, assignments, criteria, queries
from webapp.review.models import Assessment, Assignment, Criterion

PILE = "/desk/review"
LIST = "/desk/editions/44/applications"
# What nobody who reviews may ever see, each word of it to be found nowhere else.
SECRETS = {
    "contact_name": "Contactperson Zeta",
    "phone": "+228 90 11 22 33",
    "safely": "Only by Signal after dusk",
    "speaker": "Speaker Omega",
    "co_speakers": "Cospeaker Sigma",
    "needs": "Wheelchair needed",
    "appearance": "neither",
    "photographs": "no",
    "passport": "yes",
    "visa": "unknown",
    "grant": "yes",
    "departure_city": "Ultima Thule",
    "arrive_on": "2023-08-27",
    "leave_on": "2023-08-31",
    "need": "Needful Lambda",
    "other_funding": "Funder Kappa",
}
SECRET_WORDS = (
    *("Zeta", "zeta.secret", "90 11 22 33", "Signal after dusk", "Omega", "Sigma", "Wheelchair"),
    *("Thule", "27 August", "31 August", "Lambda", "Kappa"),
)

_made = 0


def application(
    edition: Edition,
    organisation: str = "Ligue pour les droits",
    state: str = "TM",
    kind: OrganisationKind = OrganisationKind.CSO,
    scope: str = "national",
    status: ApplicationStatus = ApplicationStatus.SENT,
    **answers,
) -> Application:
    """One that was sent, a second after the one before it."""
    global _made
    _made += 1
    there = next(each for each in edition.country_sessions if each.state == state)
    now = clock.now() - timedelta(days=1) + timedelta(seconds=_made)  # after the one before it
    typed = {
        "state": state,
        "language": "fr",
        "kind": str(kind),
        "organisation": organisation,
        "scope": scope,
        "work": "We defend detainees.",
        "themes": ["women"],
        "issues": "Prisons without doctors.",
        **SECRETS,
        "email": f"zeta.secret{_made}@ong.example.org",
        **({"ecosoc": "no"} if kind == OrganisationKind.CSO else {}),
        **answers,
    }
    is_draft = status == ApplicationStatus.DRAFT
    with transaction() as session:
        made = Application(
            edition_number=edition.number,
            status=status,
            locale="fr",
            answers=typed,
            created_at=now,
            changed_at=now,
            email=typed["email"],
            reference=None if is_draft else f"44-{_made:06}",
            sent_at=None if is_draft else now,
            sent=None if is_draft else typed,
            country_session_id=None if is_draft else there.id,
            kind=None if is_draft else kind,
            organisation=None if is_draft else organisation,
            organisation_folded=None if is_draft else fold(organisation),
        )
        session.add(made)
    return made


def criterion(text: str = "Knows the situation at first hand", weight: int = 1) -> str:
    return criteria.add(44, Texts(en=text, fr=f"{text} (fr)", es=f"{text} (es)"), weight, by="test")


def reviewer(name: str = "rita", role: Role = Role.REVIEWER) -> Staff:
    return factories.staff(role, f"{name}@upr.example.org")


def browser(app, person: Staff):
    """Somebody of the secretariat at a browser of their own."""
    client = app.test_client()
    factories.sign_in(client, GrantKind.STAFF, person.id, person.role)
    return client


def coordinator(app):
    return browser(app, factories.staff(Role.COORDINATOR))


def assign(application: Application, *people: Staff) -> None:
    for person in people:
        assignments.assign(application.edition_number, application.id, person.id, by="test")


def assess(application: Application, person: Staff, *scores: int, comment: str = "") -> None:
    """Scores by the criteria in their order, whatever was scored before."""
    db.session.rollback()
    known = [each.id for each in criteria.of_edition(application.edition_number)]
    mine = queries.own_assessment(person.id, application.id)
    assessing.assess(
        application.id,
        person.id,
        dict(zip(known, scores, strict=True)),
        comment,
        seen=mine.version if mine else 0,
        by=f"staff:{person.id}",
    )


def assessed(application: Application, person: Staff, *scores: int, **values) -> None:
    """As `assess`, by somebody to whom it is assigned now."""
    assign(application, person)
    assess(application, person, *scores, **values)


def address(application: Application) -> str:
    """Of the page on which a reviewer reads it."""
    return f"{PILE}/{application.id}"


def send(client, application: Application, *scores: int, comment: str = "", **more):
    """Scores it as a reviewer does, on its page."""
    known = [each.id for each in criteria.of_edition(application.edition_number)]
    typed = {f"score_{each}": str(score) for each, score in zip(known, scores, strict=False)}
    return pages.submit(client, f"{address(application)}?lang=en", **typed, comment=comment, **more)


def assigned() -> set[tuple[str, str]]:
    """(organisation, address of the reader) of every assignment."""
    db.session.rollback()
    rows = (
        select(Application.organisation, Staff.email)
        .join(Assignment, Assignment.application_id == Application.id)
        .join(Staff, Staff.id == Assignment.staff_id)
    )
    return {(organisation, email.partition("@")[0]) for organisation, email in db.session.execute(rows)}


def stored() -> list[tuple[list[int], str, int]]:
    """(scores in the order of the criteria, comment, version) of every assessment."""
    db.session.rollback()
    order = db.session.scalars(select(Criterion.id).order_by(Criterion.position)).all()
    every = db.session.scalars(select(Assessment).order_by(Assessment.assessed_at, Assessment.id))
    return [([each.scores[one] for one in order], each.comment, each.version) for each in every]
