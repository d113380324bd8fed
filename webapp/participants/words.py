"""How screens and paper say what a participant comes as, for whom, and how they chose to be shown."""

from flask_babel import lazy_gettext as _

from webapp.participants.models import Appearance, Category, OrganisationKind

CATEGORIES = {Category.DELEGATE: _("Delegate"), Category.PANELLIST: _("Panellist")}
KINDS = {
    OrganisationKind.CSO: _("Civil society organisation"),
    OrganisationKind.COALITION: _("Coalition of civil society organisations"),
    OrganisationKind.NHRI: _("National Human Rights Institution"),
}
APPEARANCES = {
    Appearance.PUBLIC: _("Name and organisation"),
    Appearance.ORGANISATION: _("Organisation only"),
    Appearance.NEITHER: _("Neither name nor organisation"),
}
