"""Badges for printing: which, on what paper; how far a print is, and its files; names that no font can print."""

from flask import Response, flash
from flask_babel import gettext as _

from webapp import states
from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core import limits
from webapp.core.refused import Refused
from webapp.core.transaction import transaction
from webapp.desk.badge_forms import PrintForm, SpellingForm
from webapp.desk.blueprint import bp
from webapp.editions import queries as editions
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.participants import actions as participants
from webapp.participants import badges, codes, printing
from webapp.participants.badges import Face, Layout
from webapp.participants.models import Category, Participant, Pass
from webapp.participants.printing import PrintStatus, Selection
from webapp.participants.words import CATEGORIES
from webapp.programme.at_door import at_door
from webapp.web.language import LANGUAGES, current_language
from webapp.web.pages import Body, by_htmx, fragment, go, page

PRINTS = "30 per hour"  # by one coordinator
PAGE = "/editions/<int:number>/badges"
SPELLING = "/editions/<int:number>/participants/<participant_id>/spelling"


def _as_at_door(participant: Participant, name: str) -> Face:
    """A panellist's badge says in large type what the door's screen does: as much as they released."""
    shown = at_door(db.session.execute, participant.id, name)
    return Face(shown.name, shown.affiliation)


badges.shows(Category.PANELLIST, _as_at_door)


@bp.get(PAGE)
@requires(Permission.MANAGE_MISSIONS)
def show_badges(number: int) -> Body:
    edition = editions.edition(number)
    if by_htmx():
        return fragment("desk/badges.html", "prints", **_prints(edition))
    return _page(edition, printing.holders(number))


@bp.post("/editions/<int:number>/prints")
@requires(Permission.MANAGE_MISSIONS, csrf_in_form=True)
def print_badges(number: int) -> Body:
    edition, by = editions.edition(number), guard.holder(Permission.MANAGE_MISSIONS)
    passes = printing.holders(number)
    form = PrintForm(passes)
    if not form.validate():
        return _page(edition, passes, form, 422)
    try:
        limits.take(PRINTS, "print-badges", by.subject_id)
        printing.start(
            number,
            *form.selection.chosen,
            Layout(form.layout.data),
            form.language.data,
            number=form.number.data,
            by=by.name,
        )
    except Refused as refusal:
        return _page(edition, passes, form, refusal.status, refusal)
    flash(_("The badges are being printed into a file."), "ok")
    return go("desk.show_badges", number=number)


@bp.get("/prints/<print_id>/<int:part>.pdf")
@requires(Permission.MANAGE_MISSIONS)
def print_file(print_id: str, part: int) -> Response:
    made, content = printing.content(print_id, part)
    name = f"badges-{made.edition_number}-{part}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)


def _page(
    edition: Edition,
    passes: list[Pass],
    form: PrintForm | None = None,
    status: int = 200,
    refusal: Refused | None = None,
) -> Body:
    return page(
        "desk/badges.html",
        status,
        form=form or PrintForm(passes),
        refusal=refusal,
        count=len(passes),
        unprintable=_unprintable(passes),
        grouped=codes.grouped,
        **_prints(edition),
    )


def _prints(edition: Edition) -> dict[str, object]:
    made = printing.prints(edition.number)
    return {
        "edition": edition,
        "prints": made,
        "under_way": any(each.is_under_way for each in made),
        "asked_for": _asked_for,
        "PrintStatus": PrintStatus,
        "Layout": Layout,
        "languages": LANGUAGES,
        "kept_hours": int(printing.KEPT.total_seconds() // 3600),
    }


def _asked_for(made: printing.BadgePrint) -> str:
    """Which badges a print holds, in words."""
    match made.selection:
        case Selection.MISSION:
            return states.mission(made.about).short.to(current_language())
        case Selection.CATEGORY:
            return str(CATEGORIES[Category(made.about)])
        case Selection.UNPRINTED:
            return _("Badges not printed before")
    return _("All badges")


def _unprintable(passes: list[Pass]) -> list[Pass]:
    """Those of people whose names have letters that no font has, in the order of names."""
    unprintable = [held for held in passes if held.participant.letters_missing]
    return sorted(unprintable, key=lambda held: held.participant.name_folded)


# ---- A spelling for print ----


@bp.get(SPELLING)
@requires(Permission.MANAGE_MISSIONS)
def spelling(number: int, participant_id: str) -> Body:
    edition, person = editions.edition(number), printing.participant(number, participant_id)
    form = SpellingForm(data={"printed_name": person.printed_name})
    return _spelling(edition, person, form)


@bp.post(SPELLING)
@requires(Permission.MANAGE_MISSIONS, csrf_in_form=True)
def spell(number: int, participant_id: str) -> Body:
    edition, by = editions.edition(number), guard.holder(Permission.MANAGE_MISSIONS)
    person = printing.participant(number, participant_id)
    form = SpellingForm()
    if not form.validate():
        return _spelling(edition, person, form, 422)
    with transaction() as session:
        person = printing.participant(number, participant_id, session)
        participants.spell(session, person, form.printed_name.data, by.name)
    flash(_("Saved. The badge is printed so from now on."), "ok")
    return go("desk.show_badges", number=number)


def _spelling(edition: Edition, person: Participant, form: SpellingForm, status: int = 200) -> Body:
    return page("desk/spelling.html", status, edition=edition, participant=person, form=form)
