"""Recovery codes: ten of them stand in for an authenticator app, each once."""

import secrets

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from webapp.accounts.models import RecoveryCode
from webapp.accounts.totp import derived_key
from webapp.core import clock, tokens

COUNT = 10
LETTERS = 10  # about 50 bits; tries are few
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
MOST = 40


def renew(session: Session, staff_id: str) -> list[str]:
    """Ten new codes, shown to nobody again; those from before are worthless."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(COUNT)]
    now = clock.now()
    session.add_all(
        RecoveryCode(staff_id=staff_id, code_hash=_digest(staff_id, code), created_at=now) for code in codes
    )
    session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def spend(session: Session, staff_id: str, typed: str) -> bool:
    """Whether this was a code that nobody had used; from now on somebody has. Two at once: one is told yes."""
    code = "".join(typed.split()).replace("-", "").lower()
    unused = update(RecoveryCode).where(
        RecoveryCode.staff_id == staff_id,
        RecoveryCode.code_hash == _digest(staff_id, code),
        RecoveryCode.used_at.is_(None),
    )
    return session.execute(unused.values(used_at=clock.now())).rowcount == 1


def _digest(staff_id: str, code: str) -> bytes:
    """Keyed, because the codes are short: a stolen database alone is no place to try them all."""
    return tokens.derive(derived_key("recovery"), staff_id, code)
