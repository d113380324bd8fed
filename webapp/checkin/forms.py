"""The door's forms: opening a door, a code that is typed, a person who is looked for, and a call of the desk."""

from uuid import uuid4

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import ValidationError

from webapp.checkin.batches import CODE_MOST, is_uuid
from webapp.checkin.doors import NAME_MOST
from webapp.checkin.models import Verdict
from webapp.checkin.people import is_enough
from webapp.web.forms import Form, LineField

VENUE = ""


class NewDoorForm(Form):
    """A door under a new name: an entrance of the venue, or the room of one country session."""

    name = LineField(
        _("Name of the door"), most=NAME_MOST, empty=_("Give the door a name, such as Main entrance.")
    )
    place = SelectField(_("Where it leads"))

    def offer(self, rooms: list[tuple[str, str]]) -> None:
        """`rooms` are the country sessions of the edition: id and name."""
        self.place.choices = [(VENUE, _("The venue, for the day")), *rooms]


class PersonForm(Form):
    """One scan, whose number makes the same form sent twice one scan."""

    scan = HiddenField()

    @property
    def scan_id(self) -> str:
        sent = self.scan.data or ""
        return sent.lower() if is_uuid(sent) else str(uuid4())


class CodeForm(PersonForm):
    """A code that was typed or read into the field."""

    code = StringField(_("Code"))

    def validate_code(self, field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Scan a pass, or type the eight letters of its code."))
        if len(field.data) > CODE_MOST:
            raise ValidationError(_("That is too long for a code. Scan the pass again."))


class SearchForm(Form):
    """Part of a name, in whatever order its words are remembered."""

    name = LineField(_("Name"), most=NAME_MOST, empty=_("Type at least two letters of the name."))

    def validate_name(self, field) -> None:
        if not is_enough(field.data):
            raise ValidationError(_("Type at least two letters of the name."))


class CallForm(Form):
    """A call of the desk, with the verdict upon which it is made."""

    why = HiddenField()

    @property
    def verdict(self) -> Verdict | None:
        return Verdict(self.why.data) if self.why.data in list(Verdict) else None
