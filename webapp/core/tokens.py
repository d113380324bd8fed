"""Secret tokens: made here, handed out once, kept only as hashes."""

import hashlib
import hmac
import secrets


def mint() -> str:
    """A new token of 192 random bits, 32 characters fit for an address."""
    return secrets.token_urlsafe(24)


def digest(token: str) -> bytes:
    """What the database keeps of a token. A plain hash is enough: the token is long and random, not a password."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def derive(key: bytes, *parts: str) -> bytes:
    """32 bytes that only a holder of `key` can make from `parts`."""
    return hmac.digest(key, "\x1f".join(parts).encode(), "sha256")
