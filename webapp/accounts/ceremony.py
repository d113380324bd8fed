"""The challenge that a browser's passkey is to answer, kept in its own signed cookie for five minutes."""

from datetime import UTC, datetime

from flask import session

from webapp.accounts import passkeys
from webapp.accounts.passkeys import BadPasskey
from webapp.core import clock

KEY = "challenge"
SIGN_IN = "sign-in"


def begin(purpose: str) -> bytes:
    """A new challenge, in place of the one that may be pending."""
    challenge = passkeys.new_challenge()
    session[KEY] = [purpose, challenge.hex(), int((clock.now() + passkeys.CHALLENGE).timestamp())]
    return challenge


def finish(purpose: str) -> bytes:
    """The pending challenge, which then is pending no more. Raises BadPasskey if it ran out or was for something else.

    That it is not used twice, by a copy of the cookie, is for the database to say.
    """
    asked, challenge, until = session.pop(KEY, ("", "", 0))
    if asked != purpose or clock.now() >= datetime.fromtimestamp(until, UTC):
        raise BadPasskey
    return bytes.fromhex(challenge)
