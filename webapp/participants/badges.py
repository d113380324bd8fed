"""Passes and badges on paper: what stands on each, handed to the renderer as data. Needs no request."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import force_locale
from flask_babel import gettext as _

from webapp.core import dates, typefaces, typesetting
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition
from webapp.participants import codes, pictures
from webapp.participants.models import Category, Participant, Pass
from webapp.participants.words import CATEGORIES


class Layout(StrEnum):
    """The paper of badges: one on a sheet of A6, or four on A4 with marks for the cut."""

    A6 = "a6"
    A4 = "a4"


@dataclass(frozen=True, slots=True)
class Face:
    """What a badge shows of a person in large type."""

    name: str
    affiliation: str


Page = dict[str, object]

_faces: dict[Category, Callable[[Participant, str], Face]] = {}


def shows(category: Category, face: Callable[[Participant, str], Face]) -> None:
    """Registers how badges show people of a category who choose for themselves: from the participant and the name as it
    would be printed. Until a feature has said so, their badges show no name at all."""
    _faces[category] = face


def pass_pdf(held: Pass, locale: str) -> bytes:
    """One pass, on A6."""
    return passes_pdf([held], locale)


def passes_pdf(passes: Sequence[Pass], locale: str) -> bytes:
    """The passes of one edition, a page of A6 each; within this process, so for a delegation and not for a week."""
    return _without_boxes(
        lambda ours_alone: typesetting.pdf("pass", pass_document(passes, locale, ours_alone))
    )


def badges_pdf(passes: Sequence[Pass], layout: Layout, locale: str) -> bytes:
    """The badges of some hundred people of one edition, set in a process of its own. Raises typesetting.Unset."""
    return _without_boxes(
        lambda ours_alone: typesetting.pdf_apart("badges", badge_document(passes, layout, locale, ours_alone))
    )


def _without_boxes(render: Callable[[bool], bytes]) -> bytes:
    """The renderer refuses to print boxes. Should the system's fonts not hold what they promise, then without them."""
    try:
        return render(False)
    except typesetting.Unset:
        return render(True)


def pass_document(passes: Sequence[Pass], locale: str, ours_alone: bool = False) -> Page:
    """What templates/typst/pass.typ takes."""
    with force_locale(locale):
        return {
            "lang": locale,
            "title": _("Pass, Pre-sessions %(number)s", number=passes[0].edition_number),
            "pages": [_printable(_pass_page(held, locale, ours_alone), ours_alone) for held in passes],
        }


def badge_document(passes: Sequence[Pass], layout: Layout, locale: str, ours_alone: bool = False) -> Page:
    """What templates/typst/badges.typ takes."""
    with force_locale(locale):
        return {
            "lang": locale,
            "title": _("Badges, Pre-sessions %(number)s", number=passes[0].edition_number),
            "layout": layout,
            "pages": [_printable(_badge_page(held, locale, ours_alone), ours_alone) for held in passes],
        }


def _printable(value: object, ours_alone: bool) -> object:
    """Whatever is to be printed, without what cannot be: an organisation, a room. Pictures are left as they are."""
    match value:
        case dict():
            return {key: each if key == "qr" else _printable(each, ours_alone) for key, each in value.items()}
        case list():
            return [_printable(each, ours_alone) for each in value]
        case str():
            return typefaces.printable(value, ours_alone)
    return value


def _pass_page(held: Pass, locale: str, ours_alone: bool) -> Page:
    participant = held.participant
    sessions = [_session_row(at, participant.edition, locale) for at in participant.agenda]
    return {
        **_common(held, locale),
        **_person(_written(participant), ours_alone),
        "mission": participant.mission_name(locale),
        "code_says": _("Short code"),
        "sessions": sessions,
        "zone": _("Hours are those of %(zone)s.", zone=participant.edition.timezone)
        + " "
        + _("You are welcome in every other country session too, unless its room is limited."),
        "note": _(
            "Not a UN grounds pass: bring the accreditation that the United Nations gave you, and an identity document."
        ),
    }


def _badge_page(held: Pass, locale: str, ours_alone: bool) -> Page:
    participant = held.participant
    face = _face(participant, locale)
    return {
        **_common(held, locale),
        **_person(face.name, ours_alone),
        "affiliation": face.affiliation,
        "photographs": str(_("May be photographed")) if participant.photographed else "",
    }


def _face(participant: Participant, locale: str) -> Face:
    if participant.category in _faces:
        return _faces[participant.category](participant, _written(participant))
    if participant.category == Category.DELEGATE:
        return Face(_written(participant), participant.affiliation(locale))
    return Face("", "")


def _common(held: Pass, locale: str) -> Page:
    edition = held.participant.edition
    return {
        "edition": _("UPR Pre-sessions %(number)s", number=edition.number),
        "dates": edition.when(locale),
        "category": str(CATEGORIES[held.participant.category]),
        "qr": pictures.svg(codes.code_of(held.id, held.issue)).decode(),
        "qr_says": _("QR code of your pass"),
        "code": codes.grouped(held.short_code),
    }


def _session_row(country_session: CountrySession, edition: Edition, locale: str) -> Page:
    starts_at = country_session.starts_at
    when, more = "", country_session.room or ""
    if starts_at:
        local = starts_at.astimezone(edition.zone)
        when = f"{dates.short_day(local, locale)} {dates.time_of_day(starts_at, edition.zone, locale)}"
    if country_session.status == CountrySessionStatus.NOT_HELD:
        more = _("Not held")
    elif not starts_at:
        more = _("hour not known yet")
    return {"when": when, "name": country_session.name(locale), "more": more}


def _written(participant: Participant) -> str:
    """The name as paper has it."""
    return participant.printed_name or participant.name


def _person(name: str, ours_alone: bool) -> Page:
    """A name that lacks letters is left with a line to be completed by hand; one that is withheld is not."""
    shown = typefaces.printable(name, ours_alone)
    return {
        "name": "" if typefaces.is_blank(shown) else shown,
        "by_hand": bool(name) and (typefaces.is_blank(name) or bool(typefaces.missing(name, ours_alone))),
        "rtl": is_right_to_left(name),
    }


def is_right_to_left(text: str) -> bool:
    """By the first letter that has a direction, as browsers decide it for `dir=auto`."""
    directions = map(unicodedata.bidirectional, text)
    return next((direction != "L" for direction in directions if direction in ("L", "R", "AL")), False)
