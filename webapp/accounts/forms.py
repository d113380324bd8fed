"""What one types, or one's device answers, to sign in."""

import unicodedata

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, ValidationError

from webapp.accounts import recovery, totp
from webapp.accounts.models import PASSKEY_NAME_MOST
from webapp.web.forms import AddressField, Form, LineField

CODE_MOST = 40


class SignInForm(Form):
    email = AddressField(_("Your e-mail address"), empty=_("Write your e-mail address."))


class CodeField(LineField):
    """The six digits of an app, in the digits of any script, with spaces wherever. `code` is what they say."""

    def pre_validate(self, form) -> None:
        super().pre_validate(form)
        digits = [unicodedata.decimal(c, None) for c in self.data if c not in " -"]
        if len(digits) != totp.DIGITS or None in digits:
            raise ValidationError(_("Write the six digits that the app shows now."))
        self.code = "".join(map(str, digits))


class CodeForm(Form):
    code = CodeField(_("Code"), most=CODE_MOST, empty=_("Write the six digits that the app shows now."))


class RecoveryForm(Form):
    code = LineField(_("Recovery code"), most=recovery.MOST, empty=_("Write one of your recovery codes."))


class PasskeyForm(Form):
    """The answer of a browser to a challenge."""

    credential = HiddenField()


class NewPasskeyForm(PasskeyForm):
    name = LineField(
        _("A name for it"), most=PASSKEY_NAME_MOST, empty=_("Write a name by which you will know it again.")
    )
