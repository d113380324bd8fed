"""The code that a pass shows: how it is made, written, and read back."""

import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp import config
from webapp.core import tokens

# A hand scanner types what it reads. These letters lie on the same keys of 37 of the 38 keyboard layouts that we tried;
# AZERTY and QWERTZ move digits, hyphens, A, Q, W, Z, M and Y.
ALPHABET = "BCDFGHJKLNPRSTVX"
CODE_BYTES = 16
CODE_LETTERS = 2 * CODE_BYTES
SHORT_LETTERS = 8

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_PURPOSE = b"upr pre-sessions door 1"


def code_of(pass_id: str, issue: int) -> str:
    """The 32 letters in the QR of one issue of one pass: 128 bits that only a holder of PASS_KEY can make."""
    return _written(tokens.derive(config.current().pass_key, "pass", pass_id, str(issue))[:CODE_BYTES])


def _written(raw: bytes) -> str:
    return "".join(ALPHABET[byte >> 4] + ALPHABET[byte & 15] for byte in raw)


def code_id(code: str) -> bytes:
    """The 16 bytes under which the database (and a door's roster) knows a code. They do not lead back to it."""
    raw = bytes(_VALUE[high] << 4 | _VALUE[low] for high, low in zip(code[::2], code[1::2], strict=True))
    return HKDF(hashes.SHA256(), length=CODE_BYTES, salt=None, info=_PURPOSE).derive(raw)


def new_short_code() -> str:
    """Eight letters to type where nothing can be scanned. Unique in an edition, online only, and limited in tries."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SHORT_LETTERS))


def read(text: str) -> str | None:
    """The code in what a device sent: 32 letters, or 8 of a short code, spaces and case ignored; else None."""
    letters = "".join(text.split())
    if len(letters) not in (CODE_LETTERS, SHORT_LETTERS) or not letters.isascii():
        return None
    letters = letters.upper()
    return letters if all(letter in _VALUE for letter in letters) else None


def typed(text: str) -> str:
    """What a person or a hand scanner typed into a field: without hyphens, and without the prefix that some scanners
    put before the code."""
    letters = "".join(text.split()).replace("-", "")
    return letters[-CODE_LETTERS:]


def grouped(code: str) -> str:
    """A code as people read it aloud: in fours."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
