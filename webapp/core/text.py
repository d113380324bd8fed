"""What people type: made regular, kept within limits, and folded for search."""

import unicodedata

from flask_babel import lazy_gettext as _

# Explicit overrides and embeddings re-order what stands beside them: a name could then pretend to be another.
# The marks that merely hint a direction (U+200E, U+200F) and joiners stay: Arabic, Hebrew and Persian names need them.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REPLACED = "\ufffd"  # stands where the bytes that came were no UTF-8
_LINE_BREAKS = frozenset("\n\r\u2028\u2029\x0b\x0c\x85")


class Unfit(ValueError):
    """A text that cannot be kept as it is; the message (lazy) is a sentence for the person who typed it."""


def clean_line(value: str, most: int) -> str:
    """One line in NFC, without space at its ends and with single spaces within; at most `most` characters.

    Raises Unfit on control characters, bidirectional overrides and lone surrogates, and on one character too many.
    """
    if any(c in _LINE_BREAKS for c in value.strip()):
        raise Unfit(_("Write this on one line."))
    return _within(" ".join(_regular(value).split()), most)


def clean_text(value: str, most: int) -> str:
    """Several lines in NFC with `\\n` between them; at most `most` characters. Raises Unfit as `clean_line` does."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _within("\n".join(_regular(line).rstrip() for line in lines).strip(), most)


def _regular(value: str) -> str:
    value = unicodedata.normalize("NFC", value.replace("\t", " "))
    if any(c in _BIDI or c == _REPLACED or unicodedata.category(c) in ("Cc", "Cs", "Cn") for c in value):
        raise Unfit(_("This contains characters that cannot be printed. Type it again, without pasting."))
    return value


def _within(value: str, most: int) -> str:
    if len(value) > most:
        raise Unfit(_("Use at most %(most)s characters. You used %(used)s.", most=most, used=len(value)))
    return value


def fold(value: str) -> str:
    """The words of a name as search sees them: without accents or case, separated by single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare.casefold()).split())
