"""How pages and mails call the parts that are handed in, and those who may read them."""

from flask_babel import lazy_gettext as _

from webapp.briefing.models import Part, Readers

PARTS = {
    Part.TEXT: _("Text of the statement"),
    Part.FACTSHEET: _("Factsheet"),
    Part.PROPOSALS: _("Suggested questions and recommendations"),
    Part.VIDEO: _("Video"),
}
READERS = {
    Readers.PANEL: _("The panel and the secretariat alone"),
    Readers.MISSIONS: _("All missions"),
    Readers.MISSIONS_AFTER: _("All missions, once the statement was given"),
    Readers.PUBLIC: _("Everybody, once the statement was given"),
}
