"""The form for a question, new or changed."""

from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, ValidationError
from wtforms.validators import AnyOf

from webapp.questions.models import TEXT_MOST
from webapp.web.forms import Form, LinesField


class QuestionForm(Form):
    text = LinesField(_("Your question"), most=TEXT_MOST, empty=_("Write your question."))
    # AnyOf instead of the field's own check, whose sentence helps nobody.
    language = SelectField(_("Language of the question"), validate_choice=False)

    def __init__(self, languages: list[tuple[str, str]], **kwargs):
        super().__init__(**kwargs)
        self.language.choices = languages
        codes = [code for code, _name in languages]
        self.language.validators = [AnyOf(codes, message=_("Choose the language of your question."))]


class NewQuestionForm(QuestionForm):
    """`submission` is the number of this very form: sent twice, it asks once."""

    submission = HiddenField(default=lambda: str(uuid4()))

    def validate_submission(self, field: HiddenField) -> None:
        sent = field.raw_data[0] if field.raw_data else ""
        try:
            field.data = str(UUID(sent))
        except ValueError:
            self.renew()
            raise ValidationError(_("This form came back incomplete. Send it once more.")) from None

    def renew(self) -> None:
        """Makes it another form: sent again, it asks another question."""
        self.submission.data = str(uuid4())


class EditedQuestionForm(QuestionForm):
    """`version` is that of the question as the page showed it."""

    version = HiddenField()


def number(text: str | None) -> int:
    """A whole number that a form carried, or -1 for anything else: the number of nothing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
