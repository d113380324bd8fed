"""What a reviewer does: reads what was assigned to them, scores it, and says what they must not judge."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from flask import Response, flash, request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import submission
from webapp.applications.models import Application
from webapp.core.refused import NotThere, Refused, Stale
from webapp.desk import answers
from webapp.desk.application_forms import AssessmentForm, RecusalForm, assessment_form
from webapp.desk.blueprint import bp
from webapp.editions import queries as editions
from webapp.review import assessing, criteria, queries, recusals
from webapp.web import downloads
from webapp.web.forms import number as whole_number
from webapp.web.pages import Body, go, page

PILE = "/review"
ONE = PILE + "/<application_id>"
OWN_RECUSALS = "/editions/<int:number>/recusals/own"


@dataclass(frozen=True, slots=True)
class Read:
    """One of the pile; `mean` is that of one's own scores, None where it waits to be read, and `before` whether it was
    sent again since."""

    application: Application
    mean: float | None
    before: bool


@bp.get(PILE)
@requires(Permission.REVIEW)
def pile() -> Body:
    open_editions = [edition for edition in editions.editions() if not editions.is_over(edition)]
    rows = _pile()
    return page(
        "desk/pile.html",
        editions=[(edition, rows[edition.number]) for edition in reversed(open_editions)],
        left=sum(row.mean is None for each in open_editions for row in rows[each.number]),
        count=sum(len(rows[each.number]) for each in open_editions),
    )


def _pile() -> dict[int, list[Read]]:
    """By edition."""
    rows: dict[int, list[Read]] = defaultdict(list)
    for number, read in groupby(queries.pile(_me()), lambda row: row[0].edition_number):
        known = criteria.of_edition(number)
        rows[number] = [
            Read(each, queries.mean(known, mine.scores), queries.is_of_before(mine, each))
            if mine
            else Read(each, None, False)
            for each, mine in read
        ]
    return rows


# ---- One application ----


@bp.get(ONE)
@requires(Permission.REVIEW)
def assess(application_id: str) -> Body:
    application = queries.application_read_by(_me(), application_id)
    return _assess(application, _as_it_stands(application))


@bp.post(ONE)
@requires(Permission.REVIEW, csrf_in_form=True)
def keep_assessment(application_id: str) -> Body:
    application = queries.application_read_by(_me(), application_id)
    form = assessment_form(criteria.of_edition(application.edition_number))
    if not form.validate():
        return _assess(application, form, 422)
    try:
        assessing.assess(
            application_id,
            _me(),
            form.scores,
            form.comment.data,
            seen=whole_number(form.seen.data),
            by=_by(),
        )
    except Refused as refusal:
        # Read anew: what was read before may be no longer so.
        application = queries.application_read_by(_me(), application_id)
        form = _shown_again(application, form, refusal)
        return _assess(application, form, refusal.status)
    flash(_("Your assessment is kept. You can change it."), "ok")
    return go("desk.assess", application_id=application_id)


def _shown_again(application: Application, typed: AssessmentForm, refusal: Refused) -> AssessmentForm:
    """What was typed stays; where another window was quicker, beside what that one kept."""
    form = (
        typed
        if isinstance(refusal, Stale)
        else assessment_form(criteria.of_edition(application.edition_number))
    )
    if isinstance(refusal, Stale):
        mine = queries.own_assessment(_me(), application.id)
        form.seen.data = str(mine.version if mine else 0)
    form.refuse(refusal.message)
    return form


def _as_it_stands(application: Application) -> AssessmentForm:
    known, mine = (
        criteria.of_edition(application.edition_number),
        queries.own_assessment(_me(), application.id),
    )
    if mine is None:
        return assessment_form(known, formdata=None)
    scores = {f"score_{criterion_id}": str(score) for criterion_id, score in mine.scores.items()}
    return assessment_form(known, formdata=None, seen=str(mine.version), comment=mine.comment, **scores)


def _assess(application: Application, form: AssessmentForm, status: int = 200) -> Body:
    known = criteria.of_edition(application.edition_number)
    return page(
        "desk/assess.html",
        status,
        application=application,
        answers=answers.reviewed(application),
        files=submission.as_sent(application),
        criteria=known,
        form=form,
        own=queries.own_assessment(_me(), application.id),
        others=queries.assessments_seen_by(_me(), application.id),
        mean=queries.mean,
        is_of_before=queries.is_of_before,
    )


@bp.get(ONE + "/files/<file_id>")
@requires(Permission.REVIEW)
def reviewed_file(application_id: str, file_id: str) -> Response:
    application = queries.application_read_by(_me(), application_id)
    stored = submission.sent_file(application, file_id)
    return downloads.attachment(stored, answers.file_name(application))


@bp.post(ONE + "/recusal")
@requires(Permission.REVIEW)
def recuse_from_this(application_id: str) -> Body:
    """From the State or from the organisation of what they have before them."""
    application = queries.application_read_by(_me(), application_id)
    fits = {
        "state": {"country_session_id": application.country_session_id},
        "organisation": {"organisation": application.organisation},
    }
    about = fits.get(request.form.get("about", ""))
    if about is None:
        raise NotThere
    recusals.recuse(application.edition_number, _me(), **about, by=_by())
    flash(_("Recorded. You no longer see what this is about."), "ok")
    return go("desk.pile")


# ---- One's own recusals ----


@bp.get(OWN_RECUSALS)
@requires(Permission.REVIEW)
def own_recusals(number: int) -> Body:
    return _own_recusals(number, RecusalForm(editions.edition(number), formdata=None))


@bp.post(OWN_RECUSALS)
@requires(Permission.REVIEW, csrf_in_form=True)
def recuse_myself(number: int) -> Body:
    form = RecusalForm(editions.edition(number))
    if not form.validate():
        return _own_recusals(number, form, 422)
    try:
        recusals.recuse(number, _me(), **form.about, by=_by())
    except Refused as refusal:
        form.refuse(refusal.message)
        return _own_recusals(number, form, refusal.status)
    flash(_("Recorded. You no longer see what this is about."), "ok")
    return go("desk.own_recusals", number=number)


def _own_recusals(number: int, form: RecusalForm, status: int = 200) -> Body:
    return page(
        "desk/own_recusals.html",
        status,
        edition=editions.edition(number),
        recusals=recusals.of_edition(number, _me()),
        coordinates=guard.grant_for(Permission.MANAGE_APPLICATIONS) is not None,
        form=form,
    )


def _me() -> str:
    return guard.holder(Permission.REVIEW).subject_id


def _by() -> str:
    return guard.holder(Permission.REVIEW).name
