"""The step that asks for a travel grant, of those who may have one: from where, for which days, and why."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from wtforms.validators import StopValidation

from webapp.applications import answers, words
from webapp.applications.forms import OneOf, StepForm
from webapp.core import dates
from webapp.web.forms import LineField, LinesField, input_of
from webapp.web.language import current_language

CITY_MOST = 100
FUNDING_MOST = 1000
# Somebody who has to change planes twice comes some days before, and may have to wait for a flight back.
AROUND = timedelta(days=7)


class _WithGrant:
    """A field that is asked of who asks for a grant. What stands in it otherwise is neither judged nor sent."""

    def pre_validate(self, form) -> None:
        if form.asks:
            super().pre_validate(form)


class CityField(_WithGrant, LineField):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.type = LineField.__name__  # what the controls of a page know it by


class ReasonField(_WithGrant, LinesField):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.type = LinesField.__name__


class StayField(LineField):
    """A day of the stay, as browsers send it: 2023-08-28. `day` is None where it is not one."""

    widget = staticmethod(input_of("date"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, most=40, **kwargs)

    @property
    def day(self) -> date | None:
        try:
            return date.fromisoformat((self.data or "").strip())
        except ValueError:
            return None

    @property
    def said(self) -> str:
        return dates.day(self.day, current_language()) if self.day else self.data or ""

    def pre_validate(self, form) -> None:
        if not form.asks:
            return
        super().pre_validate(form)
        if self.day is None:
            raise StopValidation(_("Write the day with year, month and day, such as 2027-01-31."))
        if not form.earliest <= self.day <= form.latest:
            raise StopValidation(
                _(
                    "Choose a day from %(first)s to %(last)s.",
                    first=dates.day(form.earliest, current_language()),
                    last=dates.day(form.latest, current_language()),
                )
            )
        self.data = self.day.isoformat()


class GrantForm(StepForm):
    grant = OneOf(
        _("Do you ask for a travel grant?"),
        words.YES_OR_NO,
        empty=_("Say whether you ask for a travel grant."),
    )
    departure_city = CityField(
        _("City from which the speaker would leave"),
        most=CITY_MOST,
        empty=_("Write the city from which the speaker would leave."),
    )
    arrive_on = StayField(_("First day of the stay"), empty=_("Write the first day of the stay."))
    leave_on = StayField(_("Last day of the stay"), empty=_("Write the last day of the stay."))
    need = ReasonField(
        _("Why is a grant needed?"), most=answers.NEED_MOST, empty=_("Write why a grant is needed.")
    )
    other_funding = ReasonField(_("Other funding"), most=FUNDING_MOST)

    def offer(self) -> None:
        if self.stored and not self.asks:
            for name in answers.GRANT[1:]:
                del self[name]

    @property
    def asks(self) -> bool:
        return self.grant.data == "yes"

    @property
    def earliest(self) -> date:
        return self.asked.edition.starts_on - AROUND

    @property
    def latest(self) -> date:
        return self.asked.edition.last_day + AROUND

    def validate_leave_on(self, field: StayField) -> None:
        """The days of arrival and departure count, as the nights and the daily allowance are counted from them."""
        first, last, most = self.arrive_on.day, field.day, self.asked.edition.grant_max_days
        if not self.asks or self.arrive_on.errors:
            return
        if last < first:
            raise StopValidation(_("The last day cannot be before the first."))
        days = (last - first).days + 1
        if most and days > most:
            raise StopValidation(
                _("A grant is for up to %(most)s days. These are %(days)s.", most=most, days=days)
            )
