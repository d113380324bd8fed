"""Suggested questions and recommendations: a list with a form for another one, and a page to change one."""

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications.answers import THEMES
from webapp.applications.forms import OneOf
from webapp.briefing import proposals
from webapp.briefing.models import Part, Proposal, ProposalKind
from webapp.briefing.proposals import Suggested
from webapp.core.refused import NotThere, Refused, Stale
from webapp.panellists.blueprint import bp
from webapp.panellists.holding import Place, own_place
from webapp.panellists.parts import about, languages, usual_language
from webapp.web.forms import Form, LinesField, number
from webapp.web.pages import Body

HERE = "/panellists/<panellist_id>/proposals"
# Not below the list: an id must not take the place of a word there, such as "readers".
ONE = "/panellists/<panellist_id>/suggestions/<proposal_id>"
KINDS = {
    ProposalKind.QUESTION: lazy_gettext("Question"),
    ProposalKind.RECOMMENDATION: lazy_gettext("Recommendation"),
}


class ProposalForm(Form):
    """`seen` is the mark of the one that the page shows; without one it is new."""

    kind = OneOf(
        lazy_gettext("What do you suggest?"),
        KINDS,
        empty=lazy_gettext("Say whether it is a question or a recommendation."),
    )
    theme = SelectField(lazy_gettext("Theme"), validate_choice=False)
    text = LinesField(
        lazy_gettext("In the words that a mission could use"),
        most=proposals.TEXT_MOST,
        empty=lazy_gettext("Write the question or the recommendation."),
    )
    language = SelectField(lazy_gettext("Language"), validate_choice=False)
    seen = HiddenField(default="")

    def __init__(self, languages: dict[str, str], **kwargs):
        super().__init__(**kwargs)
        self.theme.choices = [("", _("Choose a theme")), *THEMES.items()]
        self.theme.validators = [AnyOf(list(THEMES), message=lazy_gettext("Choose a theme."))]
        self.language.choices = list(languages.items())
        self.language.validators = [
            AnyOf(list(languages), message=lazy_gettext("Choose the language of the text."))
        ]

    @property
    def said(self) -> Suggested:
        return Suggested(ProposalKind(self.kind.data), self.theme.data, self.language.data, self.text.data)


# ---- The list ----


@bp.get(HERE, endpoint="proposals")
@requires(Permission.PREPARE_STATEMENT)
def own_proposals(panellist_id: str) -> Body:
    place = own_place(panellist_id)
    return _list(place, _new(place))


@bp.post(HERE)
@requires(Permission.PREPARE_STATEMENT, csrf_in_form=True)
def add_proposal(panellist_id: str) -> Body:
    place = own_place(panellist_id)
    form = ProposalForm(languages(place))
    if not form.validate():
        return _list(place, form, 422)
    try:
        proposals.add(panellist_id, form.said, by=place.by)
    except Refused as refusal:
        form.refuse(refusal.message)
        return _list(place, form, refusal.status)
    return _done(place, _("Added."))


@bp.post(ONE + "/position")
@requires(Permission.PREPARE_STATEMENT)
def move_proposal(panellist_id: str, proposal_id: str) -> Body:
    place = own_place(panellist_id)
    to, seen_at = (number(request.form.get(name)) for name in ("place", "seen_at"))
    try:
        proposals.move(panellist_id, proposal_id, place=to, seen_at=seen_at, by=place.by)
    except Refused as refusal:
        return _list(place, _new(place), refusal.status, refusal)
    return place.go("proposals")


@bp.post(ONE + "/removal")
@requires(Permission.PREPARE_STATEMENT)
def remove_proposal(panellist_id: str, proposal_id: str) -> Body:
    place = own_place(panellist_id)
    try:
        proposals.remove(panellist_id, proposal_id, by=place.by)
    except Refused as refusal:
        return _list(place, _new(place), refusal.status, refusal)
    return _done(place, _("Removed."))


def _new(place: Place) -> ProposalForm:
    return ProposalForm(languages(place), formdata=None, data={"language": usual_language(place)})


def _done(place: Place, said: str) -> Body:
    flash(said, "ok")
    return place.go("proposals")


def _list(place: Place, form: ProposalForm, status: int = 200, refusal: Refused | None = None) -> Body:
    return place.page(
        "proposals",
        status,
        proposals=proposals.in_order(place.panellist.id),
        form=form,
        refusal=refusal,
        about=about(place, Part.PROPOSALS),
        kinds=KINDS,
        themes=THEMES,
        languages=languages(place),
        most=proposals.MOST,
    )


# ---- One of them ----


@bp.get(ONE)
@requires(Permission.PREPARE_STATEMENT)
def proposal(panellist_id: str, proposal_id: str) -> Body:
    place = own_place(panellist_id)
    found = proposals.proposal(panellist_id, proposal_id)
    stands = {"kind": found.kind, "theme": found.theme, "text": found.text, "language": found.language}
    form = ProposalForm(languages(place), formdata=None, data=stands | {"seen": proposals.mark(found)})
    return _one(place, found, form)


@bp.post(ONE)
@requires(Permission.PREPARE_STATEMENT, csrf_in_form=True)
def change_proposal(panellist_id: str, proposal_id: str) -> Body:
    """Refused or too late, the page holds what was typed, beside the suggestion as it stands by now."""
    place = own_place(panellist_id)
    form = ProposalForm(languages(place))
    try:
        found = proposals.proposal(panellist_id, proposal_id)
        if not form.validate():
            return _one(place, found, form, 422)
        proposals.change(panellist_id, proposal_id, form.said, seen=form.seen.data or "", by=place.by)
    except NotThere:
        form.refuse(
            _(
                "This was removed on another page or device meanwhile. Your words are in the form for another one."
            )
        )
        return _list(place, form, Stale.status)
    except Refused as refusal:
        form.refuse(refusal.message)
        return _one(place, proposals.proposal(panellist_id, proposal_id), form, refusal.status)
    return _done(place, _("Saved."))


def _one(place: Place, found: Proposal, form: ProposalForm, status: int = 200) -> Body:
    is_stale = status == Stale.status
    if is_stale:
        form.seen.data = proposals.mark(found)  # sent once more, it is about what its reader has seen
    return place.page(
        "proposal",
        status,
        form=form,
        proposal=found,
        newer=found if is_stale else None,
        about=about(place, Part.PROPOSALS),
        kinds=KINDS,
        themes=THEMES,
    )
