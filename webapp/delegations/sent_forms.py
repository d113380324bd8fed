"""Forms that carry a random number: the same form twice has one effect, and says so in the same words."""

from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from webapp.core import clock, tokens
from webapp.core.refused import Stale
from webapp.core.upsert import PerDialect
from webapp.delegations.models import SentForm
from webapp.extensions import db

_TABLE = SentForm.__table__
_NOTE = PerDialect(
    lambda insert: (
        insert(_TABLE)
        .values(id=bindparam("id"), answers=bindparam("answers"), sent_at=bindparam("sent_at"))
        .on_conflict_do_nothing()
        .returning(_TABLE.c.id)
    )
)


def is_first(session: Session, number: str, *answers: object) -> bool:
    """Whether the form of this number is sent for the first time; notes it in the caller's transaction.

    Raises Stale where it was sent before with other answers: those would be lost without a word.
    """
    digest = tokens.digest(repr(answers))
    noted = {"id": number, "answers": digest, "sent_at": clock.now()}
    if session.execute(_NOTE.on(session), noted).first():
        return True
    if session.get(SentForm, number).answers != digest:
        raise Stale(
            _(
                "This form was sent already, with other answers: those were saved, and these were not. "
                "To change something, open the link in the e-mail that we sent you."
            )
        )
    return False


def is_received(number: str) -> bool:
    """Whether the form of this number has been sent. Whatever else is asked for is not."""
    try:
        return str(UUID(number)) == number and db.session.get(SentForm, number) is not None
    except ValueError:
        return False
