"""The form for a question, new or changed; and the code by which a phone joins."""

from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, ValidationError
from wtforms.validators import AnyOf

from webapp.questions.models import TEXT_MOST, QuestionKind
from webapp.web.forms import Form, LineField, LinesField

CODE_MOST = 40
WHOLE_PANEL = ""


class KindField(HiddenField):
    """Which of the two pages this is: a question that is written out, or the floor that is asked for."""

    def process_formdata(self, sent: list[str]) -> None:
        self.data = sent[0] if sent and sent[0] in list(QuestionKind) else QuestionKind.WRITTEN


class QuestionForm(Form):
    kind = KindField(default=QuestionKind.WRITTEN)
    text = LinesField(_("Your question"), most=TEXT_MOST)
    # AnyOf instead of the fields' own check, whose sentence helps nobody.
    panellist = SelectField(_("To whom"), validate_choice=False, default=WHOLE_PANEL)
    language = SelectField(_("Language of the question"), validate_choice=False)

    def __init__(self, languages: list[tuple[str, str]], panel: list[tuple[str, str]], **kwargs):
        """`panel` holds the id and the name of each panellist, as they chose to be shown."""
        super().__init__(**kwargs)
        self._offer(self.language, languages, _("Choose the language of your question."))
        to_whom = [(WHOLE_PANEL, _("The whole panel")), *panel]
        self._offer(self.panellist, to_whom, _("Choose to whom you put your question."))
        self.text.flags.required = self.kind.data != QuestionKind.SPOKEN
        if self.kind.data == QuestionKind.SPOKEN:
            self.text.label.text = _("What it is about")

    @staticmethod
    def _offer(field: SelectField, choices: list[tuple[str, str]], otherwise: object) -> None:
        field.choices = choices
        field.validators = [AnyOf([value for value, _name in choices], message=otherwise)]

    def validate_text(self, field: LinesField) -> None:
        if self.kind.data == QuestionKind.WRITTEN and not field.data:
            raise ValidationError(_("Write your question."))

    def typed(self) -> dict[str, str | None]:
        """What is asked, as the actions take it."""
        return {
            "kind": QuestionKind(self.kind.data),
            "text": self.text.data,
            "language": self.language.data,
            "panellist_id": self.panellist.data or None,
        }


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


class JoinForm(Form):
    """A code that the desk gave, for a phone on which the pass was not opened."""

    code = LineField(
        _("Code from the desk"), most=CODE_MOST, empty=_("Type the code that the desk gave you.")
    )
