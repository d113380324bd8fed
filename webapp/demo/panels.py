"""The panels of the demonstration: invented people of invented organisations, a few for each State under Review."""

from typing import NamedTuple

from sqlalchemy import select

from webapp.core.transaction import transaction
from webapp.demo.week import NUMBER
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.participants.models import Appearance, OrganisationKind, Participant
from webapp.programme import panels
from webapp.programme.models import Statement

BY = "demo"

_CSO, _COALITION, _NHRI = OrganisationKind.CSO, OrganisationKind.COALITION, OrganisationKind.NHRI
_PUBLIC, _ORGANISATION, _NEITHER = Appearance.PUBLIC, Appearance.ORGANISATION, Appearance.NEITHER


class Invited(NamedTuple):
    """`appearance` is None for somebody who has not answered yet."""

    name: str
    organisation: str
    kind: OrganisationKind
    appearance: Appearance | None
    minutes: int


# In which language each panel is written to; English to all others.
_LANGUAGES = {"HT": "fr", "TG": "fr", "VE": "es"}

PANELS: dict[str, tuple[Invited, ...]] = {
    "HT": (
        Invited("Marie-Ange Désir", "Fanm Lakay Solidè (exemple)", _CSO, _PUBLIC, 6),
        Invited(
            "Wilner Toussaint", "Plateforme des quartiers riverains (exemple)", _COALITION, _ORGANISATION, 7
        ),
        Invited("Jean-Robert Pierre-Louis", "Office du citoyen (exemple)", _NHRI, _PUBLIC, 6),
        Invited("Nadège Baptiste", "Timoun An Sekirite (exemple)", _CSO, None, 5),
    ),
    "IS": (
        Invited("Þórunn Einarsdóttir", "Norðurljós – réttindi barna (dæmi)", _CSO, _PUBLIC, 6),
        Invited("Ásgeir Þorsteinsson", "Samtök um aðgengi (dæmi)", _CSO, _PUBLIC, 6),
        Invited("Björk Sæmundsdóttir", "Mannréttindastofnun (dæmi)", _NHRI, _PUBLIC, 7),
        Invited("Leyla Çağlar", "New Islanders' Forum (example)", _COALITION, _ORGANISATION, 5),
    ),
    "LT": (
        Invited("Rūta Kazlauskienė", "Lygių galimybių ratas (pavyzdys)", _CSO, _PUBLIC, 6),
        Invited("Žygimantas Ąžuolas", "Atviros durys (pavyzdys)", _CSO, _ORGANISATION, 6),
        Invited("Ольга Шевчук", "Borderland Welcome (example)", _CSO, _NEITHER, 5),
        Invited("Emilija Šimkutė", "Seimas Ombudsman's Office (example)", _NHRI, _PUBLIC, 7),
        Invited("Jonas Petrauskas", "Coalition for Inclusive Schools (example)", _COALITION, None, 5),
    ),
    "MD": (
        Invited("Ilinca Țurcanu", "Casa Vecinilor (exemplu)", _CSO, _PUBLIC, 6),
        Invited("Ştefan Oțoiu", "Podul peste Nistru (exemplu)", _COALITION, _ORGANISATION, 7),
        Invited("Владимир Стоянов", "Молодёжь и право (пример)", _CSO, _NEITHER, 5),
        Invited("Doina Hronec", "People's Advocate (example)", _NHRI, _PUBLIC, 6),
    ),
    "SS": (
        Invited("Nyabol Deng", "Women of the White Nile (example)", _CSO, _NEITHER, 7),
        Invited("Akuot Majok", "Radio Kiir Listeners' Circle (example)", _CSO, _NEITHER, 6),
        Invited("Ladu Wani", "Equatoria Legal Aid (example)", _CSO, None, 6),
        Invited("Achol Garang", "Human Rights Commission (example)", _NHRI, _PUBLIC, 7),
    ),
    "SY": (
        Invited("ليلى حدّاد", "نساء من أجل العدالة (مثال)", _CSO, _NEITHER, 7),
        Invited("يوسف الطائي", "Families of the Missing (example)", _COALITION, _NEITHER, 7),
        Invited("أمينة قدّور", "مدارس مفتوحة (مثال)", _CSO, _ORGANISATION, 6),
        Invited("Sami al-Manṣūrī", "Documentation Workshop (example)", _CSO, None, 5),
        Invited("Nour Haddad", "Doctors at Home (example)", _CSO, _PUBLIC, 5),
    ),
    "TL": (
        Invited("Domingas Soares", "Rede Feto Foho (ezemplu)", _COALITION, _PUBLIC, 6),
        Invited("Estêvão dos Anjos", "Tasi Moris (ezemplu)", _CSO, _PUBLIC, 6),
        Invited("Wulandari", "Border Children (example)", _CSO, _ORGANISATION, 5),
        Invited("Luísa Assunção", "Provedoria (ezemplu)", _NHRI, None, 7),
    ),
    "TG": (
        Invited("Afí Kpodo", "Voix des femmes du Mono (exemple)", _CSO, _PUBLIC, 5),
        Invited("Koffi Agbéko", "Journalistes des Plateaux (exemple)", _CSO, _NEITHER, 5),
        Invited("Séwa Tɛtɛ", "Collectif Côte vivante (exemple)", _COALITION, _ORGANISATION, 5),
        Invited("Théophile Mensah", "Commission nationale des droits (exemple)", _NHRI, _PUBLIC, 5),
        Invited("Yawa Amouzou", "Écoles pour toutes (exemple)", _CSO, None, 3),
    ),
    "UG": (
        Invited("Nakato Wasswa", "Lakeside Health for All (example)", _CSO, _NEITHER, 7),
        Invited("Okello Ojok", "Northern Land Forum (example)", _COALITION, _PUBLIC, 6),
        Invited("Wanjirũ Kamau", "East African Reporters' Desk (example)", _CSO, _ORGANISATION, 6),
        Invited("Grace Namubiru", "Human Rights Commission (example)", _NHRI, _PUBLIC, 7),
        Invited("Ssemakula", "Hands that Sign (example)", _CSO, None, 5),
    ),
    "VE": (
        Invited("Ximena Villagrán", "Casa de las Palabras (ejemplo)", _CSO, _NEITHER, 7),
        Invited("José Luis Güell", "Observatorio del Agua (ejemplo)", _CSO, _NEITHER, 6),
        Invited("Íñigo Ordóñez", "Red Orinoco (ejemplo)", _COALITION, _ORGANISATION, 6),
        Invited("Begoña Saavedra", "Defensoría (ejemplo)", _NHRI, _PUBLIC, 7),
    ),
    "ZW": (
        Invited("Rudo Chikwanha", "Granite Women's Circle (example)", _CSO, _PUBLIC, 6),
        Invited("Tatenda Moyo", "Students for the Constitution (example)", _CSO, _NEITHER, 6),
        Invited("Sipho Ndlovu-Khumalo", "Matobo Land Clinic (example)", _CSO, _ORGANISATION, 6),
        Invited("Nomvula Dlamini", "Human Rights Commission (example)", _NHRI, None, 7),
    ),
    "SD": (
        Invited("هُدى النجّار", "لجنة الحيّ (مثال)", _CSO, _NEITHER, 7),
        Invited("Amina Ben Yahia", "Nile Bridge Network (example)", _COALITION, _NEITHER, 7),
        Invited("زياد المنصوري", "أطباء النيلين (مثال)", _CSO, None, 6),
        Invited("ሰላም ተስፋዬ", "Refuge at the Border (example)", _CSO, _ORGANISATION, 5),
    ),
}


def compose() -> None:
    """Gives each country session its panel, unless it has one: what the office changed stays."""
    composed = select(Statement.country_session_id).distinct()
    with transaction() as session:
        known = set(session.scalars(composed))
        for country_session in session.get_one(Edition, NUMBER).country_sessions:
            if country_session.id in known:
                continue
            panels.give_opening(session, country_session.id)
            for invited in PANELS[country_session.state]:
                panellist = panels.seat(
                    session,
                    country_session,
                    name=invited.name,
                    organisation=invited.organisation,
                    kind=invited.kind,
                    minutes=invited.minutes,
                    locale=_LANGUAGES.get(country_session.state, "en"),
                    by=BY,
                )
                panellist.appearance = invited.appearance
                person = session.get_one(Participant, panellist.participant_id)
                person.photographed = invited.appearance == Appearance.PUBLIC


def panellist_id(country_session_id: str, place: int) -> str | None:
    """Who sits at a place (from 1) behind the opening, while that panel has so many."""
    speaking = select(Statement.panellist_id).where(
        Statement.country_session_id == country_session_id, Statement.panellist_id.is_not(None)
    )
    ids = db.session.scalars(speaking.order_by(Statement.position)).all()
    return ids[place - 1] if place <= len(ids) else None
