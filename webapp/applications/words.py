"""How screens and paper say what applicants chose; the codes are what is stored."""

from babel import Locale
from flask_babel import lazy_gettext as _

from webapp.editions.models import Edition
from webapp.participants.models import Appearance
from webapp.web.language import current_language

YES_OR_NO = {"yes": _("Yes"), "no": _("No")}
SCOPES = {
    "national": _("In one country"),
    "regional": _("In a region"),
    "international": _("Worldwide"),
}
NHRI_STATUSES = {
    "A": _("A status"),
    "B": _("B status"),
    "none": _("No status"),
}
VISAS = {"yes": _("Yes"), "no": _("No"), "unknown": _("I do not know yet")}
APPEARANCE_HINTS = {
    Appearance.PUBLIC: _("The programme, the screen and the badge show both."),
    Appearance.ORGANISATION: _("They show the organisation, and no name of a person."),
    Appearance.NEITHER: _(
        "They say “a speaker from civil society” or “the National Human Rights Institution”."
    ),
}


def language(code: str, locale: str) -> str:
    """The name of a language, in the language `locale`."""
    return Locale.parse(locale).languages.get(code, code)


def state(edition: Edition, code: str | None) -> str:
    """A State under Review as the edition names it; "" for one that is not among its own."""
    locale = current_language()
    return next((each.name(locale) for each in edition.country_sessions if each.state == code), "")
