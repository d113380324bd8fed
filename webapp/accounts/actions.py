"""Inviting members of the secretariat, sending them links to sign in, and ending what they hold."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.access import grants, links
from webapp.access.models import Grant
from webapp.access.permissions import STAFF_KINDS, GrantKind, Role
from webapp.accounts import queries
from webapp.accounts.models import AuthenticatorApp, Passkey, RecoveryCode, SignInRequest, Staff
from webapp.core import audit, clock, jobs, limits, outbox
from webapp.core.transaction import transaction

JOB = "staff-sign-in"
MAILS = "5 per 10 minutes"

# How long a sign-in, or the way to one, lasts at most once its link was opened.
LASTS = {
    GrantKind.STAFF: links.STAFF_SESSION,
    GrantKind.STAFF_UNPROVEN: links.UNPROVEN,
    GrantKind.STAFF_INVITED: links.STAFF_SESSION,
}


def invite(email: str, role: Role, *, by: str) -> str:
    """The token of an invitation that lives for seven days and is spent by use.

    Who is known already gets the role, and keeps their second factor; where it is another role than so far, all that
    they hold ends.
    """
    with transaction() as session:
        person = appoint(session, email, role, by=by)
        return _link_for(session, person, until=clock.now() + links.INVITATION)


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
        _end_everything(session, person.id)
        audit.record(session, "change-role", "staff", person.id, by=by)
    return person


def _link_for(session: Session, person: Staff, *, until: datetime) -> str:
    """A link that is spent by use. It leads to the second factor: to prove it, or to set the first one up."""
    kind = GrantKind.STAFF_UNPROVEN if queries.factors_of(person.id).count else GrantKind.STAFF_INVITED
    return _mint(session, kind, person, until=until, spent_by_use=True)


def _mint(session: Session, kind: GrantKind, person: Staff, *, until: datetime, **how: object) -> str:
    return links.mint(session, kind, person.id, until=until, grants_until=until + LASTS[kind], **how)


def link_without_second_factor(session: Session, person: Staff, *, until: datetime) -> str:
    """A link of the demonstration: it signs in by itself, however often. Access refuses it except on loopback."""
    return _mint(session, GrantKind.STAFF, person, until=until, role=person.role)


def begin(kind: GrantKind, session: Session, staff_id: str) -> None:
    """What opening a staff link changes: however long it was good for, what it gives lasts no longer than in LASTS."""
    latest = clock.now() + LASTS[kind]
    mine = update(Grant).where(Grant.kind == kind, Grant.subject_id == staff_id, Grant.expires_at > latest)
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
            _send(session, person, request.locale)
        session.delete(request)


def _send(session: Session, person: Staff, locale: str) -> None:
    if not queries.factors_of(person.id).count:
        # Whoever reads this mailbox must not be able to set up the first factor: only the invitation leads there.
        outbox.put(session, to=person.email, locale=locale, template="accounts/not_set_up")
        return
    token = _link_for(session, person, until=clock.now() + links.SIGN_IN)
    outbox.put(
        session,
        to=person.email,
        locale=locale,
        template="accounts/sign_in",
        address=links.address(token, locale),
        minutes=links.SIGN_IN // timedelta(minutes=1),
    )


def sign_out(grant_id: str, *, by: str) -> None:
    """Ends the sign-in on one browser."""
    with transaction() as session:
        grants.end(session, grant_id)
        audit.record(session, "sign-out", "grant", grant_id, by=by)


def sign_out_everywhere(staff_id: str, *, by: str) -> list[str]:
    """Ends every sign-in of a person and every link that could give another; the ids of the grants that ended."""
    with transaction() as session:
        ended = queries.open_grants(staff_id)
        _end_everything(session, staff_id)
        audit.record(session, "sign-out-everywhere", "staff", staff_id, by=by)
    return ended


def reset(email: str, *, by: str) -> str | None:
    """Takes every factor from a person who lost theirs, and ends all that they hold: the token of a new invitation.

    None where nobody has this address.
    """
    with transaction() as session:
        person = session.scalar(select(Staff).where(Staff.email == email.lower()).with_for_update())
        if person is None:
            return None
        for factor in (AuthenticatorApp, Passkey, RecoveryCode):
            session.execute(delete(factor).where(factor.staff_id == person.id))
        _end_everything(session, person.id)
        audit.record(session, "reset", "staff", person.id, by=by)
        return _link_for(session, person, until=clock.now() + links.INVITATION)


def _end_everything(session: Session, staff_id: str) -> None:
    for kind in STAFF_KINDS:
        links.revoke_all(session, kind, staff_id)
