"""Fields of Word: codes that Word works out anew, such as the number of a page. Some run programs, fetch files or name
the author, so only the codes of those that are known stay. What a field last showed stays in any case, as text."""

from collections.abc import Iterable
from itertools import count

from webapp.core.files.cleaning.markup import DROP, UNWRAP, Attributes, Rewriting, Say
from webapp.core.files.cleaning.texts import listed

_KNOWN = listed(
    "PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF REF NOTEREF STYLEREF SEQ TOC TC XE INDEX LISTNUM AUTONUM AUTONUMLGL"
    " AUTONUMOUT DATE TIME SYMBOL EQ FORMTEXT FORMCHECKBOX FORMDROPDOWN BIBLIOGRAPHY CITATION"
)
_LINKED = ("http://", "https://", "mailto:", "\\l")
CODE_MOST = 500


def is_known(code: str) -> bool:
    word, _, rest = code.strip().partition(" ")
    if word.upper() == "HYPERLINK":
        return rest.strip().strip('"').lower().startswith(_LINKED)
    return word.upper() in _KNOWN


def without(unknown: set[int], say: Say) -> Say:
    """As `say`, and the codes of `unknown` go, and fields that carry their whole code with them."""
    number = count()

    def said(space: str, local: str, attributes: Attributes) -> str:
        if local == "instrText" and next(number) in unknown:
            return DROP
        if local == "fldSimple" and not is_known(_named(attributes, "instr")):
            return UNWRAP
        return say(space, local, attributes)

    return said


def _named(attributes: Attributes, name: str) -> str:
    return next((value for (_space, each), value in attributes.items() if each == name), "")


def unknown_codes(pieces: Iterable[bytes], say: Say) -> set[int]:
    """Which of the `instrText` elements that `say` leaves of a part, counted from 0, are codes of fields that go."""
    reading = _Reading(say)
    rewriting = Rewriting(reading.see, lambda _written: None, reading.hear)
    for piece in pieces:
        rewriting.feed(piece)
    rewriting.finish()
    reading.end_all()
    return reading.unknown


class _Field:
    def __init__(self) -> None:
        self.code = ""
        self.numbers: list[int] = []


class _Reading:
    """A code may be spread over many elements, and fields stand within fields: each is known by its own code alone."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.open = [_Field()]  # the first is no field: whatever code stands outside of any
        self.count = 0
        self.unknown: set[int] = set()

    def see(self, space: str, local: str, attributes: Attributes) -> str:
        if local == "instrText":
            self.open[-1].numbers.append(self.count)
            self.count += 1
        elif local == "fldChar":
            kind = _named(attributes, "fldCharType")
            if kind == "begin":
                self.open.append(_Field())
            elif kind == "end" and len(self.open) > 1:
                self._end(self.open.pop())
        return self.say(space, local, attributes)

    def hear(self, local: str, text: str) -> None:
        field = self.open[-1]
        if local == "instrText" and len(field.code) < CODE_MOST:
            field.code += text

    def _end(self, field: _Field) -> None:
        if not is_known(field.code):
            self.unknown.update(field.numbers)

    def end_all(self) -> None:
        """Those that are never closed."""
        while self.open:
            self._end(self.open.pop())
