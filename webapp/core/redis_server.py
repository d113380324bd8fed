"""Redis, where REDIS_URL names one: clients that never wait for long, and names that no other installation uses."""

import logging
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import RedisError
from redis.retry import Retry

from webapp import config
from webapp.core import tokens

CONNECT_SECONDS = 0.25
ANSWER_SECONDS = 0.25
IDLE_SECONDS = 15  # after which a connection is tried before it is used
NONCE_BYTES = 12  # as AES-GCM takes them

# What a Redis that is down, slow, refusing, full or still loading makes of a command.
FAILURES = (RedisError, OSError)


def client(url: str, retries: int = 1) -> Redis:
    """A client of the Redis at `url`. It connects with its first command; none takes longer than about a second.

    `retries` is for connections that a Redis which was started anew has closed: what was not answered in time is
    not sent again, because it may have been done.
    """
    return Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        socket_keepalive=True,
        health_check_interval=IDLE_SECONDS,
        retry=Retry(NoBackoff(), retries, supported_errors=(ConnectionLost,)),
    )


def name(what: str) -> str:
    """The key or channel for `what`. It begins with a mark of this installation, of which all of its processes share
    the SECRET_KEY and the BASE_URL; whoever reads the mark learns neither."""
    return f"upr-{mark('installation', config.current().base_url)[:16]}:{what}"


def mark(*parts: str) -> str:
    """Stands for `parts` (64 hexadecimal digits) where they must not be read, nor be found by trying."""
    return _key(*parts).hex()


def seal(message: bytes) -> bytes:
    """`message` as only a process of this installation can read it, or could have written it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_key("seal")).encrypt(nonce, message, None)


def unseal(sealed: bytes) -> bytes | None:
    """What was sealed; None for what was not sealed here."""
    try:
        return AESGCM(_key("seal")).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except (InvalidTag, ValueError):  # ValueError: too short to be anything
        return None


def _key(*parts: str) -> bytes:
    return tokens.derive(config.current().secret_key.encode(), "redis", *parts)


class Outage:
    """Logs once that Redis cannot be had, and once that it can again. Its address is not named: it may hold a
    password."""

    def __init__(self, log: logging.Logger, meanwhile: str) -> None:
        self._log, self._meanwhile = log, meanwhile
        self.lasts = False

    def has_begun(self, failure: Exception) -> None:
        if not self.lasts:
            self.lasts = True
            self._log.warning("Redis cannot be had (%s): %s", type(failure).__name__, self._meanwhile)

    def is_over(self) -> None:
        if self.lasts:
            self.lasts = False
            self._log.warning("Redis can be had again")
