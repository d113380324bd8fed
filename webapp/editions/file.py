"""Reads an edition file (TOML) into the values of `file_parts`, and finds everything that is wrong in it."""

import codecs
import re
import tomllib
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from webapp.editions import file_values as kinds
from webapp.editions.file_parts import (
    Bound,
    Call,
    CountrySession,
    Cover,
    Deadline,
    EditionFile,
    Figure,
    Figures,
    Format,
    Grant,
    Sessions,
    Status,
    WorkingGroup,
)
from webapp.editions.file_table import Problem, Table

__all__ = [
    "BadEditionFile",
    "Bound",
    "Call",
    "CountrySession",
    "Cover",
    "Deadline",
    "EditionFile",
    "Figure",
    "Figures",
    "Format",
    "Grant",
    "Problem",
    "Sessions",
    "Status",
    "WorkingGroup",
    "read",
    "read_bytes",
    "remarks",
]

MOST_BYTES = 1_000_000
_TOO_LONG = (
    "This file is longer than 1 MB. An edition takes a few kilobytes: check that it is the right file."
)
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_ONE_EACH = "one [[country_sessions]] table for each State under Review"


class BadEditionFile(Exception):
    """A file that cannot be loaded; `errors` holds everything that is wrong in it."""

    def __init__(self, errors: list[Problem]):
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        lines = [f"{problem.where}: {problem.message}" for problem in self.errors]
        if any("[" in problem.where for problem in self.errors):
            lines.append("(Numbers in square brackets count from 1.)")
        return "\n".join(lines)


def read_bytes(data: bytes) -> EditionFile:
    """The edition that a file holds. Raises BadEditionFile, and nothing else, whatever the bytes are."""
    if len(data) > MOST_BYTES:
        raise BadEditionFile([Problem("file", _TOO_LONG)])
    # Some editors on Windows begin a file with a byte-order mark.
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return read(data.decode())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"The byte 0x{data[error.start]:02X} is not UTF-8. Save the file in the encoding UTF-8."
        raise BadEditionFile([Problem(f"line {line}", message)]) from None


def read(text: str) -> EditionFile:
    """The edition that a text in TOML describes. Raises BadEditionFile with everything that is wrong."""
    if len(text) > MOST_BYTES:
        raise BadEditionFile([Problem("file", _TOO_LONG)])
    problems: list[Problem] = []
    edition = _edition(Table(_content(text), EditionFile, problems))
    problems.extend(_contradictions(edition))
    if problems:
        raise BadEditionFile(problems)
    return edition


def remarks(edition: EditionFile) -> list[Problem]:
    """What is no mistake, and worth a look. A grant may be promised before the country sessions are settled, and nobody
    is offered one for a State that has none."""
    under_review = {item.state for item in edition.country_sessions}
    return [
        Problem(
            f"grant.states[{nth}]",
            f'"{state}" has no country session here, so nobody is offered a grant for it.',
        )
        for nth, state in enumerate((edition.grant and edition.grant.states) or (), start=1)
        if state not in under_review
    ]


