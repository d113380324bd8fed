"""The forms of focal points: registration in one sitting, and the delegates one by one."""

from collections.abc import Iterator
from functools import cache
from uuid import UUID, uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape
from wtforms import FieldList, FormField, HiddenField, SelectField, SelectMultipleField
from wtforms import Form as Part
from wtforms.validators import StopValidation

from webapp import states
from webapp.delegations.actions import Person, Registration, typed
from webapp.delegations.models import Delegate
from webapp.editions.models import Edition
from webapp.participants.models import NAME_MOST
from webapp.web.forms import AddressField, Form, LineField, attributes, input_of
from webapp.web.language import current_language
from webapp.web.shown import listed

PEOPLE_MOST = 50
ALL = "all"


def _mission_select(field: "MissionField", **given: object) -> Markup:
    """Two hundred options, drawn once for each language: the library would draw each anew for every page."""
    own = {"id": field.id, "name": field.name}
    options = _options(current_language())
    if field.data and states.has_mission(field.data):
        chosen = f'value="{field.data}"'
        options = options.replace(chosen, f"selected {chosen}", 1)
    return Markup(f"<select {attributes(own | given)}>{options}</select>")  # noqa: S704 each part of it is escaped


@cache
def _options(locale: str) -> str:
    listed = [("", gettext("Choose a mission"))]
    listed += [(mission.code, mission.short.to(locale)) for mission in states.missions(locale)]
    return "".join(f'<option value="{escape(code)}">{escape(text)}</option>' for code, text in listed)


class MissionField(SelectField):
    """One of the missions that there are, in the order of the reader's language."""

    widget = staticmethod(_mission_select)

    def __init__(self, label: object, **kwargs):
        super().__init__(label, choices=[], validate_choice=False, **kwargs)
        self.flags.required = True

    def pre_validate(self, form) -> None:
        if not self.data:
            raise StopValidation(_("Choose the mission."))
        if not states.has_mission(self.data):
            raise StopValidation(_("Choose a mission from the list."))


class CountrySessionsField(SelectMultipleField):
    """Country sessions of one edition, by the State under Review: each ticked, or all of them by one tick."""

    def offer(self, edition: Edition) -> None:
        locale = current_language()
        self.by_state = {at.state: at.name(locale) for at in edition.country_sessions}
        self.choices = {ALL: gettext("All of them")} | self.by_state

    def pre_validate(self, form) -> None:
        if not set(self.data or ()) <= {ALL, *self.by_state}:
            raise StopValidation(_("Choose from the country sessions of this edition."))

    @property
    def states(self) -> tuple[str, ...]:
        """The States whose country sessions are meant, in the order of the edition."""
        return tuple(state for state in self.by_state if ALL in self.data or state in self.data)

    @property
    def said(self) -> str:
        """What is ticked, in words, for whoever checks it."""
        if ALL in self.data:
            return gettext("All country sessions")
        return listed([self.by_state[state] for state in self.states])


class NumberField(HiddenField):
    """The random number of a form, so that it has one effect however often it is sent."""

    widget = staticmethod(input_of("hidden"))

    def __init__(self, **kwargs):
        super().__init__(default=lambda: str(uuid4()), **kwargs)

    def process_formdata(self, values: list[str]) -> None:
        try:
            self.data = str(UUID(values[0]))
        except (IndexError, ValueError):
            self.data = str(
                uuid4()
            )  # nobody types this field: whoever sent something else gets a number anew


class PersonPart(Part):
    """One delegate within a form."""

    name = LineField(_("Full name"), most=NAME_MOST, empty=_("Write the delegate's name."))
    attends = CountrySessionsField(_("Expects to attend"))

    @property
    def person(self) -> Person:
        return Person(self.name.data, self.attends.states)


