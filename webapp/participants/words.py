"""How badges, passes and doors say what a participant comes as."""

from flask_babel import lazy_gettext as _

from webapp.participants.models import Category

CATEGORIES = {Category.DELEGATE: _("Delegate"), Category.PANELLIST: _("Panellist")}
