"""Setting up what a person proves themselves with, and giving it up: an authenticator app, passkeys, recovery codes."""

from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.access import grants, links
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind
from webapp.accounts import proofs, queries, recovery, totp
from webapp.accounts.models import AuthenticatorApp, Passkey, Staff
from webapp.accounts.passkeys import BadPasskey, NewPasskey
from webapp.core import audit, clock
from webapp.core.refused import NotThere, Refused
from webapp.core.transaction import transaction

PASSKEYS_MOST = 20


@dataclass(frozen=True, slots=True)
class SetUp:
    """What came of setting a factor up. `signed_in`: it was the first, by an invitation. `codes` are shown once."""

    signed_in: bool
    codes: list[str] = field(default_factory=list)


def set_up_app(holder: Grant, secret: bytes, step: int, old_browser: str, browser: str) -> SetUp:
    """Keeps the app whose code of `step` was right, in place of the one that there may be."""
    holder_id = holder.id
    with transaction() as session:
        grant, person = _may_set_up(session, holder_id)
        session.merge(
            AuthenticatorApp(
                staff_id=person.id,
                secret=totp.seal(secret, person.id),
                last_step=step,
                created_at=clock.now(),
            )
        )
        audit.record(session, "set-up-app", "staff", person.id, by=grant.name)
        return _settle(session, grant, old_browser, browser)


def add_passkey(
    holder: Grant, new: NewPasskey, challenge: bytes, name: str, old_browser: str, browser: str
) -> SetUp:
    """Raises BadPasskey where somebody has this passkey already."""
    holder_id = holder.id
    try:
        with transaction() as session:
            grant, person = _may_set_up(session, holder_id)
            if len(queries.factors_of(person.id).passkeys) >= PASSKEYS_MOST:
                raise Refused(
                    _("You have twenty passkeys. Remove one that you no longer use, then try again.")
                )
            proofs.spend(session, challenge)
            passkey = Passkey(
                staff_id=person.id,
                credential_id=new.credential_id,
                public_key=new.public_key,
                sign_count=new.sign_count,
                name=name,
                created_at=clock.now(),
            )
            session.add(passkey)
            session.flush()
            audit.record(session, "add", "passkey", passkey.id, by=grant.name)
            return _settle(session, grant, old_browser, browser)
    except IntegrityError as error:
        raise BadPasskey from error


def _may_set_up(session: Session, grant_id: str) -> tuple[Grant, Staff]:
    """An invitation is for the first factor alone: it must not open an account that has one."""
    grant = grants.live(session, grant_id)
    person = session.get(Staff, grant.subject_id, with_for_update=True)
    if grant.kind != GrantKind.STAFF and queries.factors_of(person.id).count:
        raise Refused(_("Your sign-in was set up already. Ask for a link on the sign-in page."))
    return grant, person


def _settle(session: Session, grant: Grant, old_browser: str, browser: str) -> SetUp:
    session.flush()
    first = grant.kind == GrantKind.STAFF_INVITED
    if first:
        links.revoke_all(session, GrantKind.STAFF_INVITED, grant.subject_id)
        proofs.complete(session, grant.subject_id, old_browser, browser)
    has_codes = queries.factors_of(grant.subject_id).codes_left
    return SetUp(first, [] if has_codes else recovery.renew(session, grant.subject_id))


def remove_passkey(staff_id: str, passkey_id: str, *, by: str) -> None:
    """Raises Refused for the last factor."""
    with transaction() as session:
        _keeps_another(session, staff_id)
        passkey = session.get(Passkey, passkey_id)
        if passkey is None or passkey.staff_id != staff_id:
            raise NotThere
        session.delete(passkey)
        audit.record(session, "remove", "passkey", passkey_id, by=by)


def remove_app(staff_id: str, *, by: str) -> None:
    """Raises Refused for the last factor."""
    with transaction() as session:
        _keeps_another(session, staff_id)
        session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.staff_id == staff_id))
        audit.record(session, "remove-app", "staff", staff_id, by=by)


def _keeps_another(session: Session, staff_id: str) -> None:
    session.get(Staff, staff_id, with_for_update=True)  # two removals at once take turns
    if queries.factors_of(staff_id).count < 2:
        raise Refused(
            _("This is all that you can sign in with. Set up something else first, then remove it.")
        )


def renew_codes(staff_id: str, *, by: str) -> list[str]:
    """Ten new recovery codes, to be shown this once; the old ones are worthless."""
    with transaction() as session:
        session.get(Staff, staff_id, with_for_update=True)
        audit.record(session, "renew-recovery-codes", "staff", staff_id, by=by)
        return recovery.renew(session, staff_id)
