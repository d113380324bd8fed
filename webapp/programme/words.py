"""How screens name a speaker, as that person chose and in the reader's language; and what they say of who is absent."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp.editions.models import CountrySession, Edition, Format
from webapp.participants.models import OrganisationKind
from webapp.programme.models import AbsenceNote, Presence
from webapp.programme.queries import Speaker

_PRESENCES = {
    Presence.IN_ROOM: lazy_gettext("In the room"),
    Presence.REMOTE: lazy_gettext("Remotely"),
    Presence.VIDEO: lazy_gettext("By video"),
    Presence.READ_OUT: lazy_gettext("Read out by the moderator"),
}
_NOTES = {
    AbsenceNote.NOTHING: lazy_gettext("Nothing is said"),
    AbsenceNote.UNABLE: lazy_gettext("Unable to be in Geneva"),
    AbsenceNote.PREVENTED: lazy_gettext("Prevented from coming"),
}


def presences(edition: Edition) -> dict[Presence, object]:
    """How a statement can be given. In a virtual edition nobody is in a room, and everybody is remote."""
    if edition.format != Format.VIRTUAL:
        return _PRESENCES
    live = {Presence.IN_ROOM: lazy_gettext("Live, as planned")}
    return live | {way: _PRESENCES[way] for way in (Presence.VIDEO, Presence.READ_OUT)}


def notes(edition: Edition) -> dict[AbsenceNote, object]:
    """What can be said of somebody who is absent; nobody is expected in Geneva by a virtual edition."""
    if edition.format != Format.VIRTUAL:
        return _NOTES
    kept_from_it = lazy_gettext("Prevented from taking part")
    return {AbsenceNote.NOTHING: _NOTES[AbsenceNote.NOTHING], AbsenceNote.PREVENTED: kept_from_it}


def absence(speaker: Speaker, country_session: CountrySession) -> str:
    """What everybody reads beside the speaker; mostly nothing."""
    return str(notes(country_session.edition).get(speaker.absence, "")) if speaker.absence else ""


def way(presence: Presence | None, country_session: CountrySession) -> str:
    """How a statement is given, where that is not in the room."""
    if presence in (None, Presence.IN_ROOM):
        return ""
    return str(presences(country_session.edition).get(presence, _PRESENCES[presence]))


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
