"""The door's forms: opening a door, choosing one, and a code that is typed."""

from uuid import uuid4

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import ValidationError

from webapp.checkin.batches import CODE_MOST, is_uuid
from webapp.checkin.doors import NAME_MOST
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


class CodeForm(Form):
    """A code that was typed or read into the field. `scan` makes the same form sent twice one scan."""

    code = StringField(_("Code"))
    scan = HiddenField()

    def validate_code(self, field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("Scan a pass, or type the eight letters of its code."))
        if len(field.data) > CODE_MOST:
            raise ValidationError(_("That is too long for a code. Scan the pass again."))

    @property
    def scan_id(self) -> str:
        sent = self.scan.data or ""
        return sent.lower() if is_uuid(sent) else str(uuid4())
