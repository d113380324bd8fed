"""What the pages of all parts share: their words in addresses, and what is said around each of them."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from webapp.briefing import dues, handing_in
from webapp.briefing.models import Part, Readers
from webapp.editions import words
from webapp.panellists.holding import Place
from webapp.web.language import LANGUAGES, current_language

WORDS = {
    Part.TEXT: "statement",
    Part.PROPOSALS: "proposals",
    Part.FACTSHEET: "factsheet",
    Part.VIDEO: "video",
}
PARTS = {word: part for part, word in WORDS.items()}
PAGES = {
    Part.TEXT: "statement_text",
    Part.PROPOSALS: "proposals",
    Part.FACTSHEET: "factsheet",
    Part.VIDEO: "video",
}
TITLES = {
    Part.TEXT: lazy_gettext("The text of your statement"),
    Part.PROPOSALS: lazy_gettext("Suggested questions and recommendations"),
    Part.FACTSHEET: lazy_gettext("Factsheet"),
    Part.VIDEO: lazy_gettext("Video"),
}


@dataclass(frozen=True, slots=True)
class About:
    """One part as its owner sees it. `readers` is None until they choose; `due` is "" where no day is set, and
    `is_late` once that day is over."""

    part: Part
    version: int
    readers: Readers | None
    readers_said: str
    readers_url: str
    due: str
    is_late: bool
    is_open: bool


def about(place: Place, part: Part) -> About:
    row = handing_in.standing(place.panellist.id)[part]
    due_on = dues.due_on(place.edition.number).get(part)
    return About(
        part=part,
        version=row.version,
        readers=row.readers,
        readers_said=readers_of(place)[row.readers or Readers.PANEL],
        readers_url=place.url("readers", word=WORDS[part]),
        due=words.last_minute(dues.deadline(due_on), place.edition) if due_on else "",
        is_late=due_on is not None and dues.is_past(due_on, place.edition),
        is_open=handing_in.is_open(place.panellist),
    )


def readers_of(place: Place) -> dict[Readers, str]:
    """Who may read, with the name of the State whose mission reads too: nobody shall find that out afterwards."""
    state = place.country_session.name(current_language())
    return {
        Readers.PANEL: _("The panel, the moderators and the secretariat"),
        Readers.MISSIONS: _("All missions, including %(state)s's, from now on", state=state),
        Readers.MISSIONS_AFTER: _("All missions, including %(state)s's, after my statement", state=state),
        Readers.PUBLIC: _("Everybody, after my statement"),
    }


def languages(place: Place) -> dict[str, str]:
    """In which one can hand in: those that are spoken in the room, and those of the edition's pages."""
    edition, names = place.edition, {}
    for code in [*(edition.speaking_languages or []), *(edition.languages or [])] or LANGUAGES:
        names[code] = words.languages([code])
    return names


def usual_language(place: Place) -> str:
    """That in which they are written to, where it is offered."""
    offered, locale = languages(place), place.panellist.participant.locale
    return locale if locale in offered else next(iter(offered))
