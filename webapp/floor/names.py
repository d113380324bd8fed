"""How the templates of the floor name missions, languages and speakers."""

from webapp.editions.models import CountrySession
from webapp.floor import queries
from webapp.programme import words
from webapp.programme.queries import Speaker
from webapp.web.language import current_language
from webapp.web.shown import listed


def names(country_session: CountrySession, panel: tuple[Speaker, ...]) -> dict[str, object]:
    """What a template needs to name them in the reader's language."""
    locale = current_language()
    by_id = {speaker.panellist_id: speaker for speaker in panel if speaker.panellist_id}

    def panellist(panellist_id: str | None) -> str:
        """Whom a question is put to; empty for the whole panel, and for one who is no longer in it."""
        speaker = by_id.get(panellist_id)
        return words.short_name(speaker, country_session, locale) if speaker else ""

    return {
        "mission": lambda code: queries.mission(code, locale),
        "missions": lambda codes: listed([queries.mission(code, locale) for code in codes]),
        "language": lambda code: queries.language(code, locale),
        "speaker": lambda speaker: words.speaker_name(speaker, country_session, locale),
        "panellist": panellist,
    }
