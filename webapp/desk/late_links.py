"""Deadlines that single applicants were given: the list, giving one, taking it back."""

from datetime import date, timedelta

from email_validator import EmailNotValidError, validate_email
from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms.validators import StopValidation

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import late_links, queries, windows
from webapp.core import limits
from webapp.core.refused import Refused
from webapp.desk.blueprint import bp
from webapp.desk.forms import LanguageField
from webapp.desk.hidden import hidden, must_be_shown
from webapp.editions import queries as editions
from webapp.editions import words
from webapp.editions.models import Edition
from webapp.web.forms import EMAIL_MOST, Form, LineField, input_of
from webapp.web.pages import Body, go, page

ONE_MINUTE = timedelta(minutes=1)
MAILS = "10 per hour"  # to one address or application


class RecipientField(LineField):
    """An e-mail address, normalised, or else the reference of an application."""

    def pre_validate(self, form) -> None:
        super().pre_validate(form)
        if not self.is_address:
            return
        try:
            self.data = validate_email(self.data, check_deliverability=False).normalized
        except EmailNotValidError:
            raise StopValidation(
                lazy_gettext(
                    "Write an e-mail address such as name@example.org, or a reference such as 44-K7RX3B."
                )
            ) from None

    @property
    def is_address(self) -> bool:
        return "@" in (self.data or "")


class DayField(LineField):
    """A day, as browsers send it; `day` once it is known to be one."""

    widget = staticmethod(input_of("date"))

    def pre_validate(self, form) -> None:
        super().pre_validate(form)
        try:
            self.day = date.fromisoformat(self.data)
        except ValueError:
            raise StopValidation(
                lazy_gettext("Write the day with year, month and day: 2027-01-31.")
            ) from None


class LateLinkForm(Form):
    to = RecipientField(
        lazy_gettext("E-mail address, or reference of an application"),
        most=EMAIL_MOST,
        empty=lazy_gettext("Write an e-mail address or a reference."),
    )
    last_day = DayField(
        lazy_gettext("Last day"), most=20, empty=lazy_gettext("Choose the last day that still counts.")
    )
    language = LanguageField(lazy_gettext("Language of the e-mail"))


@bp.get("/editions/<int:number>/late-links", endpoint="late_links")
@requires(Permission.MANAGE_APPLICATIONS)
def show_late_links(number: int) -> Body:
    return _late_links(editions.edition(number), LateLinkForm())


@bp.post("/editions/<int:number>/late-links")
@requires(Permission.MANAGE_APPLICATIONS, csrf_in_form=True)
def give_late_link(number: int) -> Body:
    edition, form = editions.edition(number), LateLinkForm()
    if not form.validate():
        return _late_links(edition, form, 422)
    try:
        limits.take(MAILS, "late-link", form.to.data.casefold())
        _give(number, form)
    except Refused as refusal:
        form.refuse(refusal.message)
        return _late_links(editions.edition(number), form, refusal.status)
    return _done(number, _("The link is on its way. The deadline counts from now on."))


def _give(number: int, form: LateLinkForm) -> None:
    to, last_day = form.to.data, form.last_day.day
    if form.to.is_address:
        late_links.give_to_address(number, to, last_day, locale=form.language.data, by=_by())
    else:
        late_links.give_to_application(number, to, last_day, by=_by())


@bp.post("/late-links/<application_id>/withdrawal")
@requires(Permission.MANAGE_APPLICATIONS)
def withdraw_late_link(application_id: str) -> Body:
    must_be_shown(queries.application(application_id).edition_number, application_id)
    number = late_links.take_back(application_id, by=_by())
    return _done(number, _("The deadline is taken back. What was written stays, and so does what was sent."))


def _late_links(edition: Edition, form: LateLinkForm, status: int = 200) -> Body:
    unseen = hidden(edition.number)
    return page(
        "desk/late_links.html",
        status,
        edition=edition,
        form=form,
        given=[each for each in late_links.given(edition.number) if each.id not in unseen],
        standing=windows.call_status(edition),
        one_minute=ONE_MINUTE,
        words=words,
    )


def _by() -> str:
    return guard.holder(Permission.MANAGE_APPLICATIONS).name


def _done(number: int, said: str) -> Body:
    flash(said, "ok")
    return go("desk.late_links", number=number)
