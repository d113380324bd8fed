"""What is taken of files: how large, while there is room, and in which sentences one hears of it."""

from flask_babel import lazy_gettext as _

from webapp import config
from webapp.core.files import disk
from webapp.core.files.kinds import PICTURES, RECEIPTS, VIDEOS, Kinds
from webapp.core.refused import Refused

MB = 2**20


def what_is_taken(taken: Kinds) -> object:
    """A lazy sentence for hints and refusals: what may be sent, and how large."""
    megabytes = _most_mb(taken)
    if taken == PICTURES:
        return _("Send a picture (JPEG or PNG) of at most %(most)s MB.", most=megabytes)
    if taken == VIDEOS:
        return _("Send a video (MP4, MOV or WebM) of at most %(most)s MB.", most=megabytes)
    if taken == RECEIPTS:
        return _("Send a PDF, or a picture (JPEG or PNG), of at most %(most)s MB.", most=megabytes)
    return _("Send a PDF, Word (.docx) or OpenDocument (.odt) file of at most %(most)s MB.", most=megabytes)


def most(taken: Kinds) -> int:
    """How large such a file may be, in bytes."""
    return _most_mb(taken) * MB


def refusal(why: object, taken: Kinds) -> Refused:
    """Says why, and what would be taken."""
    return Refused(f"{why} {what_is_taken(taken)}")


def _most_mb(taken: Kinds) -> int:
    settings = config.current()
    return settings.video_max_mb if taken == VIDEOS else settings.upload_max_mb


def must_fit(size: int, taken: Kinds) -> None:
    """Raises Refused, with what would be taken."""
    if size < 1:
        raise refusal(_("This file is empty."), taken)
    if size > most(taken):
        raise refusal(_("This file is too large."), taken)
    must_have_room(size)


def must_have_room(size: int, received: int = 0) -> None:
    """Raises Refused where the disk could not hold the rest of it."""
    if not disk.has_room(size, received):
        raise Refused(
            _("There is no room for files at this moment. What you wrote is kept: try again tomorrow.")
        )
