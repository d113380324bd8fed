"""Forms: the fields that clean what is typed, and a base that keeps it when something is wrong."""

from collections.abc import Callable, Mapping

from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import EmailField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import StopValidation

from webapp.core.text import Unfit, clean_line, clean_text
from webapp.web.language import current_language

EMAIL_MOST = 254


class Form(FlaskForm):
    """A form that reads text alone: a file sent in place of a text counts as nothing typed."""

    class Meta(FlaskForm.Meta):
        @property
        def locales(self) -> list[str]:
            """Whose words the library uses, where it says anything itself."""
            return [current_language()]

        def wrap_formdata(self, form, formdata):
            if formdata is None:
                return None  # a form that shows how things stand, whatever was sent
            return request.form if form.is_submitted() else None

    def validate(self, extra_validators=None) -> bool:
        fits = super().validate(extra_validators)
        if self.csrf_token.errors:
            # The library's word for it helps nobody, and no field of the page can show it.
            self.csrf_token.errors = ()
            self.refuse(
                _("This page had been open for too long. What you typed is still here: send it once more.")
            )
        return fits

    def refuse(self, reason: object) -> None:
        """Shows why what was well written could not be done, where the page tells of its errors."""
        self.form_errors.append(reason)


def number(text: str | None) -> int:
    """A whole number that a form carried, or -1 for anything else: the number of nothing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def boxes(field: SelectFieldBase, kind: str, hints: Mapping[str, str]) -> Markup:
    """The choices of a group, each a box with its label. Not a macro: a form of a whole week has many of them."""
    name, group = escape(field.name), escape(field.id)
    drawn = []
    for number, (value, label, chosen, *_rest) in enumerate(field.iter_choices()):
        hint = f'<span class="hint"> {escape(hints[value])}</span>' if value in hints else ""
        drawn.append(
            f'\n<label class="choice"><input type="{kind}" name="{name}" id="{group}-{number}"'
            f' value="{escape(value)}"{" checked" if chosen else ""}>'
            f"\n<span>{escape(label)}{hint}</span></label>"
        )
    return Markup("".join(drawn))  # noqa: S704 each part of it is escaped


def attributes(given: Mapping[str, object]) -> str:
    """Those of an HTML tag: True is a bare name, and what is False is left out. The library's own takes far longer."""
    return " ".join(
        name if value is True else f'{name}="{escape(value)}"'
        for name, value in sorted(given.items())
        if value is not False
    )


def input_of(kind: str) -> Callable[..., Markup]:
    """A widget: `<input type="…">` with what was typed."""

    def draw(field: StringField, **given: object) -> Markup:
        own = {"type": kind, "id": field.id, "name": field.name, "value": field._value()}
        return Markup(f"<input {attributes(own | given)}>")  # noqa: S704 each part of it is escaped

    return draw


class LineField(StringField):
    """One line of text in NFC. `empty` is the sentence for somebody who left it out, None where that is allowed."""

    widget = staticmethod(input_of("text"))
    cleaner = staticmethod(clean_line)

    def __init__(self, label: object, *, most: int, empty: object = None, **kwargs):
        super().__init__(label, **kwargs)
        self.most, self.empty = most, empty
        self.flags.required = empty is not None

    def pre_validate(self, form) -> None:
        try:
            self.data = self.cleaner(self.data or "", self.most)
        except Unfit as reason:
            raise StopValidation(reason.args[0]) from None
        if self.empty and not self.data:
            raise StopValidation(self.empty)


class LinesField(LineField, TextAreaField):
    """Several lines of text, as LineField."""

    widget = TextAreaField.widget
    cleaner = staticmethod(clean_text)


class AddressField(LineField, EmailField):
    """An e-mail address, normalised; whether it exists only a mail to it can tell."""

    widget = staticmethod(input_of("email"))

    def __init__(self, label: object, **kwargs):
        super().__init__(label, most=EMAIL_MOST, **kwargs)

    def pre_validate(self, form) -> None:
        super().pre_validate(form)
        if not self.data:
            return
        try:
            self.data = validate_email(self.data, check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValidationError(_("Write an e-mail address such as name@example.org.")) from None
