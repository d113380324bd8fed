"""What is hidden from the coordinator who asks: the applications that they recused themselves from."""

from flask_babel import lazy_gettext as _

from webapp.access import guard
from webapp.access.permissions import Permission
from webapp.core.refused import NotThere, Refused
from webapp.review import queries
from webapp.selection.rooms import Clash


def hidden(number: int) -> frozenset[str]:
    """Their ids, of one edition."""
    return queries.hidden_from(guard.holder(Permission.REVIEW).subject_id, number)


def must_be_shown(number: int, application_id: str) -> None:
    """Raises NotThere for one that is hidden."""
    if application_id in hidden(number):
        raise NotThere


def worded(refusal: Refused, number: int) -> Refused:
    """A refusal, without the reference of one that is hidden."""
    if isinstance(refusal, Clash) and refusal.application_id in hidden(number):
        return Refused(
            _(
                "The same speaker, or the same e-mail address, has a place already, by an application that is hidden"
                " from you."
            )
        )
    return refusal
