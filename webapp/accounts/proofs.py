"""The last step of a sign-in: a second factor is proven, and the browser becomes one of staff, under a new id."""

import logging

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webapp.access import grants, links
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind
from webapp.accounts import passkeys, queries, recovery, totp
from webapp.accounts.models import AuthenticatorApp, SpentChallenge, Staff
from webapp.accounts.passkeys import BadPasskey
from webapp.accounts.totp import Answer
from webapp.core import audit, clock, limits, tokens
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.core.upsert import PerDialect

# Counted by person, once a link in their mailbox was opened. Passkeys are not counted with them: whoever reads that
# mailbox can keep nobody from their passkey.
TRIES = ("5 per 10 minutes", "50 per day")

log = logging.getLogger(__name__)

_SPEND = PerDialect(
    lambda insert: insert(SpentChallenge).on_conflict_do_nothing().returning(SpentChallenge.digest)
)


def by_code(unproven: Grant, code: str, old_browser: str, browser: str) -> Answer:
    """Tries six digits of the app of whoever holds this grant; signs in where they are right.

    Raises TooOften, Unreadable.
    """
    grant_id, now = _counted("code", unproven), clock.now()
    with transaction() as session:
        staff_id = grants.live(session, grant_id).subject_id
        app = session.get(AuthenticatorApp, staff_id, with_for_update=True)
        if app is None:
            raise NotThere
        secret = totp.unseal(app.secret, staff_id)
        answer = totp.check(secret, code, now, after=app.last_step)
        if answer.step is not None:
            app.last_step = answer.step
            complete(session, staff_id, old_browser, browser)
    if answer.step is None:
        log.warning("a wrong code for staff %s", staff_id)
    return totp.explained(answer, secret, code, now)


def by_recovery_code(unproven: Grant, code: str, old_browser: str, browser: str) -> bool:
    """As `by_code`, with a recovery code. Raises TooOften."""
    grant_id = _counted("recovery", unproven)
    with transaction() as session:
        staff_id = grants.live(session, grant_id).subject_id
        if not recovery.spend(session, staff_id, code):
            log.warning("a wrong recovery code for staff %s", staff_id)
            return False
        grant = complete(session, staff_id, old_browser, browser)
        audit.record(session, "use-recovery-code", "staff", staff_id, by=grant.name)
        return True


def _counted(what: str, unproven: Grant) -> str:
    for limit in TRIES:
        limits.take(limit, what, unproven.subject_id)
    return unproven.id


def by_passkey(answer: str, challenge: bytes, old_browser: str | None, browser: str) -> Grant:
    """Signs in whoever's passkey has answered this challenge; nothing else is needed. Raises BadPasskey."""
    credential_id = passkeys.named_in(answer)
    with transaction() as session:
        passkey = queries.passkey_called(credential_id)
        if passkey is None:
            raise BadPasskey
        session.refresh(passkey, with_for_update=True)
        count = passkeys.proven(answer, challenge, passkey)
        spend(session, challenge)
        passkey.sign_count, passkey.used_at = count, clock.now()
        return complete(session, passkey.staff_id, old_browser, browser)


def spend(session: Session, challenge: bytes) -> None:
    """Makes a challenge good for nothing more. Raises BadPasskey where it was used before."""
    now = clock.now()
    session.execute(delete(SpentChallenge).where(SpentChallenge.expires_at <= now))
    row = {"digest": tokens.digest(challenge.hex()), "expires_at": now + 2 * passkeys.CHALLENGE}
    if session.execute(_SPEND.on(session), row).first() is None:
        raise BadPasskey


def complete(session: Session, staff_id: str, old_browser: str | None, browser: str) -> Grant:
    """Gives `browser` the grant of a member of staff, in the role that they have now.

    The only place where a proof becomes a sign-in. `old_browser` is the id so far: what it holds moves along.
    """
    person = session.get(Staff, staff_id, with_for_update=True)
    if old_browser:
        grants.move(session, old_browser, browser)
    until = clock.now() + links.STAFF_SESSION
    grant = grants.give(session, browser, GrantKind.STAFF, person.id, until, role=person.role)
    audit.record(session, "sign-in", "staff", person.id, by=grant.name)
    return grant
