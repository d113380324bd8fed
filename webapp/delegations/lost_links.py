"""Sending the link of a delegation again to whoever lost the mail, without telling anybody whose address is known."""

from webapp.core import jobs, limits
from webapp.core.transaction import transaction
from webapp.delegations import mails, queries
from webapp.delegations.models import LostLink
from webapp.editions import queries as editions
from webapp.editions.models import Edition

JOB = "lost-link"
MAILS = "3 per hour"


def ask(edition_number: int, email: str) -> None:
    """Notes that somebody wants their link. The same is done for every address, so that no reply tells who is known."""
    with transaction() as session:
        lost = LostLink(edition_number=edition_number, email=email)
        session.add(lost)
        session.flush()
        jobs.put(session, JOB, lost.id)


@jobs.handles(JOB)
def send(lost_id: str) -> None:
    """Mails a fresh link, in the language on record, to a confirmed focal point; to nobody after the week."""
    with transaction() as session:
        lost = session.get(LostLink, lost_id)
        if lost is None:
            return
        if not editions.is_over(session.get_one(Edition, lost.edition_number)):
            for focal_point in queries.confirmed_at(lost.edition_number, lost.email):
                # No mailbox is flooded, whoever asks from wherever; what was sent before still opens.
                if limits.allows(MAILS, "lost-link-mail", focal_point.id):
                    mails.management(session, focal_point)
        session.delete(lost)