def _content(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadEditionFile([_syntax_error(str(error), text)]) from None
    except RecursionError:
        message = "Lists or tables are nested too deeply here. An edition needs three levels at most."
    except ValueError:
        # tomllib lets through what int() says of a number of more than 4,300 digits.
        message = "A number in this file is too long to be read."
    raise BadEditionFile([Problem("file", message)])


def _syntax_error(said: str, text: str) -> Problem:
    place = _PLACE.search(said)
    if place is None:
        return Problem("file", f"This is not TOML. {said}.")
    said = said[: place.start()]
    if place["line"] is None:
        return Problem(
            f"line {text.count(chr(10)) + 1}", f"This is not TOML. {said}, at the end of the file."
        )
    return Problem(f"line {place['line']}", f"This is not TOML. {said}, at column {place['column']}.")


def _edition(top: Table) -> EditionFile:
    """Everything that could be read. None stands for what is missing, or wrong and noted as a problem."""
    number = top.required("number", kinds.whole(1, 999))
    zone = top.required("timezone", kinds.TIMEZONE)
    return EditionFile(
        number=number,
        format=top.required("format", kinds.one_of(Format)),
        timezone=zone,
        starts_on=top.required("starts_on", kinds.DAY),
        ends_on=top.optional("ends_on", kinds.DAY),
        dates=top.by_language("dates", kinds.LANGUAGE, kinds.line(200)),
        provisional=top.optional("provisional", kinds.YES_OR_NO, False),
        city=top.optional("city", kinds.line(100)),
        venue=top.optional("venue", kinds.line(200)),
        languages=top.several("languages", kinds.LANGUAGE),
        speaking_languages=top.several("speaking_languages", kinds.LANGUAGE),
        interpretation=top.several("interpretation", kinds.LANGUAGE, may_be_empty=True),
        working_group=_working_group(top.table("working_group", WorkingGroup), number),
        call=_call(top.table("call", Call), zone),
        sessions=_sessions(top.table("sessions", Sessions)),
        grant=_grant(top.table("grant", Grant)),
        country_sessions=tuple(
            _country_session(entry, zone)
            for entry in top.tables("country_sessions", CountrySession, _ONE_EACH)
        ),
        figures=_figures(top.table("figures", Figures)),
        concept_note=top.by_language("concept_note", kinds.LANGUAGE, kinds.paragraphs(20_000)),
    )


def _working_group(table: Table | None, number: int) -> WorkingGroup | None:
    return table and WorkingGroup(
        # An edition is numbered with the Working Group session that it precedes.
        number=table.optional("number", kinds.whole(1, 999), number),
        starts_on=table.optional("starts_on", kinds.DAY),
        ends_on=table.optional("ends_on", kinds.DAY),
        dates=table.by_language("dates", kinds.LANGUAGE, kinds.line(200)),
    )


def _call(table: Table | None, zone: ZoneInfo | None) -> Call | None:
    return table and Call(
        opens_on=table.optional("opens_on", kinds.DAY),
        closes_at=table.optional("closes_at", kinds.deadline(zone)),
    )


def _sessions(table: Table | None) -> Sessions:
    if table is None:
        return Sessions()
    return Sessions(
        minutes=table.optional("minutes", kinds.MINUTES),
        statement_minutes=table.optional("statement_minutes", kinds.STATEMENT_MINUTES),
    )


def _grant(table: Table | None) -> Grant | None:
    return table and Grant(
        states=table.several("states", kinds.STATE, default=()),
        covers=table.several("covers", kinds.one_of(Cover), default=()),
        max_days=table.optional("max_days", kinds.whole(1, 60)),
    )


def _country_session(table: Table | None, zone: ZoneInfo | None) -> CountrySession:
    if table is None:
        return CountrySession(state=None)
    return CountrySession(
        state=table.required("state", kinds.STATE),
        name=table.by_language("name", kinds.LANGUAGE, kinds.line(200)),
        starts_at=table.optional("starts_at", kinds.moment(zone)),
        room=table.optional("room", kinds.line(100)),
        status=table.optional("status", kinds.one_of(Status), Status.PLANNED),
        limited=table.optional("limited", kinds.YES_OR_NO, False),
        closes_at=table.optional("closes_at", kinds.deadline(zone)),
    )


def _figures(table: Table | None) -> Figures | None:
    return table and Figures(
        country_sessions=table.optional("country_sessions", kinds.FIGURE),
        missions=table.optional("missions", kinds.FIGURE),
        presentations=table.optional("presentations", kinds.FIGURE),
    )


def _contradictions(edition: EditionFile) -> Iterator[Problem]:
    """What is good by itself and wrong beside something else. What could not be read contradicts nothing."""
    if edition.starts_on and edition.ends_on and edition.ends_on < edition.starts_on:
        yield Problem("ends_on", f"{edition.ends_on} is before the edition starts, on {edition.starts_on}.")
    yield from _working_group_contradictions(edition.working_group)
    yield from _call_contradictions(edition.call)
    yield from _country_session_contradictions(edition)


def _working_group_contradictions(group: WorkingGroup | None) -> Iterator[Problem]:
    if group and group.starts_on and group.ends_on and group.ends_on < group.starts_on:
        yield Problem(
            "working_group.ends_on", f"{group.ends_on} is before the session starts, on {group.starts_on}."
        )


def _call_contradictions(call: Call | None) -> Iterator[Problem]:
    if call and call.opens_on and call.closes_at and call.closes_at.day < call.opens_on:
        yield Problem("call.closes_at", f"{call.closes_at.day} is before the call opens, on {call.opens_on}.")


def _country_session_contradictions(edition: EditionFile) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for nth, item in enumerate(edition.country_sessions, start=1):
        where = f"country_sessions[{nth}]"
        if item.state and first.setdefault(item.state, nth) != nth:
            message = (
                f'"{item.state}" is country_sessions[{first[item.state]}] already. Take one of them out.'
            )
            yield Problem(f"{where}.state", message)
        if item.starts_at and (why := _outside(edition, item)):
            yield Problem(f"{where}.starts_at", why)
        if item.closes_at and (why := _earlier(edition, item.closes_at)):
            yield Problem(f"{where}.closes_at", why)


def _outside(edition: EditionFile, item: CountrySession) -> str | None:
    day = item.starts_at.date()
    if edition.starts_on and day < edition.starts_on:
        return f"{day} is before the edition starts, on {edition.starts_on}."
    # Without a last day ("the week of …") nothing says that a day is too late.
    if edition.ends_on and day > edition.ends_on:
        return f"{day} is after the edition ends, on {edition.ends_on}."
    return None


def _earlier(edition: EditionFile, own: Deadline) -> str | None:
    """A State's own deadline extends the call's, and never cuts it short."""
    call = edition.call
    if call is None or call.closes_at is None or edition.timezone is None:
        return None
    if own.instant(edition.timezone) < call.closes_at.instant(edition.timezone):
        return "This is before the call closes for all States. A State's own deadline can only be later."
    return None
