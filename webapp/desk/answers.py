"""An application's answers as the desk shows them: for those who review it, and the rest for the coordinator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _

from webapp.applications import answers, words
from webapp.applications.models import Application, Typed
from webapp.core import dates
from webapp.participants.words import APPEARANCES, KINDS
from webapp.web.language import current_language

LABELS = {
    "state": _("State under Review"),
    "language": _("Would speak in"),
    "kind": _("Kind of organisation"),
    "organisation": _("Organisation"),
    "scope": _("Where it works"),
    "ecosoc": _("Consultative status with ECOSOC"),
    "nhri_status": _("Accreditation"),
    "work": _("Aim and work"),
    "themes": _("Themes of the statement"),
    "issues": _("Issues of the statement"),
    "contact_name": _("Contact person"),
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "safely": _("How to reach them safely"),
    "speaker": _("Speaker"),
    "co_speakers": _("Co-speakers"),
    "needs": _("Accessibility needs"),
    "appearance": _("Appears in public as"),
    "photographs": _("May be photographed"),
    "passport": _("Holds a valid passport"),
    "visa": _("Needs a visa"),
    "grant": _("Asks for a travel grant"),
    "departure_city": _("Leaves from"),
    "arrive_on": _("First day of the stay"),
    "leave_on": _("Last day of the stay"),
    "need": _("Why a grant is needed"),
    "other_funding": _("Other funding"),
}
_CHOICES: dict[str, Mapping[str, object]] = {
    "kind": KINDS,
    "scope": words.SCOPES,
    "ecosoc": words.YES_OR_NO,
    "nhri_status": words.NHRI_STATUSES,
    "themes": answers.THEMES,
    "appearance": APPEARANCES,
    "photographs": words.YES_OR_NO,
    "passport": words.YES_OR_NO,
    "visa": words.YES_OR_NO | {"unknown": _("Not known yet")},
    "grant": words.YES_OR_NO,
}
CONTACT = ("contact_name", "email", "phone", "safely")
SPEAKERS = ("speaker", "co_speakers", "needs", "appearance", "photographs")
TRAVEL = ("passport", "visa")
GRANT = answers.GRANT
_DAYS = ("arrive_on", "leave_on")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in words, each line of it; none where nothing was answered."""

    label: object
    lines: list[str]


def reviewed(application: Application) -> list[Answer]:
    """What those who review it see, and no more."""
    return _in_words(application, answers.reviewed(application), answers.SEEN_BY_REVIEWERS)


def of_coordinator(application: Application, fields: Sequence[str]) -> list[Answer]:
    return _in_words(application, application.sent or {}, fields)


def _in_words(application: Application, typed: Typed, fields: Sequence[str]) -> list[Answer]:
    """Of a question that was not asked of this organisation there is nothing, not even its label."""
    return [
        Answer(LABELS[field], _lines(application, field, typed[field])) for field in fields if field in typed
    ]


def _lines(application: Application, field: str, value: str | list[str]) -> list[str]:
    if field == "state":
        return [application.country_session.name(current_language())]
    if field == "language":
        return [words.language(value, current_language())]
    if field in _DAYS:
        return [dates.day(date.fromisoformat(value), current_language())]
    known = _CHOICES.get(field, {})
    given = value if isinstance(value, list) else value.split("\n")
    return [str(known.get(line, line)) for line in given if line]


def cell(application: Application, field: str) -> str:
    """One answer as a table has it, each part on a line of its own; days so that they can be sorted. "" where nothing
    was asked or answered."""
    value = (application.sent or {}).get(field, "")
    if not value:
        return ""
    return str(value) if field in _DAYS else "\n".join(_lines(application, field, value))


def file_name(application: Application) -> str:
    """What a submission is called where it is saved: its reference, because a folder of names endangers people."""
    return f"{application.reference} submission"
