"""The forms of a traveller: the journey, which may stay empty wherever it is, and a receipt."""

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import DateField, Field, FileField, HiddenField, SelectField, StringField
from wtforms.validators import StopValidation

from webapp.applications.forms import OneOf
from webapp.core import clock
from webapp.editions.models import Edition
from webapp.travel import journeys, words
from webapp.travel.models import Travel, Visa
from webapp.web.forms import Form, LineField, LinesField, input_of
from webapp.web.language import current_language
from webapp.web.shown import day

NAME_MOST, NUMBER_MOST, LINES_MOST = 200, 40, 2000
WHAT_MOST, AMOUNT_MOST = 200, 40
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


class DayField(StringField):
    """A day, or none. Browsers that know such fields send it as YYYY-MM-DD; in others it is typed so."""

    widget = staticmethod(input_of("date"))

    def __init__(self, label: object, **kwargs):
        super().__init__(label, **kwargs)
        self.type = DateField.__name__

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else self.data.isoformat() if self.data else ""

    def process_formdata(self, values: list[str]) -> None:
        """What came is looked at by pre_validate. A field that did not come at all stays as it is known."""
        if values:
            self.data = None

    def pre_validate(self, form) -> None:
        typed = self.raw_data[0].strip() if self.raw_data else ""
        if not typed:
            return
        try:
            self.data = date.fromisoformat(typed)
        except ValueError:
            raise StopValidation(_("Write a day that there is, such as 2023-08-28.")) from None
        if not FIRST <= self.data <= LAST:
            raise StopValidation(_("Look at the year once more."))


class IssuerField(SelectField):
    """A State of the table, or none."""

    def __init__(self, label: object, **kwargs):
        super().__init__(label, validate_choice=False, **kwargs)

    def offer(self) -> None:
        self.choices = [("", gettext("Not given")), *words.issuers(current_language())]

    def pre_validate(self, form) -> None:
        if self.data and self.data not in dict(self.choices):
            raise StopValidation(_("Choose a State from the list, or leave this open."))


class JourneyForm(Form):
    """Shows `known`, and takes what the request sends. Nothing is required: it is filled in as things become clear."""

    passport_name = LineField(_("Name, as in the passport"), most=NAME_MOST)
    passport_number = LineField(_("Number of the passport"), most=NUMBER_MOST)
    passport_country = IssuerField(_("Issued by"))
    passport_expires_on = DayField(_("Valid until"))
    born_on = DayField(_("Date of birth"))
    visa = OneOf(
        _("How far is the visa for Switzerland?"),
        words.VISAS,
        empty=_("Say how far the visa is, or that you do not know yet."),
    )
    arrives_on = DayField(_("Arrival"))
    leaves_on = DayField(_("Departure"))
    flights = LinesField(_("Flights or trains"), most=LINES_MOST)
    notes = LinesField(_("Anything else that the coordinator should know"), most=LINES_MOST)
    version = HiddenField(default=0)

    def __init__(self, edition: Edition, **known):
        super().__init__(**known)
        self.edition = edition
        self.passport_country.offer()
        self.visa.data = self.visa.data or Visa.UNKNOWN

    def validate_born_on(self, field: DayField) -> None:
        if field.data and field.data >= clock.now().date():
            raise StopValidation(_("A date of birth lies in the past."))

    def validate_arrives_on(self, field: DayField) -> None:
        self._must_be_around(field)

    def validate_leaves_on(self, field: DayField) -> None:
        self._must_be_around(field)
        if field.data and self.arrives_on.data and field.data < self.arrives_on.data:
            raise StopValidation(_("The departure is before the arrival."))

    def _must_be_around(self, field: DayField) -> None:
        if field.data and not journeys.may_be_on_the_way(field.data, self.edition):
            raise StopValidation(
                _("This is more than a month before or after the week. Look at the date once more.")
            )

    @property
    def said(self) -> dict[str, object]:
        return {name: self[name].data or None for name in journeys.FIELDS}

    def gone_over_to(self, kept: Travel) -> list[tuple[Field, str]]:
        """What is kept now in words, field by field, where something else was typed here. Sent once more, the form
        stands in its place."""
        self.version.data = kept.version
        typed = self.said
        return [
            (self[name], self._in_words(name, getattr(kept, name)))
            for name in journeys.FIELDS
            if (getattr(kept, name) or None) != typed[name]
        ]

    def _in_words(self, name: str, value: object) -> str:
        if not value:
            return gettext("Not given")
        if isinstance(value, date):
            return day(value)
        if name == "visa":
            return str(words.VISAS[value])
        return dict(self.passport_country.choices)[value] if name == "passport_country" else str(value)


class ReceiptForm(Form):
    """A receipt. `chosen` is its file, which comes beside the texts; a page that comes back cannot hold it."""

    file = FileField(_("The receipt"))
    what = LineField(
        _("What was it for?"),
        most=WHAT_MOST,
        empty=_("Write what it was for, such as the train to the airport."),
    )
    amount = LineField(
        _("Amount, with its currency"),
        most=AMOUNT_MOST,
        empty=_("Write the amount as it stands on the paper."),
    )

    def __init__(self, chosen: FileStorage | None = None, **kwargs):
        super().__init__(**kwargs)
        self.file.flags.required = True
        self.chosen = chosen

    def validate(self, extra_validators=None) -> bool:
        fits = super().validate(extra_validators)
        if self.chosen is None:
            self.refuse_file(_("Choose the file of the receipt."))
        elif not fits:
            self.refuse_file(_("Choose the file once more: it was not kept."))
        return fits and self.chosen is not None

    def refuse_file(self, reason: object) -> None:
        self.file.errors = [reason]
