"""The panellist's own page: where and when they speak, how they appear, and the way to everything of theirs."""

from dataclasses import dataclass
from datetime import date

from flask import flash
from flask_babel import gettext as _

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.briefing import dues
from webapp.briefing import queries as briefing
from webapp.briefing.files import gives_video
from webapp.briefing.models import Part
from webapp.core import limits
from webapp.editions.models import Format
from webapp.panellists.blueprint import bp
from webapp.panellists.holding import Place, own_place
from webapp.panellists.parts import PAGES, TITLES
from webapp.participants.words import APPEARANCES
from webapp.programme import queries
from webapp.programme.words import absence, speaker_name, way
from webapp.safety import lines
from webapp.web.language import current_language
from webapp.web.pages import Body

SAFETY_LINKS = "5 per hour"


@dataclass(frozen=True, slots=True)
class Row:
    """A part that can be handed in; `due` is None where no day is set, `is_late` once that day is over."""

    title: object
    url: str
    handed_in: bool
    due: date | None
    is_late: bool


@bp.get("/panellists/<panellist_id>")
@requires(Permission.PREPARE_STATEMENT)
def show(panellist_id: str) -> Body:
    place = own_place(panellist_id)
    panel = queries.speakers(place.country_session.id)
    speaker = next(each for each in panel if each.panellist_id == panellist_id)
    return place.page(
        "place",
        slot=queries.slot_of(place.panellist),
        appearances=APPEARANCES,
        shown_as=speaker_name(speaker, place.country_session, current_language()),
        parts=_asked_of(place),
        way=way(place.panellist.presence, place.country_session),
        told=absence(speaker, place.country_session),
        is_virtual=place.edition.format == Format.VIRTUAL,
        has_safety_line=lines.may_be_sent_again(place.panellist.participant_id),
    )


@bp.post("/panellists/<panellist_id>/safety-link")
@requires(Permission.PREPARE_STATEMENT)
def send_safety_link(panellist_id: str) -> Body:
    """The page never says where it goes: whoever holds the place need not be who the line is for."""
    place = own_place(panellist_id)
    limits.take(SAFETY_LINKS, "send-safety-link", place.panellist.participant_id)
    lines.send_again(place.panellist.participant_id, by=place.by)
    flash(_("The link is on its way to the address that we have for it."), "ok")
    return place.go("show")


def _asked_of(place: Place) -> list[Row]:
    """What can be handed in for this place, in the order in which it is needed."""
    there, due = briefing.how_many([place.panellist.id]), dues.due_on(place.edition.number)
    return [
        Row(
            title=title,
            url=place.url(PAGES[part]),
            handed_in=there[place.panellist.id, part].total() > 0,
            due=due.get(part),
            is_late=part in due and dues.is_past(due[part], place.edition),
        )
        for part, title in TITLES.items()
        if part != Part.VIDEO or gives_video(place.panellist)
    ]
