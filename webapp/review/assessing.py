"""Scoring an application: a score for each criterion and a comment, by each who was given it to read."""

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from webapp.applications.models import Application
from webapp.core import audit, clock
from webapp.core.ids import new_id
from webapp.core.refused import NotThere, Refused, Stale
from webapp.core.transaction import transaction
from webapp.review import criteria, queries
from webapp.review.holding import hold
from webapp.review.models import SCORES, Assessment

COMMENT_MOST = 4000


def assess(
    application_id: str, staff_id: str, scores: dict[str, int], comment: str, *, seen: int, by: str
) -> None:
    """Keeps what a reviewer makes of an application; `seen` is the version that the page showed, 0 for none yet.

    `scores` are by the ids of the criteria, `comment` is clean (core.text). Raises NotThere for what they are not to
    read, Stale where they scored it in another window meanwhile, Refused where the criteria are others by now.
    """
    with transaction() as session:
        number = _edition_of(session, application_id)
        hold(session, number)
        queries.application_read_by(staff_id, application_id, session)
        known = {each.id: scores.get(each.id) for each in criteria.of_edition(number, session)}
        if not known or known != scores or not all(score in SCORES for score in scores.values()):
            raise Refused(_("The criteria have changed meanwhile. Look at them, and score again."))
        mine = queries.own_assessment(staff_id, application_id, session)
        if (mine.version if mine else 0) != seen:
            raise Stale(
                _("You scored this application in another window meanwhile. Here is what you kept there.")
            )
        if mine is None:
            mine = Assessment(id=new_id(), application_id=application_id, staff_id=staff_id, version=0)
            session.add(mine)
        mine.scores, mine.comment = known, comment
        mine.version += 1
        mine.assessed_at = clock.now()
        audit.record(session, "assess", "assessment", mine.id, by=by)


def _edition_of(session: Session, application_id: str) -> int:
    """Which edition to hold, before anything of it is believed. Raises NotThere."""
    found = session.get(Application, application_id)
    if found is None:
        raise NotThere
    return found.edition_number
