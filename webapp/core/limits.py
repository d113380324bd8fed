"""Rate limits, by whatever names the one who asks: an account, a link, an address, a device."""

import logging
import time
from functools import cache

from flask_babel import lazy_gettext as _
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from webapp.core import redis_server
from webapp.core.refused import TooOften

PAUSE = 5  # seconds between two tries of a Redis that cannot be had

log = logging.getLogger(__name__)

_parsed = cache(parse)


def take(limit: str, act: str, *who: str) -> None:
    """Counts one `act` by `who` against `limit`, such as "5 per minute". Raises TooOften once it is used up."""
    if not allows(limit, act, *who):
        raise TooOften(_("That was tried too often in a short time. Wait a few minutes, then try again."))


def allows(limit: str, act: str, *who: str) -> bool:
    """As `take`, for what may be left undone without a word."""
    item, whose = _parsed(limit), redis_server.mark("limit", *who)
    everywhere = _everywhere.hit(item, act, whose) if _everywhere else None
    if everywhere is False:
        return False
    # Also where Redis said yes: if it goes away, what this process has let pass counts on.
    here = _here.hit(item, act, whose)
    return here if everywhere is None else True


def use(redis_url: str | None) -> None:
    """Counts in that Redis, for all processes together, or in this process alone. `create_app` calls it once."""
    global _everywhere
    if _everywhere:
        _everywhere.close()
    _everywhere = _Shared(redis_url) if redis_url else None


def forget_all() -> None:
    """Starts counting anew in this process. For tests."""
    _here.storage.reset()


class _Shared:
    """The count of all processes together, while Redis can be had."""

    def __init__(self, url: str) -> None:
        self._pool = redis_server.client(url).connection_pool
        storage = RedisStorage(url, connection_pool=self._pool, key_prefix=redis_server.name("limits"))
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._outage = redis_server.Outage(log, "rate limits are counted by each process for itself")
        self._next_try = 0.0

    def hit(self, item: RateLimitItem, *key: str) -> bool | None:
        """Whether one more is allowed; None where Redis does not say."""
        now = time.monotonic()
        if now < self._next_try:
            return None
        if self._outage.lasts:
            self._next_try = now + PAUSE  # one request tries, and no other waits meanwhile
        try:
            allowed = self._limiter.hit(item, *key)
        except redis_server.FAILURES as failure:
            self._next_try = now + PAUSE
            self._outage.has_begun(failure)
            return None
        self._next_try = 0.0
        self._outage.is_over()
        return allowed

    def close(self) -> None:
        self._pool.disconnect()


# Two counters each, whoever asks how often: a list of every instant would be gone through with each request.
_here = SlidingWindowCounterRateLimiter(MemoryStorage())
_everywhere: _Shared | None = None
