"""What panellists have handed in: who is how far, until when it is asked for, and asking for what is missing."""

from dataclasses import dataclass
from datetime import date

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import HiddenField

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.briefing import dues, missing, queries, reminders, texts
from webapp.briefing.missing import Progress
from webapp.briefing.models import HandedIn, Part, ProposalKind, Readers
from webapp.briefing.texts import Length
from webapp.briefing.words import READERS
from webapp.core.refused import Refused, Stale
from webapp.desk.blueprint import bp
from webapp.desk.late_links import DayField
from webapp.editions import queries as editions
from webapp.editions import words
from webapp.editions.models import CountrySession, Edition
from webapp.web.forms import Form
from webapp.web.pages import Body, go, page

HERE = "/editions/<int:number>/statements"


class DueField(DayField):
    """A day, or nothing."""

    day: date | None = None

    def __init__(self, label: object, **kwargs):
        super().__init__(label, most=20, **kwargs)

    def pre_validate(self, form) -> None:
        if (self.data or "").strip():
            super().pre_validate(form)


class DueDatesForm(Form):
    """`seen` is the mark of the dates that the page showed (briefing.dues)."""

    seen = HiddenField(default="")
    text = DueField(lazy_gettext("Text of the statement"))
    video = DueField(lazy_gettext("Video"))
    factsheet = DueField(lazy_gettext("Factsheet"))
    proposals = DueField(lazy_gettext("Suggested questions and recommendations"))

    @property
    def dates(self) -> dict[Part, date]:
        typed = {part: self[field].day for part, field in _FIELDS.items()}
        return {part: due for part, due in typed.items() if due}


_FIELDS = {Part.TEXT: "text", Part.VIDEO: "video", Part.FACTSHEET: "factsheet", Part.PROPOSALS: "proposals"}


@dataclass(frozen=True, slots=True)
class Row:
    """One panellist, with the name as it is: this page is the coordinator's."""

    progress: Progress
    length: Length | None
    asked: set[Part]
    was_reminded_today: bool

    @property
    def may_be_reminded(self) -> bool:
        return self.progress.may_be_reminded and not self.was_reminded_today

    @property
    def questions(self) -> int:
        return self.progress.many[Part.PROPOSALS][ProposalKind.QUESTION]

    @property
    def recommendations(self) -> int:
        return self.progress.many[Part.PROPOSALS][ProposalKind.RECOMMENDATION]

    @property
    def is_too_long(self) -> bool:
        return bool(self.length and self.length.seconds > self.progress.slot.minutes * 60)

    def there(self, part: Part) -> HandedIn | None:
        """How a part stands; None where there is nothing of it."""
        return self.progress.rows.get(part) if self.progress.many[part].total() else None

    def readers(self, part: Part) -> object:
        row = self.there(part)
        return READERS[(row and row.readers) or Readers.PANEL]


@bp.get(HERE)
@requires(Permission.MANAGE_PROGRAMME)
def statements(number: int) -> Body:
    edition = editions.edition(number)
    return _statements(edition, _form_as_it_stands(edition))


@bp.post(HERE + "/due-dates")
@requires(Permission.MANAGE_PROGRAMME, csrf_in_form=True)
def set_due_dates(number: int) -> Body:
    edition, form = editions.edition(number), DueDatesForm()
    if not form.validate():
        return _statements(edition, form, 422)
    try:
        dues.keep(number, form.dates, seen=form.seen.data or "", by=_by())
    except Refused as refusal:
        edition = editions.edition(number)
        if isinstance(refusal, Stale):
            form = _form_as_it_stands(edition)
        form.refuse(refusal.message)
        return _statements(edition, form, refusal.status)
    return _done(number, _("The dates are kept. Panellists see them on their pages."))


@bp.post(HERE + "/reminders")
@requires(Permission.MANAGE_PROGRAMME)
def remind_everybody(number: int) -> Body:
    try:
        many = reminders.remind_everybody(number, by=_by())
    except Refused as refusal:
        return _refused(number, refusal)
    if not many:
        return _done(number, _("There is nobody left to write to today."))
    return _done(
        number, ngettext("%(num)s reminder is on its way.", "%(num)s reminders are on their way.", many)
    )


@bp.post(HERE + "/<panellist_id>/reminder")
@requires(Permission.MANAGE_PROGRAMME)
def remind(number: int, panellist_id: str) -> Body:
    try:
        reminders.remind(number, panellist_id, by=_by())
    except Refused as refusal:
        return _refused(number, refusal)
    return _done(number, _("The reminder is on its way."))


def _by() -> str:
    return guard.holder(Permission.MANAGE_PROGRAMME).name


def _done(number: int, said: str) -> Body:
    flash(said, "ok")
    return go("desk.statements", number=number)


def _refused(number: int, refusal: Refused) -> Body:
    edition = editions.edition(number)
    form = _form_as_it_stands(edition)
    form.refuse(refusal.message)
    return _statements(edition, form, refusal.status)


def _form_as_it_stands(edition: Edition) -> DueDatesForm:
    dates = dues.due_on(edition.number)
    typed = {_FIELDS[part]: due.isoformat() for part, due in dates.items()}
    return DueDatesForm(formdata=None, seen=dues.mark(dates), **typed)


def _statements(edition: Edition, form: DueDatesForm, status: int = 200) -> Body:
    panels = _panels(edition)
    rows = [row for _country_session, of_panel in panels for row in of_panel]
    return page(
        "desk/briefing.html",
        status,
        edition=edition,
        form=form,
        panels=panels,
        speakers=len(rows),
        lacking=sum(bool(row.progress.missing) for row in rows),
        to_remind=sum(row.may_be_reminded for row in rows),
        dates=dues.due_on(edition.number),
        ahead=dues.reminders_ahead(edition, dues.due_on(edition.number)),
        deadline=dues.deadline,
        is_over=editions.is_over(edition),
        words=words,
        Part=Part,
    )


def _panels(edition: Edition) -> list[tuple[CountrySession, list[Row]]]:
    """As the week goes; on each panel those who have not handed in what is asked for first."""
    found = missing.progress(edition)
    newest = queries.texts_of([one.panellist.id for one in found])
    panels: dict[str, list[Row]] = {each.id: [] for each in edition.country_sessions}
    for one in found:
        text = newest.get(one.panellist.id)
        panels[one.panellist.country_session_id].append(
            Row(
                progress=one,
                length=texts.length(text.text) if text else None,
                asked=missing.asked_of(one.panellist, edition),
                was_reminded_today=reminders.was_today(one, edition),
            )
        )
    return [
        (each, sorted(panels[each.id], key=lambda row: not row.progress.missing)) for each in edition.agenda
    ]
