"""Codes from the desk: ten letters by which a phone that did not open the pass's link joins all the same.

A code is read aloud or written on a slip, opens once, and dies after ten minutes. It stands for a link of that pass,
whose token is derived from it under PASS_KEY: what the database keeps cannot be turned back into it by trying.
"""

import secrets
from datetime import timedelta

from webapp import config
from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.core import audit, clock, tokens
from webapp.core.refused import NotThere
from webapp.core.transaction import transaction
from webapp.participants import codes
from webapp.participants.models import Pass, PassStatus

LIFETIME = timedelta(minutes=10)
HELD = timedelta(hours=12)  # it may be somebody else's phone tomorrow
LETTERS = 10  # forty random bits: whoever tries them all day finds none of those that live for ten minutes


def make(pass_id: str, *, by: str) -> str:
    """A new code for a pass. Raises NotThere for one that is not valid."""
    code = "".join(secrets.choice(codes.ALPHABET) for _ in range(LETTERS))
    with transaction() as session:
        held = session.get(Pass, pass_id, with_for_update=True)
        if held is None or held.status != PassStatus.ISSUED:
            raise NotThere
        links.mint(
            session,
            GrantKind.PASS,
            pass_id,
            until=clock.now() + LIFETIME,
            grants_until=min(clock.now() + HELD, held.participant.edition.closes_at),
            spent_by_use=True,
            token=token_of(code),
        )
        audit.record(session, "make-desk-code", "pass", pass_id, by=by)
    return code


def token_of(typed: str) -> str:
    """The token of the link that a typed code stands for. Spaces, hyphens and case do not count."""
    letters = codes.typed(typed).upper()
    return tokens.derive(config.current().pass_key, "desk code", letters).hex()
