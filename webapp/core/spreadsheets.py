"""Tables that a spreadsheet opens as they are meant: every letter right, and nothing that anybody typed calculated."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

MIMETYPE = "text/csv"
ENDING = ".csv"
# Spreadsheets take a file without it for one in the letters of some old system.
_BOM = "\ufeff"
# What a spreadsheet in Geneva expects, whose settings keep the comma for other things; and texts hold fewer of them.
_BETWEEN = ";"
_BEGIN_FORMULAS = frozenset("=+-@")
_BREAK_OUT = frozenset("\t\r\n\0")
# Where some program or other, set up otherwise than ours, begins a new cell in the middle of a text.
_CELLS_WITHIN = re.compile(r"([,;|\t\r\n\0]+)")

Cell = str | int | None


def csv_bytes(heads: Iterable[object], rows: Iterable[Iterable[Cell]]) -> bytes:
    """A table as CSV in UTF-8, with every text in quotes. Numbers are numbers, None is an empty cell."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=_BETWEEN, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([inert(str(head)) for head in heads])
    writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return (_BOM + written.getvalue()).encode()


def inert(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula: an apostrophe stands before whatever would begin one.

    That is = + - or @, in any width, at the beginning of the text or after a sign at which a spreadsheet could begin a
    new cell; white space or unseen characters before it change nothing. And it is such a sign at the very beginning.
    """
    parts = _CELLS_WITHIN.split(text)
    safe = "".join(f"'{part}" if _begins_formula(part) else part for part in parts)
    return f"'{safe}" if text.lstrip(" ")[:1] in _BREAK_OUT else safe


def _begins_formula(part: str) -> bool:
    for letter in part:
        if not (letter.isspace() or unicodedata.category(letter) == "Cf"):
            return unicodedata.normalize("NFKC", letter)[0] in _BEGIN_FORMULAS
    return False
