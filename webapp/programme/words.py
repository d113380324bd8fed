"""How screens name a speaker: as that person chose, and in the reader's language."""

from flask_babel import gettext as _

from webapp.editions.models import CountrySession
from webapp.participants.models import OrganisationKind
from webapp.programme.queries import Speaker


def speaker_name(speaker: Speaker, country_session: CountrySession, locale: str) -> str:
    """In one line: "National Human Rights Commission", "Ana Rojas, Red de mujeres", "Speaker 2 (civil society)"."""
    if speaker.kind is None:
        return country_session.name(locale)
    if speaker.organisation:
        return ", ".join(filter(None, (speaker.name, speaker.organisation)))
    if speaker.kind == OrganisationKind.NHRI:
        if speaker.number:
            return _("Speaker %(number)s (National Human Rights Institution)", number=speaker.number)
        return _("The National Human Rights Institution")
    if speaker.number:
        return _("Speaker %(number)s (civil society)", number=speaker.number)
    return _("A speaker from civil society")


def short_name(speaker: Speaker, country_session: CountrySession, locale: str) -> str:
    """Where there is little room: the organisation alone where it is shown."""
    return speaker.organisation or speaker_name(speaker, country_session, locale)
