"""The forms with which a coordinator composes a panel."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, StopValidation

from webapp.desk.forms import LanguageField
from webapp.participants.models import NAME_MOST, ORGANISATION_MOST
from webapp.participants.words import APPEARANCES, KINDS
from webapp.programme.models import MINUTES
from webapp.programme.settings import CAPACITY_MOST, Settings
from webapp.web.forms import Form, LineField

DIGITS_MOST = 12


class WholeNumberField(LineField):
    """A whole number within `least` and `most`, as `number`; None where it may be, and is, left out."""

    def __init__(
        self, label: object, *, least: int, most_of_all: int, wrong: object, empty: object = None, **kwargs
    ):
        super().__init__(label, most=DIGITS_MOST, empty=empty, **kwargs)
        self.within, self.wrong = range(least, most_of_all + 1), wrong
        self.number: int | None = None

    def pre_validate(self, form) -> None:
        super().pre_validate(form)
        if not self.data:
            return
        typed = int(self.data) if self.data.isascii() and self.data.isdigit() else None
        if typed is None or typed not in self.within:  # a range would look for None number by number
            raise StopValidation(self.wrong)
        self.number = typed


def _minutes() -> WholeNumberField:
    wrong = _("Write the minutes as a number from %(least)s to %(most)s.", least=MINUTES[0], most=MINUTES[-1])
    return WholeNumberField(_("Minutes"), least=MINUTES[0], most_of_all=MINUTES[-1], wrong=wrong, empty=wrong)


def _choices(words: Mapping[str, object]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=word) for value, word in words.items()]


def _one_of(known: Iterable[str], sentence: object) -> list:
    return [InputRequired(sentence), AnyOf(list(known), message=sentence)]


class PanellistForm(Form):
    name = LineField(
        _("Full name"), most=NAME_MOST, empty=_("Write the name of the person, as it should be shown.")
    )
    organisation = LineField(
        _("Organisation"), most=ORGANISATION_MOST, empty=_("Write the name of the organisation.")
    )
    kind = RadioField(
        _("Kind of organisation"),
        choices=_choices(KINDS),
        validate_choice=False,  # its own sentence helps nobody
        validators=_one_of(KINDS, _("Choose the kind of organisation.")),
    )
    minutes = _minutes()
    language = LanguageField(_("Language in which we write to them"))


class SlotForm(Form):
    """A statement's place in the order, and its minutes. `seen_at` is the place at which the page showed it."""

    place = WholeNumberField(
        _("Place in the order"),
        least=1,
        most_of_all=99,
        wrong=_("Write the place in the order as a number, from 1."),
        empty=_("Write the place in the order as a number, from 1."),
    )
    minutes = _minutes()
    seen_at = HiddenField()


class AppearanceForm(Form):
    """`seen` is the choice that the page showed, so that a page left open undoes no newer one."""

    seen = HiddenField(default="")
    appearance = RadioField(
        _("How does this person appear in public?"),
        choices=_choices(APPEARANCES),
        validate_choice=False,
        validators=_one_of(APPEARANCES, _("Choose what the person wrote.")),
    )
    in_writing = BooleanField(
        _("As the person chose it, in writing"),
        validators=[
            InputRequired(_("Nobody chooses this for a panellist: record it once you have it in writing."))
        ],
    )


class SettingsForm(Form):
    """`seen` marks the settings that the page showed, so that a page left open undoes no newer ones."""

    seen = HiddenField()
    under_review_opens = BooleanField(_("It opens with a statement"))
    under_review_replies = BooleanField(_("It may reply"))
    under_review_asks = BooleanField(_("It may ask questions"))
    shows_waiting = BooleanField(_("Everybody sees which missions wait with a question"))
    capacity = WholeNumberField(
        _("How many people does the room take?"),
        least=1,
        most_of_all=CAPACITY_MOST,
        wrong=_("Write how many people the room takes as a number from 1 to %(most)s.", most=CAPACITY_MOST),
    )
    limited = BooleanField(_("Only those who are named for it are admitted"))

    @property
    def settings(self) -> Settings:
        return Settings(
            under_review_opens=self.under_review_opens.data,
            under_review_replies=self.under_review_replies.data,
            under_review_asks=self.under_review_asks.data,
            shows_waiting=self.shows_waiting.data,
            capacity=self.capacity.number,
            limited=self.limited.data,
        )
