"""The applications of the demonstration: those of the panels, some without a place, and Sudan's, whose call is open."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.permissions import Role
from webapp.applications import sending, steps
from webapp.applications.answers import THEMES
from webapp.applications.models import Application, ApplicationStatus, Typed
from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.text import fold
from webapp.core.texts import Texts
from webapp.core.transaction import transaction
from webapp.demo.panels import BY, PANELS, Invited
from webapp.demo.week import NUMBER, STILL_OPEN
from webapp.editions.models import CountrySession, Edition
from webapp.extensions import db
from webapp.participants.models import Appearance, OrganisationKind
from webapp.programme.models import Panellist
from webapp.review import assignments, criteria
from webapp.review import queries as review
from webapp.review.models import Assessment
from webapp.selection.models import Decision, Outcome, Reply

DECIDED_AFTER = timedelta(days=26)
_CSO, _COALITION, _NHRI = OrganisationKind.CSO, OrganisationKind.COALITION, OrganisationKind.NHRI
LANGUAGES = {"HT": "fr", "TG": "fr", "VE": "es"}

# Who applied beside those on the panels: the first of a State waits, the others were declined.
_OTHERS: dict[str, tuple[Invited, ...]] = {
    "TG": (
        Invited("Edem Lawson", "Pêcheurs du lac Togo (exemple)", _CSO, Appearance.PUBLIC, 5),
        Invited("Essi Amegah", "Réseau des bibliothèques (exemple)", _CSO, Appearance.ORGANISATION, 5),
    ),
    "UG": (Invited("Apio Auma", "Market Women's Savings Circle (example)", _CSO, Appearance.NEITHER, 5),),
    "SY": (Invited("رنا الخطيب", "قوس قزح (مثال)", _CSO, Appearance.NEITHER, 5),),
    "VE": (
        Invited("Yulimar Páez", "Barrio Adentro Escucha (ejemplo)", _CSO, Appearance.PUBLIC, 5),
        Invited("Simón Ochoa", "Ríos Vivos (ejemplo)", _COALITION, Appearance.NEITHER, 5),
    ),
}
_STILL_OPEN: tuple[Invited, ...] = (
    Invited("هُدى النجّار", "لجنة الحيّ (مثال)", _CSO, Appearance.NEITHER, 7),
    Invited("Amina Ben Yahia", "Nile Bridge Network (example)", _COALITION, Appearance.NEITHER, 7),
    Invited("Osman Idris", "Seeds of Gezira (example)", _CSO, Appearance.PUBLIC, 5),
    Invited("ሰላም ተስፋዬ", "Refuge at the Border (example)", _CSO, Appearance.ORGANISATION, 5),
)
_WORK = {
    "en": "We accompany people in three provinces who seek justice, keep a record of what they tell us, and bring it "
    "to the authorities. Twelve people work with us, most of them as volunteers. (An example, made up for this"
    " demonstration.)",
    "fr": "Nous accompagnons dans trois régions des personnes qui demandent justice, consignons leurs récits et les "
    "portons devant les autorités. Douze personnes travaillent avec nous, bénévolement pour la plupart. (Exemple"
    " inventé pour cette démonstration.)",
    "es": "Acompañamos en tres regiones a personas que buscan justicia, dejamos constancia de lo que nos cuentan y lo "
    "llevamos ante las autoridades. Trabajan con nosotros doce personas, casi todas voluntarias. (Ejemplo inventado"
    " para esta demostración.)",
}
_ISSUES = {
    "en": "What became of the recommendations of the last review, and what the next ones should ask for.",
    "fr": "Le sort des recommandations du dernier examen, et ce que les prochaines devraient demander.",
    "es": "Qué fue de las recomendaciones del último examen y qué deberían pedir las próximas.",
}
_NEED = {
    "en": "We live on membership fees. They do not pay for a flight, nor for a bed in Geneva. (An example.)",
    "fr": "Nous vivons des cotisations. Elles ne paient ni un vol ni un lit à Genève. (Exemple.)",
    "es": "Vivimos de las cuotas. No alcanzan para un vuelo ni para una cama en Ginebra. (Ejemplo.)",
}
# From where one would fly: the capitals of the States that the grants of the demonstration are for.
_CITIES = {
    "HT": "Port-au-Prince",
    "SS": "Juba",
    "TL": "Dili",
    "TG": "Lomé",
    "UG": "Kampala",
    "ZW": "Harare",
}
_CRITERIA = (
    (
        Texts(
            en="First-hand knowledge of the situation in the State under Review",
            fr="Connaissance directe de la situation dans l'État examiné",
            es="Conocimiento directo de la situación en el Estado examinado",
        ),
        3,
    ),
    (
        Texts(
            en="Issues that missions can turn into recommendations",
            fr="Des questions dont les missions peuvent tirer des recommandations",
            es="Asuntos que las misiones puedan convertir en recomendaciones",
        ),
        2,
    ),
    (
        Texts(
            en="Voices that are seldom heard in Geneva",
            fr="Des voix rarement entendues à Genève",
            es="Voces que rara vez se escuchan en Ginebra",
        ),
        1,
    ),
)


class Shown(NamedTuple):
    """An application whose link the demonstration hands out."""

    state: str
    application_id: str


def receive() -> None:
    """Makes them, the criteria and the scores, unless somebody has applied already: what was changed stays."""
    with transaction() as session:
        if session.scalar(select(Application.id).where(Application.edition_number == NUMBER).limit(1)):
            return
        edition = session.get_one(Edition, NUMBER)
        for country_session in edition.country_sessions:
            if country_session.state == STILL_OPEN:
                _receive_still_open(session, country_session)
            else:
                _receive_decided(session, country_session)
    _set_criteria()
    _score()


def _receive_decided(session: Session, country_session: CountrySession) -> None:
    """The call is over: everybody has heard, and those on the panel have confirmed."""
    edition = country_session.edition
    closed_at = edition.deadline.instant(edition.zone)
    for place, invited in enumerate(PANELS[country_session.state], 1):
        application = _sent(session, country_session, invited, closed_at - timedelta(days=place, hours=3))
        _decide(session, application, Outcome.ACCEPTED, place, invited.minutes)
        panellist = session.scalar(
            select(Panellist)
            .where(Panellist.country_session_id == country_session.id)
            .where(Panellist.organisation == invited.organisation, Panellist.application_id.is_(None))
        )
        if panellist:
            panellist.application_id = application.id
    for place, invited in enumerate(_OTHERS.get(country_session.state, ()), 1):
        application = _sent(session, country_session, invited, closed_at - timedelta(hours=place))
        outcome = Outcome.WAITING if place == 1 else Outcome.DECLINED
        _decide(session, application, outcome, 1 if place == 1 else None, None)


def _receive_still_open(session: Session, country_session: CountrySession) -> None:
    """Some were sent; the last is still being written."""
    now = clock.now()
    for place, invited in enumerate(_STILL_OPEN, 1):
        if place < len(_STILL_OPEN):
            _sent(session, country_session, invited, now - timedelta(days=place, minutes=7 * place))
        else:
            answers = _answers(country_session, invited)
            begun = {
                field: answers[field] for field in ("state", "language", "kind", "organisation", "email")
            }
            session.add(_application(country_session, begun, now - timedelta(hours=2)))


def _sent(session: Session, country_session: CountrySession, invited: Invited, at: datetime) -> Application:
    answers = _answers(country_session, invited)
    application = _application(country_session, answers, at)
    application.status = ApplicationStatus.SENT
    application.reference = sending.new_reference(session, application)
    application.sent, application.sent_at = answers | {"submission": [], "submission_ids": []}, at
    application.country_session = country_session
    application.kind, application.organisation = invited.kind, invited.organisation
    application.organisation_folded = fold(invited.organisation)
    session.add(application)
    audit.record(session, "send", "application", application.id, by=BY)
    return application


def _application(country_session: CountrySession, answers: Typed, at: datetime) -> Application:
    return Application(
        id=new_id(),
        edition_number=NUMBER,
        status=ApplicationStatus.DRAFT,
        version=1,
        locale=LANGUAGES.get(country_session.state, "en"),
        answers=answers,
        email=answers["email"],
        created_at=at - timedelta(hours=1),
        changed_at=at,
    )


def _answers(country_session: CountrySession, invited: Invited) -> Typed:
    language = LANGUAGES.get(country_session.state, "en")
    first = sum(map(ord, invited.name)) % len(THEMES)
    word = fold(invited.organisation).split()[0]
    answers: Typed = {
        "state": country_session.state,
        "language": language,
        "kind": invited.kind,
        "organisation": invited.organisation,
        "scope": "national",
        "contact_name": invited.name,
        "email": f"{word if word.isascii() else 'contact'}.{sum(map(ord, invited.name))}@example.org",
        "phone": "",
        "safely": "",
        "work": _WORK[language],
        "themes": [*THEMES][first : first + 2] or [next(iter(THEMES))],
        "issues": _ISSUES[language],
        "speaker": invited.name,
        "co_speakers": "",
        "needs": "",
        "appearance": invited.appearance or Appearance.NEITHER,
        "photographs": "yes" if invited.appearance == Appearance.PUBLIC else "no",
        "passport": "yes",
        "visa": "unknown",
    }
    answers |= {"nhri_status": "A"} if invited.kind == _NHRI else {"ecosoc": "no"}
    if steps.may_ask_for_grant(country_session.edition, answers):
        answers |= _grant(country_session, language) if first % 4 else {"grant": "no"}
    return answers


def _grant(country_session: CountrySession, language: str) -> Typed:
    """A request for a travel grant: five days, in whose middle the country session is."""
    edition = country_session.edition
    here = country_session.starts_at.astimezone(edition.zone).date() - timedelta(days=2)
    return {
        "grant": "yes",
        "departure_city": _CITIES[country_session.state],
        "arrive_on": here.isoformat(),
        "leave_on": (here + timedelta(days=4)).isoformat(),
        "need": _NEED[language],
        "other_funding": "",
    }


def _decide(
    session: Session, application: Application, outcome: Outcome, position: int | None, minutes: int | None
) -> None:
    edition = application.country_session.edition
    at = edition.deadline.instant(edition.zone) + DECIDED_AFTER  # one release for all
    session.add(
        Decision(
            application=application,
            outcome=outcome,
            position=position,
            minutes=minutes,
            decided_at=at,
            released_at=at,
            reply=Reply.CONFIRMED if outcome == Outcome.ACCEPTED else None,
            reply_until=at + timedelta(days=7) if outcome == Outcome.ACCEPTED else None,
            replied_at=at + timedelta(days=1) if outcome == Outcome.ACCEPTED else None,
        )
    )


def _set_criteria() -> None:
    for text, weight in _CRITERIA:
        criteria.add(NUMBER, text, weight, by=BY)


def _score() -> None:
    """Everything is given out, and what was decided has its scores; Sudan's waits to be read."""
    reviewers = [person.id for person in review.readers() if person.role == Role.REVIEWER]
    if not reviewers:
        return
    assignments.spread(NUMBER, reviewers, readers=1, by=BY)
    known = [criterion.id for criterion in criteria.of_edition(NUMBER)]
    decided = select(Application, Decision.outcome).join(Decision, Decision.application_id == Application.id)
    with transaction() as session:
        for application, outcome in session.execute(decided).all():
            least = 3 if outcome == Outcome.ACCEPTED else 1
            length = len(application.organisation)
            scores = {each: least + (length + place) % 3 for place, each in enumerate(known)}
            session.add(
                Assessment(
                    application_id=application.id,
                    staff_id=reviewers[0],
                    scores=scores,
                    comment="",
                    assessed_at=clock.now() - timedelta(days=40),
                )
            )


def shown() -> list[Shown]:
    """One who was accepted, one whose application was sent, and one whose draft is not finished."""
    wanted = (
        ("TG", ApplicationStatus.SENT),
        (STILL_OPEN, ApplicationStatus.SENT),
        (STILL_OPEN, ApplicationStatus.DRAFT),
    )
    of_edition = select(Application).where(Application.edition_number == NUMBER)
    first: dict[tuple[str, ApplicationStatus], str] = {}
    for each in db.session.scalars(of_edition.order_by(Application.created_at, Application.id)):
        first.setdefault((each.answers.get("state", ""), each.status), each.id)
    return [Shown(state, first[state, status]) for state, status in wanted if (state, status) in first]
