"""Sending the link of an application again to whoever lost the mail, without telling anybody whose address is known."""

from webapp.applications import mails, queries
from webapp.core import jobs, limits, redis_server
from webapp.core.transaction import transaction
from webapp.editions import queries as editions

JOB = "lost-application"
MAILS = "3 per hour"


def ask(edition_number: int, email: str) -> None:
    """Notes that somebody wants their link. The same is done for every address, so that no reply tells who is known;
    and what is noted is no address, so that nobody's is kept who never wrote to us."""
    with transaction() as session:
        jobs.put(session, JOB, _mark(edition_number, email))


def _mark(edition_number: int, email: str) -> str:
    return redis_server.mark(JOB, str(edition_number), email.casefold())


@jobs.handles(JOB)
def send(mark: str) -> None:
    """Mails a fresh link, in the language on record, for each application with this address; none after the week."""
    with transaction() as session:
        for application in queries.with_address():
            if _mark(application.edition_number, application.email) != mark:
                continue
            # No mailbox is flooded, whoever asks from wherever; what was sent before still opens.
            if not editions.is_over(application.edition) and limits.allows(MAILS, JOB, application.id):
                mails.lost_link(session, application)
