"""The kinds of values that an edition file may hold: how each is read, and what to tell the operator."""

import functools
import unicodedata
import zoneinfo
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from babel import Locale

from webapp.core.text import Unfit, clean_line, clean_text
from webapp.editions.file_parts import Bound, Deadline, Figure
from webapp.editions.file_table import Kind, Wrong, shown
from webapp.states import is_member_state

# The UPR began in 2008. Limits on the year also keep every later sum of days within what Python can count.
_YEARS = range(2008, 2100)
_MOST_FIGURE = 999_999_999


def whole(least: int, most: int) -> Kind:
    def read(value: Any) -> int:
        # For Python, true is a whole number.
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Wrong
        return value

    return Kind(f"a whole number from {least} to {most}", read)


def one_of(values: type[StrEnum]) -> Kind:
    *others, last = [f'"{value}"' for value in values]

    def read(value: Any) -> StrEnum:
        if not isinstance(value, str) or value not in list(values):
            raise Wrong
        return values(value)

    return Kind(f"{', '.join(others)} or {last}", read)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong
    return value


YES_OR_NO = Kind("true or false", _yes_or_no)


def line(most: int) -> Kind:
    return Kind(
        f"a text in quotation marks, on one line, of at most {most} characters", _text(most, clean_line)
    )


def paragraphs(most: int) -> Kind:
    return Kind(f"a text in quotation marks, of at most {most} characters", _text(most, clean_text))


def _text(most: int, clean: Callable[[str, int], str]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong
        # Some characters take more room in NFC.
        value = unicodedata.normalize("NFC", value)
        if len(value) > most:
            raise Wrong(f"This text has {len(value)} characters. Use at most {most}.")
        try:
            kept = clean(value, most)
        except Unfit as unfit:
            raise Wrong(_why_unfit(value)) from unfit
        if not kept:
            raise Wrong("This text is empty. Write it, or leave the key out.")
        return kept

    return read


def _why_unfit(value: str) -> str:
    """Names the first character that `core.text` refuses; where each alone is good, it was a line break."""
    for character in value:
        try:
            clean_text(character, 10)
        except Unfit:
            name = unicodedata.name(character, "")
            named = f"U+{ord(character):04X}" + (f" ({name})" if name else "")
            return f"This text holds the character {named}, which no text may hold. Take it out."
    return "Write this text on one line."


def _state(value: Any) -> str:
    if not isinstance(value, str) or not is_member_state(value):
        raise Wrong
    return value


STATE = Kind('the two capital letters of a Member State (ISO 3166-1), such as "TM"', _state)


def _language(value: Any) -> str:
    if not isinstance(value, str) or value not in _languages():
        raise Wrong
    return value


LANGUAGE = Kind('the code of a language (ISO 639), such as "fr"', _language)


@functools.cache
def _languages() -> frozenset[str]:
    """CLDR's languages without its regional ones; of three letters where ISO 639-1 has none of two."""
    return frozenset(code for code in Locale("en").languages if "_" not in code) - {"mul", "und", "zxx"}


def _timezone(value: Any) -> zoneinfo.ZoneInfo:
    # Looked up in the list first: ZoneInfo opens files by the name that it is given.
    if not isinstance(value, str) or value not in _timezones():
        raise Wrong
    return zoneinfo.ZoneInfo(value)


TIMEZONE = Kind('the name of a time zone (IANA), such as "Europe/Zurich"', _timezone)


@functools.cache
def _timezones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _day(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Wrong
    return _within_years(value)


def _within_years(day: date) -> date:
    if day.year not in _YEARS:
        raise Wrong(f"Write a year from {_YEARS[0]} to {_YEARS[-1]}, not {day.year}.")
    return day


DAY = Kind("a date alone, such as 2023-08-28", _day)


def moment(zone: zoneinfo.ZoneInfo | None) -> Kind:
    """A date and time on a clock in `zone`; where the zone itself could not be read, it is left unchecked."""

    def read(value: Any) -> datetime:
        return _local(value, zone)

    return Kind("a local date and time, such as 2023-08-28T10:00:00", read)


def deadline(zone: zoneinfo.ZoneInfo | None) -> Kind:
    def read(value: Any) -> Deadline:
        if isinstance(value, datetime):
            local = _local(value, zone)
            return Deadline(local.date(), local.time())
        return Deadline(_day(value), None)

    return Kind("a local date and time, such as 2023-05-31T23:59:00, or a date alone", read)


def _local(value: Any, zone: zoneinfo.ZoneInfo | None) -> datetime:
    if not isinstance(value, datetime):
        raise Wrong
    if value.tzinfo is not None:
        naive = shown(value.replace(tzinfo=None))
        raise Wrong(f"Write {naive}, without an offset: the time is local, in the edition's timezone.")
    if value.second or value.microsecond:
        minute = shown(value.replace(second=0, microsecond=0))
        raise Wrong(f"Write whole minutes, such as {minute}, not {shown(value)}.")
    _within_years(value)
    if zone is None:
        return value
    # An hour that the clocks show twice is the first of the two: fold stays 0.
    local = value.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != value:
        raise Wrong(
            f"{shown(value)} does not exist in {zone.key}: the clocks go forward past it. Change the hour."
        )
    return local


def _statement_minutes(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise Wrong
    shortest, longest = (MINUTES.of(minutes) for minutes in value)
    if shortest > longest:
        raise Wrong
    return shortest, longest


MINUTES = whole(1, 480)
STATEMENT_MINUTES = Kind("the shortest and the longest, in minutes, such as [5, 7]", _statement_minutes)


def _figure(value: Any) -> Figure:
    match value:
        case {**entries} if len(entries) == 1 and set(entries) <= {Bound.MORE_THAN, Bound.ALMOST}:
            (bound, number) = next(iter(entries.items()))
            return Figure(_COUNT.of(number), Bound(bound))
        case dict():
            raise Wrong
        case _:
            return Figure(_COUNT.read(value))


_COUNT = whole(0, _MOST_FIGURE)
FIGURE = Kind("a whole number, { more_than = 156 } or { almost = 800 }", _figure)
