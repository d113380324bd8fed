"""How pages say what an edition holds: formats, zones, languages, deadlines, figures."""

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup, escape

from webapp.core.texts import Texts
from webapp.editions.file_parts import Bound, Cover, Deadline, Figure
from webapp.editions.models import Edition, Format
from webapp.web.language import current_language
from webapp.web.shown import day, listed

FORMATS = {
    Format.IN_PERSON: lazy_gettext("In person"),
    Format.VIRTUAL: lazy_gettext("Virtual"),
    Format.HYBRID: lazy_gettext("In person and virtual"),
}
COVERS = {
    Cover.ACCOMMODATION: lazy_gettext("accommodation"),
    Cover.AIRFARE: lazy_gettext("airfare"),
    Cover.PER_DIEM: lazy_gettext("a daily allowance"),
}
CLOCKS = {"Europe/Zurich": lazy_gettext("Geneva time")}
_BOUNDS = {Bound.MORE_THAN: lazy_gettext("more than"), Bound.ALMOST: lazy_gettext("almost")}


def place(edition: Edition) -> str:
    """Palais des Nations, Geneva; as much of it as is known."""
    return ", ".join(part for part in (edition.venue, edition.city_name) if part)


def zone(edition: Edition) -> str:
    """What stands beside an hour: the city where there is one, and always the zone's own name."""
    return f"{edition.city_name}, {edition.timezone}" if edition.city else edition.timezone


def deadline(value: Deadline, edition: Edition) -> str:
    """Monday 16 August 2021, 23:59 (Europe/Zurich); without an hour where the source gives none."""
    if value.time is None:
        return day(value.day)
    return f"{day(value.day)}, {value.time:%H:%M} ({zone(edition)})"


def clocks(edition: Edition) -> str:
    """Whose time it is, with its zone, where somebody far away must not be mistaken."""
    known = CLOCKS.get(edition.timezone)
    return f"{known} ({edition.timezone})" if known else edition.timezone


def last_minute(value: Deadline, edition: Edition) -> str:
    """Monday 16 August 2021, 23:59, Geneva time (Europe/Zurich); without an hour where the source gives none."""
    parts = [day(value.day), f"{value.time:%H:%M}" if value.time else "", clocks(edition)]
    return ", ".join(part for part in parts if part)


def languages(codes: list[str]) -> str:
    """English, French and Spanish: each by its name in the reader's language."""
    names = Locale.parse(current_language()).languages
    return listed([names.get(code, code) for code in codes])


def figure(value: Figure) -> Markup:
    """156, with the "more than" that its source says."""
    number = f"{value.value:,}".replace(",", "\u202f")
    if value.bound not in _BOUNDS:
        return escape(number)
    return Markup("<small>{}</small> {}").format(_BOUNDS[value.bound], number)


def covers(parts: list[str]) -> list[str]:
    return [str(COVERS[Cover(part)]) for part in parts]


def minutes(shortest: int, longest: int) -> str:
    if shortest == longest:
        return _("%(minutes)s minutes", minutes=shortest)
    return _("%(shortest)s to %(longest)s minutes", shortest=shortest, longest=longest)


def language_of(texts: Texts) -> str:
    """The language that `texts` is shown in: the reader's where it has that one, as `Texts.to` chooses."""
    here = current_language()
    return next((code for code in (here, "en", *texts) if texts.get(code)), here)
