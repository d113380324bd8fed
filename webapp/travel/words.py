"""How pages say what there is about journeys: sums, how far a visa is, the States that issue passports."""

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _

from webapp import states
from webapp.travel.models import Visa

# As the traveller says it of themselves, and as the desk reads it.
VISAS = {
    Visa.UNKNOWN: _("I do not know yet"),
    Visa.NOT_NEEDED: _("No visa is needed"),
    Visa.TO_APPLY: _("Needed, not applied for yet"),
    Visa.APPLIED: _("Applied for"),
    Visa.ISSUED: _("Issued"),
    Visa.REFUSED: _("Refused"),
}


def money(amount: int, currency: str) -> str:
    """For people, in the language of the reader: CHF 12,000. Nothing breaks the line within."""
    return f"{currency}\N{NO-BREAK SPACE}{format_decimal(amount)}"


def issuers(locale: str) -> list[tuple[str, str]]:
    """The States of the table with their names, in the order of `locale`: those that have a passport to give."""
    return [
        (mission.code, mission.state.names.to(locale)) for mission in states.missions(locale) if mission.state
    ]
