"""XML of documents, read and written a piece at a time, with a say at every element. Names keep their prefixes, which
other parts of a document may quote."""

from collections.abc import Callable, Iterable, MutableMapping
from itertools import takewhile
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from webapp.core.files.cleaning.faults import Fault, Faulty

DEPTH_MOST = 500
_SPACE = "http://www.w3.org/XML/1998/namespace"

Attributes = MutableMapping[tuple[str, str], str]
"""By namespace and local name; a name without prefix has no namespace."""

KEEP, UNWRAP, DROP = "keep", "unwrap", "drop"
Say = Callable[[str, str, Attributes], str]
"""Told the namespace, the local name and the attributes of an element, which it may change. It answers KEEP, UNWRAP
(what is within stays) or DROP."""
Hear = Callable[[str, str], object]
"""Told the local name of an element that is kept, and a text in it."""


class Rewriting:
    """Reads one part with `feed` and `finish`, and writes what `say` leaves of it. Comments and processing
    instructions go. Raises Faulty for what is no XML, or declares entities."""

    def __init__(self, say: Say, write: Callable[[bytes], object], hear: Hear | None = None):
        self.say, self.write, self.hear = say, write, hear
        self.depth = 0
        self.dropped_at = 0  # the depth of the element that is dropped, with all in it
        self.spaces: list[tuple[str, str]] = []  # declared, for the next element
        # For each open element None, or what it declared where it was unwrapped: its children declare that then.
        self.open: list[list[tuple[str, str]] | None] = []
        self.names: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.namespace_prefixes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartNamespaceDeclHandler = self._space
        self.parser.StartDoctypeDeclHandler = self._no_doctype
        self.write(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')

    def feed(self, piece: bytes) -> None:
        self._parse(piece, False)

    def finish(self) -> None:
        self._parse(b"", True)

    def _parse(self, piece: bytes, last: bool) -> None:
        try:
            self.parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError):
            raise Faulty(Fault.BROKEN) from None

    def _no_doctype(self, *_declared: object) -> None:
        raise Faulty(Fault.BROKEN)  # no document has one; with it, a line could stand for gigabytes

    def _space(self, prefix: str | None, uri: str | None) -> None:
        self.spaces.append((prefix or "", uri or ""))

    def _start(self, name: str, given: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH_MOST:
            raise Faulty(Fault.SWOLLEN)
        declared, self.spaces = self.spaces, []
        if self.dropped_at:
            return
        space, local, written = _parts(name)
        names = {_parts(each)[:2]: _parts(each)[2] for each in given}
        attributes: Attributes = {_parts(each)[:2]: value for each, value in given.items()}
        said = self.say(space, local, attributes)
        if said == DROP:
            self.dropped_at = self.depth
            return
        self.names.append(local)
        if said == UNWRAP:
            self.open.append(declared)
            return
        for above in takewhile(lambda spaces: spaces is not None, reversed(self.open)):
            declared = list(dict([*above, *declared]).items())
        self.open.append(None)
        told = [(f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in declared]
        told += [(names[key], value) for key, value in attributes.items()]
        self._out(f"<{written}{''.join(f' {key}={quoteattr(value, _BREAKS)}' for key, value in told)}>")

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.dropped_at:
            if self.depth < self.dropped_at:
                self.dropped_at = 0
            return
        self.names.pop()
        if self.open.pop() is None:
            self._out(f"</{_parts(name)[2]}>")

    def _text(self, text: str) -> None:
        if not self.dropped_at:
            if self.hear and self.names:
                self.hear(self.names[-1], text)
            self._out(escape(text, {"\r": "&#13;"}))

    def _out(self, text: str) -> None:
        self.write(text.encode("utf-8"))


_BREAKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _parts(name: str) -> tuple[str, str, str]:
    """Namespace, local name, and the name as it was written."""
    match name.split(" "):
        case [space, local, prefix]:
            return space, local, f"{prefix}:{local}"
        case [space, local]:
            return space, local, f"xml:{local}" if space == _SPACE else local
        case _:
            return "", name, name


def rewrite(pieces: Iterable[bytes], say: Say, out: IO[bytes]) -> None:
    rewriting = Rewriting(say, out.write)
    for piece in pieces:
        rewriting.feed(piece)
    rewriting.finish()


def elements(pieces: Iterable[bytes], most: int = 20_000) -> list[tuple[str, dict[str, str]]]:
    """The local names and attributes of all elements of a small part, without namespaces."""
    found: list[tuple[str, dict[str, str]]] = []

    def note(_space: str, local: str, attributes: Attributes) -> str:
        if len(found) == most:
            raise Faulty(Fault.SWOLLEN)
        found.append((local, {name: value for (_space, name), value in attributes.items()}))
        return KEEP

    rewriting = Rewriting(note, lambda _written: None)
    for piece in pieces:
        rewriting.feed(piece)
    rewriting.finish()
    return found
