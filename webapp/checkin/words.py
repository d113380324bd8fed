"""How the desk is told upon which verdict a door calls: of whom is never said."""

from flask_babel import lazy_gettext as _

from webapp.checkin.models import Verdict

REASONS = {
    Verdict.ADMITTED: _("about somebody who was let in"),
    Verdict.ALREADY_IN: _("a pass that is already in"),
    Verdict.WRONG_DAY: _("a pass for another day"),
    Verdict.WRONG_SESSION: _("somebody who is not on the list"),
    Verdict.REVOKED: _("a pass that is no longer in use"),
    Verdict.UNKNOWN: _("a code that is not known"),
    Verdict.OTHER_EDITION: _("a pass of another week"),
    Verdict.FULL: _("the room is full"),
}
