"""How long a text takes to say, in words: alike here and, while somebody types, in count.js."""

from babel.units import format_unit
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.briefing import texts
from webapp.web.language import current_language

MINUTE = 60


def said(text: str, minutes: int) -> str:
    """612 words: about 5 minutes 6 seconds at 120 words a minute; you have 5 minutes"""
    length = texts.length(text)
    if not length.words:
        return promise(minutes)
    return _sentence(length.words, str(length.words), time(length.seconds), minutes)


def in_short(text: str) -> str:
    """612 words, 5 minutes 6 seconds"""
    length = texts.length(text)
    return ngettext(
        "%(words)s word, %(time)s",
        "%(words)s words, %(time)s",
        length.words,
        words=length.words,
        time=time(length.seconds),
    )


def is_over(text: str, minutes: int) -> bool:
    return texts.length(text).seconds > minutes * MINUTE


def promise(minutes: int) -> str:
    """What stands there before there is a word."""
    return _(
        "At %(pace)s words a minute, %(slot)s are about %(words)s words.",
        pace=texts.WORDS_A_MINUTE,
        slot=time(minutes * MINUTE),
        words=minutes * texts.WORDS_A_MINUTE,
    )


def script(minutes: int) -> dict[str, object]:
    """For count.js: the sentences, with #w for the words and #t for the time."""
    return {
        "data-pace": texts.WORDS_A_MINUTE,
        "data-slot": minutes * MINUTE,
        "data-promise": promise(minutes),
        "data-one": _sentence(1, "#w", "#t", minutes),
        "data-other": _sentence(2, "#w", "#t", minutes),
    }


def _sentence(count: int, words: str, needed: str, minutes: int) -> str:
    return ngettext(
        "%(words)s word: about %(time)s at %(pace)s words a minute; you have %(slot)s",
        "%(words)s words: about %(time)s at %(pace)s words a minute; you have %(slot)s",
        count,
        words=words,
        time=needed,
        pace=texts.WORDS_A_MINUTE,
        slot=time(minutes * MINUTE),
    )


def time(seconds: int) -> str:
    """5 minutes 6 seconds"""
    parts = [(seconds // MINUTE, "duration-minute"), (seconds % MINUTE, "duration-second")]
    return " ".join(_unit(number, unit) for number, unit in parts if number)


def _unit(number: int, unit: str) -> str:
    """With plain spaces: browsers and our tables of CLDR differ in them."""
    return " ".join(format_unit(number, unit, locale=current_language()).split())
