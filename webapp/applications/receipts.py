"""What was sent, on paper, for whoever sent it. Needs no request."""

import unicodedata
from collections.abc import Iterator
from datetime import UTC

from flask_babel import force_locale
from flask_babel import gettext as _

from webapp.applications import answers, steps
from webapp.applications.models import Application
from webapp.core import dates, typefaces, typesetting
from webapp.editions import words
from webapp.participants.badges import is_right_to_left

# No line on paper has room for a longer word (an address of the web, say): it may be broken within.
WORD_MOST, PART_MOST = 60, 20
_MAY_BREAK = "\u200b"

Lines = list[dict[str, object]]


def pdf(application: Application, locale: str) -> bytes:
    try:
        return typesetting.pdf("receipt", document(application, locale))
    except typesetting.Unset:
        # Should the system's fonts not hold what they promise, then without them.
        return typesetting.pdf("receipt", document(application, locale, ours_alone=True))


def document(application: Application, locale: str, ours_alone: bool = False) -> dict[str, object]:
    """What templates/typst/receipt.typ takes."""
    edition, sent = application.edition, application.sent
    with force_locale(locale):
        parts = [
            {
                "title": str(step.title),
                "rows": [{"label": row.label, "lines": _lines(row.value, ours_alone)} for row in rows],
            }
            for step, rows in _parts(application)
        ]
        is_whole = not any(
            typefaces.missing(line, ours_alone) for value in sent.values() for line in _as_list(value)
        )
        return {
            "lang": locale,
            "title": _("Receipt, Pre-sessions %(number)s", number=edition.number),
            "edition": _("Pre-sessions %(number)s", number=edition.number),
            "dates": edition.when(locale),
            "reference_says": _("Reference"),
            "reference": application.reference,
            "received_says": _("Received"),
            "received": [_time(application, locale), _utc(application, locale)],
            "not_given": _("Not given"),
            "parts": parts,
            "note": ""
            if is_whole
            else _("Some letters could not be printed here. They were received: the page shows them all."),
        }


def _parts(application: Application) -> Iterator[tuple[steps.Step, list[steps.Row]]]:
    for step, rows in steps.rows(application.edition, application.sent):
        yield step, rows
        if steps.after(application.edition, application.sent, step) is steps.SUBMISSION:
            label = _("File")
            yield (
                steps.SUBMISSION,
                [steps.Row(answers.SUBMISSION, label, application.sent[answers.SUBMISSION])],
            )


def _as_list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else value.split("\n")


def _lines(value: list[str], ours_alone: bool) -> Lines:
    return [
        {"text": breakable(typefaces.printable(line, ours_alone)), "rtl": is_right_to_left(line)}
        for line in value
    ]


def breakable(line: str) -> str:
    """A line whose words all fit on paper: the longest may be broken within."""
    return " ".join(_with_breaks(word) if len(word) > WORD_MOST else word for word in line.split(" "))


def _with_breaks(word: str) -> str:
    """Never between a letter and the marks that belong to it."""
    parts, part = [], ""
    for letter in word:
        if len(part) >= PART_MOST and not unicodedata.combining(letter):
            parts.append(part)
            part = ""
        part += letter
    return _MAY_BREAK.join([*parts, part])


def _time(application: Application, locale: str) -> str:
    at = application.sent_at.astimezone(application.edition.zone)
    time = dates.time_of_day(at, application.edition.zone, locale)
    return f"{dates.day(at.date(), locale)}, {time}, {words.clocks(application.edition)}"


def _utc(application: Application, locale: str) -> str:
    at = application.sent_at.astimezone(UTC)
    return f"{dates.day(at.date(), locale)}, {at:%H:%M} UTC"
