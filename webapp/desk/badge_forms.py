"""The forms of the badges' page: what to print, and how a name is spelt on paper."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, StopValidation

from webapp import states
from webapp.core import typefaces
from webapp.delegations.forms import NumberField
from webapp.desk.forms import LanguageField
from webapp.participants import printing
from webapp.participants.badges import Layout
from webapp.participants.models import NAME_MOST, Pass
from webapp.participants.printing import Selection
from webapp.participants.words import CATEGORIES
from webapp.web.forms import Form, LineField
from webapp.web.language import current_language


class SelectionField(SelectField):
    """All badges, those not printed yet, or those of one mission or category that has any."""

    def __init__(self, label: object, **kwargs):
        super().__init__(label, **kwargs)
        self.flags.required = True

    def offer(self, passes: list[Pass]) -> None:
        locale = current_language()
        unprinted = sum(held.printed_at is None for held in passes)
        self.choices = {
            str(Selection.ALL): gettext("All (%(count)s)", count=len(passes)),
            str(Selection.UNPRINTED): gettext("Not printed yet (%(count)s)", count=unprinted),
        }
        for mission in states.missions(locale):
            count = sum(held.participant.mission == mission.code for held in passes)
            if count:
                self._offer(Selection.MISSION, mission.code, mission.short.to(locale), count)
        for category in printing.categories():
            count = sum(held.participant.category == category for held in passes)
            if count:
                self._offer(Selection.CATEGORY, category, str(CATEGORIES[category]), count)

    def _offer(self, selection: Selection, about: str, name: str, count: int) -> None:
        self.choices[f"{selection}:{about}"] = f"{name} ({count})"

    def pre_validate(self, form) -> None:
        if self.data not in self.choices:
            raise StopValidation(_("Choose from the list which badges to print."))

    @property
    def chosen(self) -> tuple[Selection, str | None]:
        selection, _colon, about = self.data.partition(":")
        return Selection(selection), about or None


def _papers() -> dict[str, str]:
    return {
        str(Layout.A4): gettext("Four on A4, with marks for the cut"),
        str(Layout.A6): gettext("One on A6"),
    }


class PrintForm(Form):
    selection = SelectionField(_("Which badges"), default=Selection.UNPRINTED)
    layout = RadioField(
        _("Paper"),
        choices=_papers,
        default=Layout.A4,
        validators=[InputRequired(_("Choose the paper."))],
    )
    language = LanguageField(_("Language of the badges"))
    number = NumberField()

    def __init__(self, passes: list[Pass]):
        super().__init__()
        self.selection.offer(passes)


class PrintableField(LineField):
    """A name in letters that can be printed."""

    def pre_validate(self, form) -> None:
        super().pre_validate(form)
        if self.data and (typefaces.missing(self.data) or typefaces.is_blank(self.data)):
            raise StopValidation(_("This has letters that cannot be printed too. Write it in others."))


class SpellingForm(Form):
    printed_name = PrintableField(_("Spelling for print"), most=NAME_MOST)
