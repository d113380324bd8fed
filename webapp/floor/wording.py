"""What the moderators write: a mended wording, a translation; and the question with which another one is asked.

Each is a page of its own, and with scripts a sheet over the board. What was typed is kept when it is refused.
"""

from collections.abc import Callable

from flask import request
from flask_babel import lazy_gettext as _
from sqlalchemy import Row
from wtforms import HiddenField, SelectField
from wtforms.validators import AnyOf

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import Refused
from webapp.floor import answers, board, queries
from webapp.floor.blueprint import bp
from webapp.questions import moderating
from webapp.questions.models import TEXT_MOST
from webapp.web.forms import Form, LinesField
from webapp.web.language import current_language
from webapp.web.pages import Body, by_htmx, fragment, page

WORDING = "floor/wording.html"
MERGER = "floor/merger.html"


class WordsForm(Form):
    """`version` is that of the question as the page shows it beside the form."""

    language = SelectField(_("Language"), validate_choice=False)
    version = HiddenField()

    def __init__(self, languages: list[tuple[str, str]], **kwargs):
        super().__init__(**kwargs)
        self.language.choices = languages
        codes = [code for code, _name in languages]
        self.language.validators = [AnyOf(codes, message=_("Choose a language."))]


class MendingForm(WordsForm):
    text = LinesField(_("The question"), most=TEXT_MOST)


class TranslationForm(WordsForm):
    text = LinesField(_("Translation"), most=TEXT_MOST)


@bp.get("/questions/<question_id>/wording")
@requires(Permission.MODERATE)
def wording(country_session_id: str, question_id: str):
    question = board.question(country_session_id, question_id)
    typed = {"text": question.text, "language": question.language}
    return _form_page(country_session_id, question, MendingForm(_languages(country_session_id), **typed))


@bp.post("/questions/<question_id>/wording")
@requires(Permission.MODERATE, csrf_in_form=True)
def mend(country_session_id: str, question_id: str):
    form = MendingForm(_languages(country_session_id))
    return _write(moderating.mend, country_session_id, question_id, form)


@bp.get("/questions/<question_id>/translation")
@requires(Permission.MODERATE)
def translation(country_session_id: str, question_id: str):
    question = board.question(country_session_id, question_id)
    languages = _languages(country_session_id)
    others = [code for code, _name in languages if code != question.language]
    typed = {"text": question.translation, "language": question.translation_language or others[0]}
    return _form_page(country_session_id, question, TranslationForm(languages, **typed))


@bp.post("/questions/<question_id>/translation")
@requires(Permission.MODERATE, csrf_in_form=True)
def translate(country_session_id: str, question_id: str):
    form = TranslationForm(_languages(country_session_id))
    return _write(moderating.translate, country_session_id, question_id, form)


def _write(act: Callable, country_session_id: str, question_id: str, form: WordsForm) -> Body:
    """Refused, the form comes again with what was typed, beside the question as it is by now: sent once more, it is
    then about what its reader has seen."""

    def again(status: int, version: object = None) -> Body:
        question = board.question(country_session_id, question_id)
        return _form_page(country_session_id, question, form, status, version)

    def refused(reason: Refused) -> Body:
        form.refuse(reason.message)
        return again(reason.status)

    if not form.validate_on_submit():
        return again(422, version=form.version.data)
    typed = {"text": form.text.data, "language": form.language.data}
    return answers.on_question(act, country_session_id, question_id, refused=refused, **typed)


def _form_page(
    country_session_id: str, question: Row, form: WordsForm, status: int = 200, version: object = None
) -> Body:
    form.version.data = question.version if version is None else version
    context = board.context(country_session_id) | {"question": question, "form": form}
    if by_htmx():
        return fragment(WORDING, "sheet", status, **context)
    return page(WORDING, status, problem=form.errors, **context)


def _languages(country_session_id: str) -> list[tuple[str, str]]:
    return queries.languages(queries.country_session(country_session_id).edition, current_language())


@bp.get("/questions/<question_id>/merger")
@requires(Permission.MODERATE)
def merger(country_session_id: str, question_id: str):
    """With which question this one can be asked."""
    question = board.question(country_session_id, question_id)
    context = board.context(country_session_id)
    context |= {"question": question, "leaders": board.leaders(context["board"], question)}
    return fragment(MERGER, "sheet", **context) if by_htmx() else page(MERGER, **context)


@bp.post("/questions/<question_id>/merger")
@requires(Permission.MODERATE)
def merge(country_session_id: str, question_id: str):
    into, into_version = request.form.get("into", ""), answers.sent_number("into_version")
    return answers.on_question(
        moderating.merge, country_session_id, question_id, into=into, into_version=into_version
    )