class PeopleField(FieldList):
    """Delegates in rows, of which there is always one."""

    def __init__(self, **kwargs):
        # One more than may be sent, so that one too many is told and not cut off.
        super().__init__(FormField(PersonPart), min_entries=1, max_entries=PEOPLE_MOST + 1, **kwargs)

    def _extract_indices(self, prefix: str, formdata) -> Iterator[int]:
        """The rows that were sent. WTForms' own version fails on digits that are no number, such as "²"."""
        rows = {f"{prefix}-{index}": index for index in range(PEOPLE_MOST + 1)}
        for key in formdata:
            row, _dash, _field = key.rpartition("-")
            if row in rows:
                yield rows[row]

    def turn(self, step: str) -> None:
        """Adds an empty row ("add") or takes one away ("remove-2"), as a button of the form asks."""
        if step == "add" and not self.is_full:
            self.append_entry()
        for index in range(len(self.entries)):
            if step == f"remove-{index}" and len(self.entries) > 1:
                self.pop_entry(index)
                break

    @property
    def is_full(self) -> bool:
        return len(self.entries) >= PEOPLE_MOST

    def drop_empty(self) -> None:
        """A row that was added and left empty means nothing, unless it is the only one."""
        for index in reversed(range(len(self.entries))):
            row = self.entries[index].form
            if len(self.entries) > 1 and not (row.name.data or "").strip() and not row.attends.data:
                self.pop_entry(index)

    def validate(self, form, extra_validators=()) -> bool:
        self.drop_empty()
        fits = super().validate(form, extra_validators)
        if len(self.entries) > PEOPLE_MOST:
            self.errors = [gettext("Send at most %(most)s delegates at once.", most=PEOPLE_MOST)]
            return False
        return fits


class PeopleForm(Form):
    """Delegates to be added, in rows."""

    people = PeopleField()
    number = NumberField()

    def __init__(self, edition: Edition, **kwargs):
        super().__init__(**kwargs)
        self.edition = edition
        self.added = False
        self._offer()

    def turn(self, step: str) -> None:
        self.people.turn(step)
        self.added = step == "add"
        self._offer()

    def _offer(self) -> None:
        for row in self.people:
            row.form.attends.offer(self.edition)

    @property
    def typed_people(self) -> tuple[Person, ...]:
        return tuple(row.form.person for row in self.people)


class RegistrationForm(PeopleForm):
    """A delegation in one sitting."""

    mission = MissionField(_("Mission"))
    name = LineField(_("Your full name"), most=NAME_MOST, empty=_("Write your name."))
    email = AddressField(_("Your e-mail address"), empty=_("Write your e-mail address."))
    people = (
        PeopleField()
    )  # once more: fields stand in the order in which they are made, and problems are told in it

    @property
    def mission_name(self) -> str:
        """The mission's proper name."""
        return states.mission(self.mission.data).names.to(current_language())

    @property
    def registration(self) -> Registration:
        return Registration(
            edition_number=self.edition.number,
            mission=self.mission.data,
            name=self.name.data,
            email=self.email.data,
            locale=current_language(),
            people=self.typed_people,
        )


class DelegateForm(Form):
    """One delegate who is registered: changed, or replaced by another person."""

    name = LineField(_("Full name"), most=NAME_MOST, empty=_("Write the delegate's name."))
    attends = CountrySessionsField(_("Expects to attend"))
    version = HiddenField()
    number = NumberField()

    def __init__(self, edition: Edition, delegate: Delegate, *, name: str):
        """`name` stands in the form at first."""
        attends = list(typed(delegate).states)
        at_first = {"name": name, "attends": attends, "version": str(delegate.version)}
        # What a form that was sent leaves out is missing, and not as it was.
        super().__init__(data=None if self.is_submitted() else at_first)
        self.attends.offer(edition)

    @property
    def person(self) -> Person:
        return Person(self.name.data, self.attends.states)


class WithdrawalForm(Form):
    """Asks before a delegate is withdrawn; carries the version of what the page shows."""

    version = HiddenField()


class LostLinkForm(Form):
    """Where the link of a delegation shall be sent again, if it is an address on record."""

    email = AddressField(_("Your e-mail address"), empty=_("Write your e-mail address."))
