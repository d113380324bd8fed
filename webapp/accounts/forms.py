"""What one types to sign in."""

from flask_babel import lazy_gettext as _

from webapp.web.forms import AddressField, Form


class SignInForm(Form):
    email = AddressField(_("Your e-mail address"), empty=_("Write your e-mail address."))
