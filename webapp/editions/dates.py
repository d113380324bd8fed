"""How the days of a week are written out: months in full, as little as can be said, and no more than is known."""

from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_date

# English here is British English.
_REGIONAL = {"en": "en_GB"}


def span(first: date, last: date | None, locale: str) -> str:
    """28 August – 1 September 2023; one day where the other is the same or not known."""
    known = _locale(locale)
    if last is None or last == first:
        return format_date(first, "long", locale=known)
    parts = _patterns(known)[_widest_difference(first, last)]
    return "".join(
        format_date(day, part, locale=known) for day, part in zip((first, last), parts, strict=True)
    )


def _locale(code: str) -> Locale:
    return Locale.parse(_REGIONAL.get(code, code))


@cache
def _patterns(locale: Locale) -> dict[str, tuple[str, str]]:
    """CLDR's patterns for an interval of days. Where they have short months only, long ones fit too."""
    known = locale.interval_formats.get("yMMMMd") or locale.interval_formats["yMMMd"]
    return {field: tuple(_in_full(part) for part in parts) for field, parts in known.items()}


def _widest_difference(first: date, last: date) -> str:
    if first.year != last.year:
        return "y"
    return "d" if first.month == last.month else "M"


def _in_full(pattern: str) -> str:
    """With long months; and with plain spaces, because a thin one is neither found nor typed."""
    return (pattern if "MMMM" in pattern else pattern.replace("MMM", "MMMM")).replace("\u2009", " ")
