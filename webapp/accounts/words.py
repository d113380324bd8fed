"""What is said of codes and passkeys that were not taken."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.accounts.totp import Answer

HOUR = timedelta(hours=1)


def wrong_code(answer: Answer) -> str:
    if answer.used:
        return _("This code was used already. Wait until the app shows the next one.")
    wrong = _("This is not the code that the app shows now.")
    clock = _(
        "Is the clock of your phone set by the network? A code that is right by a clock that is wrong is refused."
    )
    if answer.off is None:
        return f"{wrong} {clock}"
    return f"{wrong} {_how_far(answer.off)} {clock}"


def _how_far(off: timedelta) -> str:
    minutes = max(1, round(abs(off) / timedelta(minutes=1)))
    hours = round(minutes / 60)
    if minutes < 45:
        if off < timedelta(0):
            return ngettext(
                "The clock of your phone seems to be about %(num)s minute slow.",
                "The clock of your phone seems to be about %(num)s minutes slow.",
                minutes,
            )
        return ngettext(
            "The clock of your phone seems to be about %(num)s minute fast.",
            "The clock of your phone seems to be about %(num)s minutes fast.",
            minutes,
        )
    if off < timedelta(0):
        return ngettext(
            "The clock of your phone seems to be about %(num)s hour slow.",
            "The clock of your phone seems to be about %(num)s hours slow.",
            hours,
        )
    return ngettext(
        "The clock of your phone seems to be about %(num)s hour fast.",
        "The clock of your phone seems to be about %(num)s hours fast.",
        hours,
    )


def bad_passkey() -> str:
    """One sentence for whatever was wrong: it tells nobody which passkeys are known."""
    return _("That passkey could not be used. Perhaps it took too long, or it is not known here. Try again.")
