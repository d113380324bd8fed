"""Rate limits, by whatever names the one who asks: an account, a link, an address, a device."""

from flask_babel import lazy_gettext as _
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from webapp.core.refused import TooOften

_limiter = MovingWindowRateLimiter(MemoryStorage())


def take(limit: str, act: str, *who: str) -> None:
    """Counts one `act` by `who` against `limit`, such as "5 per minute". Raises TooOften once it is used up."""
    if not allows(limit, act, *who):
        raise TooOften(_("That was tried too often in a short time. Wait a few minutes, then try again."))


def allows(limit: str, act: str, *who: str) -> bool:
    """As `take`, for what may be left undone without a word."""
    return _limiter.hit(parse(limit), act, *who)


def forget_all() -> None:
    """Starts counting anew. For tests."""
    _limiter.storage.reset()
