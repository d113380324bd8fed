"""How the templates of the floor name missions, languages and speakers."""

from functools import cache

from webapp.editions.models import CountrySession
from webapp.floor import queries
from webapp.programme import queries as programme
from webapp.programme import words
from webapp.programme.queries import Speaker
from webapp.web.language import current_language
from webapp.web.shown import listed


def names(country_session: CountrySession, panel: tuple[Speaker, ...] | None = None) -> dict[str, object]:
    """What a template needs to name them in the reader's language. A panel that is left out is read when it is asked
    for."""
    locale = current_language()

    @cache
    def by_id() -> dict[str | None, Speaker]:
        speakers = programme.speakers(country_session.id) if panel is None else panel
        return {speaker.panellist_id: speaker for speaker in speakers}

    def panellist(panellist_id: str | None) -> str:
        """Whom a question is put to; empty for the whole panel, and for one who is no longer in it."""
        speaker = by_id().get(panellist_id) if panellist_id else None
        return words.short_name(speaker, country_session, locale) if speaker else ""

    return {
        "mission": lambda code: queries.mission(code, locale),
        "missions": lambda codes: listed([queries.mission(code, locale) for code in codes]),
        "language": lambda code: queries.language(code, locale),
        "speaker": lambda speaker: words.speaker_name(speaker, country_session, locale),
        "absence": lambda speaker: words.absence(speaker, country_session),
        "panellist": panellist,
    }


def ways(country_session: CountrySession) -> dict[str, object]:
    """What a template needs to say how each statement is given: the moderators' and the podium's, and no other."""
    elsewhere = programme.elsewhere(country_session.id)
    return {"way": lambda speaker: words.way(elsewhere.get(speaker.panellist_id), country_session)}
