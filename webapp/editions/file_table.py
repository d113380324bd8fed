"""One table of an edition file, read key by key: what is wrong is noted with its path, reading goes on."""

import difflib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from webapp.core.texts import Texts

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_MOST_SUGGESTIONS = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """`where` is "line 12", "file" or a key path, whose entries count from 1: `country_sessions[3].state`."""

    where: str
    message: str


class Wrong(ValueError):
    """A value that cannot stand. Without a sentence of its own it is told what is wanted instead."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: what to write ("a date such as 2023-08-28"), and how it is read (or raises Wrong)."""

    wanted: str
    read: Callable[[Any], Any]

    def of(self, value: Any) -> Any:
        try:
            return self.read(value)
        except Wrong as wrong:
            raise Wrong(str(wrong) or f"Write {self.wanted}, not {shown(value)}.") from None


class Table:
    """What was wrong is in `problems`, which all tables of one file share; what could not be read is None."""

    def __init__(self, content: dict[str, Any], shape: type, problems: list[Problem], where: str = ""):
        self._content = content
        self._problems = problems
        self._where = where
        self._refuse_unknown([field.name for field in fields(shape)])

    def _refuse_unknown(self, known: list[str]) -> None:
        unknown = [key for key in self._content if key not in known]
        for nth, key in enumerate(unknown):
            # Looking for near names is slow: a file of nonsense gets none.
            near = difflib.get_close_matches(key[:40], known, n=1) if nth < _MOST_SUGGESTIONS else []
            self._refuse(
                _named(key), "There is no such key." + (f' Did you mean "{near[0]}"?' if near else "")
            )

    def required(self, key: str, kind: Kind) -> Any:
        if key not in self._content:
            self._refuse(key, f"This key is required. Write {kind.wanted}.")
        return self.optional(key, kind)

    def optional(self, key: str, kind: Kind, default: Any = None) -> Any:
        return self._read(key, self._content[key], kind) if key in self._content else default

    def several(self, key: str, kind: Kind, *, may_be_empty: bool = False, default: Any = None) -> Any:
        """The values of a list, of which none may stand there twice."""
        if key not in self._content:
            return default
        values = self._read(key, self._content[key], _LIST)
        if values == [] and not may_be_empty:
            self._refuse(key, "This list is empty. Name at least one, or leave the key out.")
        kept: list[Any] = []
        for nth, value in enumerate(values or [], start=1):
            item = self._read(f"{key}[{nth}]", value, kind)
            if item is not None and item in kept:
                self._refuse(
                    f"{key}[{nth}]", f"{shown(value)} stands in this list already. Take one of them out."
                )
            kept.append(item)
        return None if values is None else tuple(kept)

    def by_language(self, key: str, language: Kind, kind: Kind) -> Texts | None:
        """A text in one or more languages."""
        if key not in self._content:
            return None
        texts = self._read(key, self._content[key], _TEXTS)
        if texts == {}:
            self._refuse(key, "This is empty. Write it in at least one language, or leave the key out.")
        read = {}
        for code, text in (texts or {}).items():
            path = _path(key, _named(code))
            self._read(path, code, language)
            read[code] = self._read(path, text, kind)
        return Texts(read) if read else None

    def table(self, key: str, shape: type) -> "Table | None":
        if key not in self._content:
            return None
        return self._table(key, self._content[key], shape, f"a table, [{key}]")

    def tables(self, key: str, shape: type, wanted: str) -> "list[Table | None]":
        """The tables of an array that must hold at least one; None for an entry that is no table."""
        contents = self.required(key, Kind(wanted, _a(list)))
        if contents == []:
            self._refuse(key, f"This is empty. Write {wanted}.")
        entries = (f"{key}[{nth}]" for nth in range(1, len(contents or []) + 1))
        return [
            self._table(entry, content, shape, f"a table, [[{key}]]")
            for entry, content in zip(entries, contents or [], strict=True)
        ]

    def _table(self, path: str, content: Any, shape: type, wanted: str) -> "Table | None":
        if self._read(path, content, Kind(wanted, _a(dict))) is None:
            return None
        return Table(content, shape, self._problems, _path(self._where, path))

    def _refuse(self, path: str, message: str) -> None:
        self._problems.append(Problem(_path(self._where, path), message))

    def _read(self, path: str, value: Any, kind: Kind) -> Any:
        try:
            return kind.of(value)
        except Wrong as wrong:
            self._refuse(path, str(wrong))
            return None


def _a(shape: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, shape):
            raise Wrong
        return value

    return read


_LIST = Kind("a list in square brackets", _a(list))
_TEXTS = Kind('a text by language, such as { en = "…", fr = "…" }', _a(dict))


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _named(key: str) -> str:
    """A key of the writer's own choice, without anything that a terminal could take for a command."""
    return key if _BARE_KEY.fullmatch(key) else _quoted(key[:60])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())


def shown(value: Any) -> str:
    """A value as a message shows it: as it stands in the file, short, and harmless on a terminal."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            # Python refuses to print an integer of more than 4,300 digits.
            return str(value) if abs(value) < 10**12 else "a number that long"
        case float():
            return str(value)
        case str():
            return _quoted(value) if len(value) <= 40 else "a long text"
        case datetime() | date() | time():
            return value.isoformat()
        case list():
            plain = len(value) <= 4 and not any(isinstance(item, list | dict) for item in value)
            return f"[{', '.join(map(shown, value))}]" if plain else "a list"
        case _:
            return "a table"
