"""The text of a statement: written here, with its length against the slot, and every version of it."""

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.briefing import texts
from webapp.briefing.models import Part
from webapp.core.refused import Refused, Stale
from webapp.panellists import lengths
from webapp.panellists.blueprint import bp
from webapp.panellists.holding import Place, own_place
from webapp.panellists.parts import about, languages, usual_language
from webapp.programme import queries as programme
from webapp.web.forms import Form, LinesField, number
from webapp.web.pages import Body

HERE = "/panellists/<panellist_id>/statement"
VERSION = HERE + "/versions/<int:version>"


class TextForm(Form):
    """`seen` is the number of the version that the page shows, 0 for none."""

    text = LinesField(
        lazy_gettext("Your statement"), most=texts.MOST, empty=lazy_gettext("Write your statement.")
    )
    language = SelectField(lazy_gettext("Language"), validate_choice=False)
    seen = HiddenField(default="0")

    def __init__(self, languages: dict[str, str], **kwargs):
        super().__init__(**kwargs)
        self.language.choices = list(languages.items())
        self.language.validators = [
            AnyOf(list(languages), message=lazy_gettext("Choose the language of the text."))
        ]


@bp.get(HERE)
@requires(Permission.PREPARE_STATEMENT)
def statement_text(panellist_id: str) -> Body:
    place = own_place(panellist_id)
    stands = {"seen": str(about(place, Part.TEXT).version), "language": usual_language(place)}
    if newest := texts.current(panellist_id):
        stands |= {"text": newest.text, "language": newest.language}
    return _page(place, TextForm(languages(place), formdata=None, data=stands))


@bp.post(HERE)
@requires(Permission.PREPARE_STATEMENT, csrf_in_form=True)
def save_statement_text(panellist_id: str) -> Body:
    """Refused or too late, the page holds what was typed, beside the text as it stands by now."""
    place = own_place(panellist_id)
    form = TextForm(languages(place))
    if not form.validate():
        return _page(place, form, 422)
    try:
        is_new = texts.save(
            panellist_id, form.text.data, form.language.data, seen=number(form.seen.data), by=place.by
        )
    except Refused as refusal:
        form.refuse(refusal.message)
        return _page(place, form, refusal.status)
    return _saved(place, is_new)


@bp.get(VERSION)
@requires(Permission.PREPARE_STATEMENT)
def statement_version(panellist_id: str, version: int) -> Body:
    place = own_place(panellist_id)
    return _version(place, version)


@bp.post(VERSION + "/restoration")
@requires(Permission.PREPARE_STATEMENT)
def bring_back_statement(panellist_id: str, version: int) -> Body:
    place = own_place(panellist_id)
    try:
        is_new = texts.bring_back(panellist_id, version, seen=_seen(), by=place.by)
    except Refused as refusal:
        return _version(place, version, refusal)
    return _saved(place, is_new)


@bp.post(HERE + "/removal")
@requires(Permission.PREPARE_STATEMENT)
def take_back_statement(panellist_id: str) -> Body:
    place = own_place(panellist_id)
    texts.take_back(panellist_id, seen=_seen(), by=place.by)
    flash(_("Removed, with every version of it."), "ok")
    return place.go("statement_text")


def _seen() -> int:
    return number(request.form.get("seen"))


def _saved(place: Place, is_new: bool) -> Body:
    flash(_("Saved.") if is_new else _("Nothing has changed: this text stands already."), "ok")
    return place.go("statement_text")


# ---- Pages ----


def _page(place: Place, form: TextForm, status: int = 200) -> Body:
    minutes = programme.slot_of(place.panellist).minutes
    this, versions = about(place, Part.TEXT), texts.versions(place.panellist.id)
    is_stale = status == Stale.status
    if is_stale:
        form.seen.data = str(this.version)  # sent once more, it is about what its reader has seen
    typed = form.text.data or ""
    return place.page(
        "statement",
        status,
        form=form,
        about=this,
        versions=versions,
        newer=versions[0] if is_stale and versions else None,
        is_as_kept=status == 200 and bool(versions),
        languages=languages(place),
        length_of=lengths.in_short,
        length=lengths.said(typed, minutes),
        is_over=lengths.is_over(typed, minutes),
        count=lengths.script(minutes),
    )


def _version(place: Place, version: int, refusal: Refused | None = None) -> Body:
    found = texts.version(place.panellist.id, version)
    this = about(place, Part.TEXT)
    minutes = programme.slot_of(place.panellist).minutes
    return place.page(
        "statement_version",
        refusal.status if refusal else 200,
        version=found,
        about=this,
        language=languages(place).get(found.language, found.language),
        length=lengths.said(found.text, minutes),
        refusal=refusal,
    )
