"""What a panellist who cannot come tells us: how the statement is given then, or who speaks in their place."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from webapp.applications.forms import OneOf
from webapp.editions.models import Edition
from webapp.participants.models import NAME_MOST, Appearance
from webapp.participants.words import APPEARANCES
from webapp.programme import preventing, words
from webapp.programme.models import AbsenceNote, Panellist, Presence
from webapp.web.forms import Form, LineField


class NoteField(OneOf):
    """Asked of those alone who are not in the room."""

    def pre_validate(self, form) -> None:
        if form.presence.data != Presence.IN_ROOM:
            super().pre_validate(form)


class PreventionForm(Form):
    """`seen` marks what the page showed, so that a page left open undoes nothing newer. Nothing is chosen beforehand,
    unless it was recorded."""

    seen = HiddenField(default="")
    presence = OneOf(_("How is the statement given?"), {}, empty=_("Choose how the statement is given."))
    note = NoteField(_("What is everybody told?"), {}, empty=_("Choose what everybody is told."))

    def __init__(self, edition: Edition, **kwargs):
        super().__init__(**kwargs)
        self.presence.offer(words.presences(edition))
        self.note.offer(words.notes(edition))

    @classmethod
    def of(cls, panellist: Panellist, **kwargs) -> "PreventionForm":
        """As it stands; a form that was sent shows what was typed."""
        kwargs["seen"] = preventing.mark(panellist)
        if panellist.presence != Presence.IN_ROOM:
            kwargs |= {"presence": panellist.presence, "note": panellist.absence_note}
        return cls(panellist.country_session.edition, **kwargs)

    @property
    def chosen(self) -> tuple[Presence, AbsenceNote | None]:
        presence = Presence(self.presence.data)
        return presence, None if presence == Presence.IN_ROOM else AbsenceNote(self.note.data)


class SubstitutionForm(Form):
    """`seen` is the participant whom the page showed in the place."""

    seen = HiddenField(default="")
    name = LineField(
        _("Full name of the person who speaks instead"),
        most=NAME_MOST,
        empty=_("Write the name of the person, as it should be shown."),
    )
    appearance = OneOf(
        _("How does this person wish to appear in public?"),
        APPEARANCES,
        empty=_("Choose how this person wishes to appear in public."),
    )

    @property
    def chosen(self) -> dict[str, object]:
        return {"name": self.name.data, "appearance": Appearance(self.appearance.data)}
