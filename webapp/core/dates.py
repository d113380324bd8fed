"""How days and hours are written out in each language: months in full, and without the commas of CLDR."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time

# English here is British English: "Monday 28 August 2023", with a day that lasts 24 hours.
_REGIONAL = {"en": "en_GB"}
_FULL = {"en": "EEEE d MMMM y", "fr": "EEEE d MMMM y", "es": "EEEE d 'de' MMMM 'de' y"}


def locale_of(code: str) -> Locale:
    return Locale.parse(_REGIONAL.get(code, code))


def day(value: date, locale: str) -> str:
    """Monday 28 August 2023"""
    return _written(value, _FULL.get(locale, "full"), locale)


def short_day(value: date, locale: str) -> str:
    """Mon 28 Aug"""
    return _written(value, "EEE d MMM", locale)


def time_of_day(instant: datetime, zone: ZoneInfo, locale: str) -> str:
    """10:00, in `zone`. Whoever shows it says which zone that is."""
    return format_time(instant.astimezone(zone), "HH:mm", locale=locale_of(locale))


def span(first: date, last: date | None, locale: str) -> str:
    """28 August – 1 September 2023; one day where the other is the same or not known."""
    if last is None or last == first:
        return _written(first, "long", locale)
    parts = _patterns(locale)[_widest_difference(first, last)]
    return "".join(_written(value, part, locale) for value, part in zip((first, last), parts, strict=True))


def _written(value: date, pattern: str, locale: str) -> str:
    if locale == "fr" and value.day == 1:  # "1er septembre", which no pattern of CLDR can say
        known = locale_of(locale)
        pattern = getattr(known.date_formats.get(pattern), "pattern", pattern).replace("d", "d'er'", 1)
    return format_date(value, pattern, locale=locale_of(locale))


@cache
def _patterns(locale: str) -> dict[str, tuple[str, str]]:
    """CLDR's patterns for an interval of days. Where they have short months only, long ones fit too."""
    formats = locale_of(locale).interval_formats
    known = formats.get("yMMMMd") or formats["yMMMd"]
    return {field: tuple(_in_full(part) for part in parts) for field, parts in known.items()}


def _widest_difference(first: date, last: date) -> str:
    if first.year != last.year:
        return "y"
    return "d" if first.month == last.month else "M"


def _in_full(pattern: str) -> str:
    """With long months; and with plain spaces, because a thin one is neither found nor typed."""
    return (pattern if "MMMM" in pattern else pattern.replace("MMM", "MMMM")).replace("\u2009", " ")
