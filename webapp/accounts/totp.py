"""The codes of authenticator apps (TOTP, RFC 6238: six digits, SHA-1, 30 seconds), and how their secrets are kept."""

import hmac
import io
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import qrcode
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask_babel import lazy_gettext as _
from qrcode.image.svg import SvgPathImage

from webapp import config
from webapp.core import tokens
from webapp.core.refused import Refused

ISSUER = "UPR Pre-sessions"
DIGITS = 6
SECRET_BYTES = 20  # as long as the hash, as the RFC asks
STEP = timedelta(seconds=30)
WINDOW = 1  # steps before and after this one whose codes are taken
SEARCHED = timedelta(hours=12) // STEP
NONCE_BYTES = 12


class Unreadable(Refused):
    """The secrets were sealed under another SECRET_KEY."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "A key of this installation was changed, so the codes of apps no longer work here. Sign in with a"
                " passkey, or ask the operator for a new invitation."
            )
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a code was: right for `step`; or right and used before; or wrong, and perhaps right by a clock that is
    `off` (slow if negative)."""

    step: int | None = None
    used: bool = False
    off: timedelta | None = None


def step_at(instant: datetime) -> int:
    return int(instant.timestamp()) // int(STEP.total_seconds())


def check(secret: bytes, code: str, now: datetime, *, after: int = -1) -> Answer:
    """Judges a code of six digits; a step up to `after` has been used."""
    current, app = step_at(now), _app(secret)
    right = [step for step in range(current - WINDOW, current + WINDOW + 1) if _shows(app, step, code)]
    fresh = [step for step in right if step > after]
    if right:
        return Answer(step=fresh[0]) if fresh else Answer(used=True)
    return Answer()


def explained(answer: Answer, secret: bytes, code: str, now: datetime, *, shown: bool = False) -> Answer:
    """A wrong answer with the clock that would have made it right, if there is one. `shown`: the one who types sees
    the secret.

    To whoever does not, nothing is told about codes that are still to come: a guess that meets one of the 1,440 of the
    next twelve hours could then be kept until it is right. What is past never becomes right again. It tries up to
    2,880 codes, some 30 ms: never inside a transaction.
    """
    if answer.step is not None or answer.used:
        return answer
    current, app = step_at(now), _app(secret)
    for distance in range(WINDOW + 1, SEARCHED + 1):
        if _shows(app, current - distance, code):
            return Answer(off=-distance * STEP)
        if shown and _shows(app, current + distance, code):
            return Answer(off=distance * STEP)
    return answer


def _app(secret: bytes) -> pyotp.TOTP:
    return pyotp.TOTP(text_of(secret), digits=DIGITS)


def _shows(app: pyotp.TOTP, step: int, code: str) -> bool:
    return hmac.compare_digest(app.generate_otp(max(step, 0)).encode(), code.encode())


def text_of(secret: bytes) -> str:
    """A secret as apps take it: 32 letters and digits."""
    return b32encode(secret).decode()


def new_seed() -> str:
    """What a browser's cookie keeps while an app is being set up: SECRET_KEY makes the secret of it."""
    return secrets.token_hex(SECRET_BYTES)


def secret_from(seed: str, staff_id: str) -> bytes:
    return tokens.derive(derived_key("set-up"), staff_id, seed)[:SECRET_BYTES]


def picture(secret: bytes, account: str) -> bytes:
    """The QR code that an app scans, as SVG."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=2, image_factory=SvgPathImage)
    code.add_data(_app(secret).provisioning_uri(name=account, issuer_name=ISSUER))
    drawn = io.BytesIO()
    code.make_image().save(drawn)
    return drawn.getvalue()


def seal(secret: bytes, staff_id: str) -> bytes:
    """A secret as the database keeps it: of no use without SECRET_KEY, nor in the row of anybody else."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(derived_key("secret")).encrypt(nonce, secret, staff_id.encode())


def unseal(sealed: bytes, staff_id: str) -> bytes:
    """Raises Unreadable."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(derived_key("secret")).decrypt(nonce, rest, staff_id.encode())
    except InvalidTag:
        raise Unreadable from None


def derived_key(use: str) -> bytes:
    """A key of its own for each use, made from SECRET_KEY."""
    info = f"upr pre-sessions second factor {use} 1".encode()
    return HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(config.current().secret_key.encode())
