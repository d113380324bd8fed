"""What the coordinator sets for one country session: the part of the State under Review, what is shown, the room."""

from flask_babel import lazy_gettext as _

from webapp.core import audit
from webapp.core.refused import Refused, Stale
from webapp.core.transaction import transaction
from webapp.programme import panels, queries
from webapp.programme.audiences import told_of_sitting
from webapp.programme.holding import hold
from webapp.programme.models import Sitting

CAPACITY_MOST = 5000


def set_rules(
    country_session_id: str,
    *,
    under_review_opens: bool,
    under_review_replies: bool,
    under_review_asks: bool,
    shows_waiting: bool,
    seen: str,
    by: str,
) -> None:
    """All four at once; `seen` is what `mark` said of them as the page showed them.

    Raises Stale where they are others by now, Refused where the opening is taken away that is being given or was given.
    """
    with transaction() as session:
        hold(session, country_session_id)
        with told_of_sitting(session, country_session_id):
            sitting = queries.sitting(country_session_id, session)
            if mark(sitting) != seen:
                raise Stale(
                    _("Somebody else changed these settings meanwhile. Look at them, and set yours again.")
                )
            session.add(sitting)
            if under_review_opens:
                panels.give_opening(session, country_session_id)
            else:
                panels.take_opening(session, country_session_id)
            sitting.under_review_opens = under_review_opens
            sitting.under_review_replies = under_review_replies
            sitting.under_review_asks = under_review_asks
            sitting.shows_waiting = shows_waiting
            sitting.version += 1
        audit.record(session, "set-rules", "sitting", country_session_id, by=by)


def mark(sitting: Sitting) -> str:
    """The four as they stand, for a form to carry."""
    rules = (
        sitting.under_review_opens,
        sitting.under_review_replies,
        sitting.under_review_asks,
        sitting.shows_waiting,
    )
    return "".join(str(int(rule)) for rule in rules)


def set_room(country_session_id: str, *, capacity: int | None, limited: bool, by: str) -> None:
    """How many people the room takes (None: not said), and whether it admits those alone who are named for it."""
    if capacity is not None and not 0 < capacity <= CAPACITY_MOST:
        raise Refused(
            _("Write how many people the room takes as a number from 1 to %(most)s.", most=CAPACITY_MOST)
        )
    with transaction() as session:
        country_session = hold(session, country_session_id)
        country_session.capacity, country_session.limited = capacity, limited
        audit.record(session, "set-room", "country_session", country_session_id, by=by)
