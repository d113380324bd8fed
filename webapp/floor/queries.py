"""What the screens of the floor need from several features at once."""

from dataclasses import dataclass

from babel import Locale
from sqlalchemy import select

from webapp import states
from webapp.access.models import Grant
from webapp.checkin.models import Admission
from webapp.checkin.places import room_of
from webapp.core.refused import NotThere
from webapp.editions.models import CountrySession, Edition
from webapp.extensions import db
from webapp.participants import queries as participants
from webapp.participants.models import Participant, Pass
from webapp.programme import queries as programme
from webapp.programme import words
from webapp.programme.queries import country_session

# The languages of the United Nations: a delegate may ask in any of them, whatever is interpreted.
UN_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


@dataclass(frozen=True, slots=True)
class Delegate:
    """Somebody with a pass in one country session, and the grant by which they are that."""

    country_session: CountrySession
    held: Pass
    grant: Grant

    @property
    def participant(self) -> Participant:
        return self.held.participant


def is_under_review_here(country_session_id: str) -> bool:
    """Whether somebody of the State under Review's mission was admitted at this room's own door."""
    here = country_session(country_session_id)
    admitted = (
        select(Admission.id)
        .join(Participant, Participant.id == Admission.participant_id)
        .where(Admission.place == room_of(country_session_id), Admission.undone_at.is_(None))
        .where(Participant.mission == here.state)
    )
    return db.session.scalar(admitted.limit(1)) is not None


def delegate(country_session_id: str, pass_grants: list[Grant]) -> Delegate:
    """Who the holder of these grants, the newest first, is in one country session. Raises NotThere for nobody there."""
    here = country_session(country_session_id)
    grants = {grant.subject_id: grant for grant in pass_grants}
    held = participants.newest_of(list(grants), here.edition_number)
    if held is None:
        raise NotThere
    return Delegate(here, held, grants[held.id])


def languages(edition: Edition, locale: str) -> list[tuple[str, str]]:
    """In which languages one can ask: those of the room first, then the others of the United Nations."""
    of_room = edition.speaking_languages or edition.languages or []
    return [(code, language(code, locale)) for code in dict.fromkeys([*of_room, *UN_LANGUAGES])]


def panel(country_session: CountrySession, locale: str) -> list[tuple[str, str]]:
    """To whom one can put a question besides the whole panel: each panellist's id, and how they chose to be named."""
    return [
        (speaker.panellist_id, words.speaker_name(speaker, country_session, locale))
        for speaker in programme.speakers(country_session.id)
        if speaker.panellist_id
    ]


def language(code: str, locale: str) -> str:
    """The name of a language, in the language `locale`."""
    return Locale.parse(locale).languages.get(code, code)


def mission(code: str, locale: str) -> str:
    """Whom a mission represents, in a word: "Chile"."""
    return states.mission(code).short.to(locale)
