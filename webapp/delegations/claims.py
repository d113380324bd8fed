"""Telling the coordinators that registrations wait for them, at most once an hour for each edition."""

from sqlalchemy.orm import Session

from webapp.access.permissions import Role
from webapp.accounts import queries as accounts
from webapp.core import jobs, limits
from webapp.core.transaction import transaction
from webapp.delegations import mails, queries
from webapp.delegations.models import FocalPoint, FocalPointStatus

JOB = "claim"
MAILS = "1 per hour"


def tell_later(session: Session, focal_point: FocalPoint) -> None:
    """In the caller's transaction: the coordinators will hear of this claim, unless it is answered before."""
    jobs.put(session, JOB, focal_point.id)


@jobs.handles(JOB)
def tell(focal_point_id: str) -> None:
    """Mails the coordinators how many claims wait. Raises NotNow within the hour: then it is tried again later."""
    with transaction() as session:
        focal_point = session.get(FocalPoint, focal_point_id)
        if focal_point is None or focal_point.status != FocalPointStatus.CLAIM:
            return
        edition = focal_point.delegation.edition
        if not limits.allows(MAILS, "claims-mail", str(edition.number)):
            raise jobs.NotNow("the coordinators were told of other claims within the hour")
        waiting = queries.claims_of(edition.number)
        for coordinator in accounts.in_role(Role.COORDINATOR):
            mails.claims(session, coordinator, edition, len(waiting))
        # Those that wait are all in this one mail.
        jobs.forget(session, JOB, [claim.id for claim in waiting])
