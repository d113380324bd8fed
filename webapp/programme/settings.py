"""What the coordinator sets for one country session: the part of the State under Review, what is shown, the room."""

from dataclasses import astuple, dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.core import audit
from webapp.core.refused import Refused, Stale
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession
from webapp.programme import panels, queries
from webapp.programme.audiences import told_of_sitting
from webapp.programme.holding import hold
from webapp.programme.models import Sitting

CAPACITY_MOST = 5000


@dataclass(frozen=True, slots=True)
class Settings:
    """`capacity` is how many people the room takes, None where that is not said; a `limited` room admits those alone
    who are named for it."""

    under_review_opens: bool
    under_review_replies: bool
    under_review_asks: bool
    shows_waiting: bool
    capacity: int | None
    limited: bool

    @property
    def mark(self) -> str:
        """All of them in a few letters, for a form to carry."""
        return "-".join(str(int(value or 0)) for value in astuple(self))


def standing(country_session: CountrySession, session: Session | None = None) -> Settings:
    """The settings as they are."""
    sitting = queries.sitting(country_session.id, session)
    return Settings(
        under_review_opens=sitting.under_review_opens,
        under_review_replies=sitting.under_review_replies,
        under_review_asks=sitting.under_review_asks,
        shows_waiting=sitting.shows_waiting,
        capacity=country_session.capacity,
        limited=country_session.limited,
    )


def keep(country_session_id: str, wanted: Settings, *, seen: str, by: str) -> None:
    """All of them or none; `seen` is the mark of those that the page showed.

    Raises Stale where they are others by now, Refused where the opening is taken away that is being given or was
    given, or where the room takes nobody.
    """
    if wanted.capacity is not None and not 0 < wanted.capacity <= CAPACITY_MOST:
        raise Refused(
            _("Write how many people the room takes as a number from 1 to %(most)s.", most=CAPACITY_MOST)
        )
    with transaction() as session:
        country_session = hold(session, country_session_id)
        if standing(country_session, session).mark != seen:
            raise Stale(
                _("Somebody else changed these settings meanwhile. Look at them, and set yours again.")
            )
        country_session.capacity, country_session.limited = wanted.capacity, wanted.limited
        with told_of_sitting(session, country_session_id):
            sitting = queries.sitting(country_session_id, session)
            session.add(sitting)
            _set_rules(session, sitting, wanted)
        audit.record(session, "set", "country_session", country_session_id, by=by)


def _set_rules(session: Session, sitting: Sitting, wanted: Settings) -> None:
    change_opening = panels.give_opening if wanted.under_review_opens else panels.take_opening
    change_opening(session, sitting.country_session_id)
    sitting.under_review_opens = wanted.under_review_opens
    sitting.under_review_replies = wanted.under_review_replies
    sitting.under_review_asks = wanted.under_review_asks
    sitting.shows_waiting = wanted.shows_waiting
    sitting.version += 1
