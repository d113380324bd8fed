"""Inviting members of the secretariat, sending them links to sign in, and ending what they hold."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.access import grants, links
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Role
from webapp.accounts import queries
from webapp.accounts.models import SignInRequest, Staff
from webapp.core import audit, clock, jobs, limits, outbox
from webapp.core.transaction import transaction

JOB = "staff-sign-in"
MAILS = "5 per 10 minutes"


def invite(email: str, role: Role, *, by: str) -> str:
    """The token of a sign-in link that lives for seven days and is spent by use.

    Who is known already gets the role; where it is another than so far, all that they hold ends.
    """
    with transaction() as session:
        person = appoint(session, email, role, by=by)
        return link_for(session, person, until=clock.now() + links.INVITATION, spent_by_use=True)


def appoint(session: Session, email: str, role: Role, *, by: str) -> Staff:
    """The member of the secretariat with this address, in this role."""
    person = session.scalar(select(Staff).where(Staff.email == email.lower()).with_for_update())
    if person is None:
        person = Staff(email=email.lower(), role=role, locale="en", created_at=clock.now())
        session.add(person)
        session.flush()
        audit.record(session, "invite", "staff", person.id, by=by)
    elif person.role != role:
        person.role = role
        links.revoke_all(session, GrantKind.STAFF, person.id)
        audit.record(session, "change-role", "staff", person.id, by=by)
    return person


def link_for(session: Session, person: Staff, *, until: datetime, spent_by_use: bool) -> str:
    return links.mint(
        session,
        GrantKind.STAFF,
        person.id,
        role=person.role,
        until=until,
        grants_until=until + links.STAFF_SESSION,
        spent_by_use=spent_by_use,
    )


def begin(session: Session, staff_id: str) -> None:
    """What opening a staff link changes: however long the link was good for, the sign-in lasts one day of work."""
    latest = clock.now() + links.STAFF_SESSION
    mine = update(Grant).where(
        Grant.kind == GrantKind.STAFF, Grant.subject_id == staff_id, Grant.expires_at > latest
    )
    session.execute(mine.values(expires_at=latest))


def ask_for_link(email: str, locale: str) -> None:
    """Notes that somebody wants to sign in. The same is done for every address, so that no reply tells who is known."""
    with transaction() as session:
        request = SignInRequest(email=email.lower(), locale=locale)
        session.add(request)
        session.flush()
        jobs.put(session, JOB, request.id)


@jobs.handles(JOB)
def send_link(request_id: str) -> None:
    """Mails the link that was asked for, where the address is a member's; it lives for ten minutes."""
    with transaction() as session:
        request = session.get(SignInRequest, request_id)
        if request is None:
            return
        person = queries.with_address(request.email)
        # No mailbox is flooded, whoever asks from wherever; what was sent within these minutes still opens.
        if person and limits.allows(MAILS, "sign-in-mail", person.id):
            token = link_for(session, person, until=clock.now() + links.SIGN_IN, spent_by_use=True)
            outbox.put(
                session,
                to=person.email,
                locale=request.locale,
                template="accounts/sign_in",
                address=links.address(token, request.locale),
                minutes=links.SIGN_IN // timedelta(minutes=1),
            )
        session.delete(request)


def sign_out(grant_id: str, *, by: str) -> None:
    """Ends the sign-in on one browser."""
    with transaction() as session:
        grants.end(session, grant_id)
        audit.record(session, "sign-out", "grant", grant_id, by=by)


def sign_out_everywhere(staff_id: str, *, by: str) -> list[str]:
    """Ends every sign-in of a person and every link that could give another; the ids of the grants that ended."""
    with transaction() as session:
        ended = queries.open_grants(staff_id)
        links.revoke_all(session, GrantKind.STAFF, staff_id)
        audit.record(session, "sign-out-everywhere", "staff", staff_id, by=by)
    return ended
