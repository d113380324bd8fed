"""The secretariat's forms."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import StopValidation

from webapp.delegations.forms import MissionField, NumberField
from webapp.web.forms import AddressField, Form
from webapp.web.language import LANGUAGES, current_language


class LanguageField(SelectField):
    """One of the languages of the app, each by its own name."""

    def __init__(self, label: object, **kwargs):
        super().__init__(label, choices=LANGUAGES, default=current_language, **kwargs)
        self.flags.required = True

    def pre_validate(self, form) -> None:
        if self.data not in LANGUAGES:
            raise StopValidation(_("Choose a language from the list."))


class InvitationForm(Form):
    """A mission, and the official address at which it is invited."""

    mission = MissionField(_("Mission"))
    email = AddressField(
        _("Official e-mail address"), empty=_("Write the mission's official e-mail address.")
    )
    language = LanguageField(_("Language of the invitation"))
    number = NumberField()
