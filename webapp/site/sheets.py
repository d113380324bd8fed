"""The sheets: for each role, what it does in the week on one printed page."""

from flask_babel import lazy_gettext as _

from webapp.core.refused import NotThere

# By the name in the address, which is also the template's; in the order of the week.
SHEETS = {
    "focal-point": _("Focal point of a mission"),
    "delegate": _("Delegate"),
    "coordinator": _("Coordinator"),
    "door": _("Door staff"),
    "moderator": _("Moderator"),
    "screens": _("Screens of the room"),
}


def template(role: str) -> str:
    """Raises NotThere for a role that has no sheet."""
    if role not in SHEETS:
        raise NotThere
    return f"site/sheets/{role}.html"
