"""What the panellists of the demonstration handed in: texts, suggestions, and who may read each of them."""

from datetime import timedelta
from itertools import cycle

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.applications.answers import THEMES
from webapp.briefing.models import (
    DueDate,
    HandedIn,
    Part,
    Proposal,
    ProposalKind,
    Readers,
    StatementText,
)
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.demo.applications import LANGUAGES
from webapp.demo.week import NUMBER, STILL_OPEN
from webapp.editions.models import CountrySession, Edition
from webapp.programme.models import Panellist, Statement

_READERS = (Readers.MISSIONS, Readers.MISSIONS_AFTER, Readers.PUBLIC, None)
_TEXTS = {
    "en": "Excellencies, colleagues, I thank you for this hour. Since the last review we have listened to people in"
    " three provinces who went to court and waited. Of every ten cases that were opened, seven stand still after two"
    " years. Witnesses move away, files are lost, and those who keep asking are told to be patient.\n\nThe State"
    " accepted four recommendations on this. A law was passed and an office was opened; both lack people and money."
    " We ask you to speak of it again, with dates: by when each open case is heard, and who publishes the figures."
    "\n\n(An example, made up for this demonstration.)",
    "fr": "Excellences, chères et chers collègues, je vous remercie de cette heure. Depuis le dernier examen, nous"
    " avons écouté dans trois régions des personnes qui ont saisi la justice et qui attendent. Sur dix"
    " affaires ouvertes, sept n'avancent plus au bout de deux ans. Des témoins s'éloignent, des dossiers se"
    " perdent, et l'on demande de la patience à qui insiste.\n\nL'État a accepté quatre recommandations à ce"
    " sujet. Une loi a été adoptée, un bureau ouvert ; à l'une comme à l'autre manquent les personnes et les"
    " moyens. Nous vous demandons d'en reparler, avec des dates : quand chaque affaire sera entendue, et qui"
    " publiera les chiffres.\n\n(Exemple inventé pour cette démonstration.)",
    "es": "Excelencias, colegas, les agradezco esta hora. Desde el último examen hemos escuchado en tres regiones a"
    " personas que acudieron a la justicia y esperan. De cada diez causas abiertas, siete siguen paradas al cabo de dos"
    " años. Los testigos se marchan, los expedientes se pierden, y a quien insiste se le pide paciencia.\n\nEl Estado"
    " aceptó cuatro recomendaciones sobre ello. Se aprobó una ley y se abrió una oficina; a ambas les faltan personas y"
    " medios. Les pedimos que vuelvan a hablar de ello, con fechas: cuándo se verá cada causa y quién publicará las"
    " cifras.\n\n(Ejemplo inventado para esta demostración.)",
}
_PROPOSALS = {
    "en": (
        "How many of the cases that were opened since the last review have been heard, province by province?",
        "Publish every year how many cases were opened, heard and closed, and give the courts of the provinces the"
        " people and the means to hear them within two years.",
    ),
    "fr": (
        "Combien d'affaires ouvertes depuis le dernier examen ont été entendues, région par région ?",
        "Publier chaque année le nombre d'affaires ouvertes, entendues et closes, et donner aux tribunaux des régions"
        " les personnes et les moyens de les entendre dans les deux ans.",
    ),
    "es": (
        "¿Cuántas de las causas abiertas desde el último examen se han visto, región por región?",
        "Publicar cada año cuántas causas se abrieron, se vieron y se cerraron, y dar a los tribunales de las regiones"
        " las personas y los medios para verlas en un plazo de dos años.",
    ),
}


def hand_in() -> None:
    """Three of each panel have handed in, unless due dates are set already: what was changed stays."""
    with transaction() as session:
        if session.get(DueDate, (NUMBER, Part.TEXT)):
            return
        edition = session.get_one(Edition, NUMBER)
        due_on = edition.starts_on - timedelta(days=10)
        session.add(DueDate(edition_number=NUMBER, part=Part.TEXT, due_on=due_on))
        readers = cycle(_READERS)
        for country_session in edition.country_sessions:
            if country_session.state != STILL_OPEN:
                for panellist in _panel(session, country_session)[:3]:
                    _hand_in(session, panellist, country_session, next(readers))


def _panel(session: Session, country_session: CountrySession) -> list[Panellist]:
    in_order = (
        select(Panellist)
        .join(Statement, Statement.panellist_id == Panellist.id)
        .where(Panellist.country_session_id == country_session.id)
    )
    return list(session.scalars(in_order.order_by(Statement.position)))


def _hand_in(
    session: Session, panellist: Panellist, country_session: CountrySession, readers: Readers | None
) -> None:
    at, language = clock.now() - timedelta(days=12), LANGUAGES.get(country_session.state, "en")
    for part in (Part.TEXT, Part.PROPOSALS):
        row = HandedIn(panellist_id=panellist.id, part=part, version=1, changed_at=at, readers=readers)
        session.add(row)
    session.add(
        StatementText(
            panellist_id=panellist.id, version=1, language=language, text=_TEXTS[language], written_at=at
        )
    )
    themes = list(THEMES)
    first = sum(map(ord, panellist.organisation)) % len(themes)
    for place, (kind, text) in enumerate(zip(ProposalKind, _PROPOSALS[language], strict=True), 1):
        session.add(
            Proposal(
                panellist_id=panellist.id,
                kind=kind,
                theme=themes[(first + place) % len(themes)],
                language=language,
                text=text,
                position=place,
            )
        )
