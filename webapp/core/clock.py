"""The one clock. Everything that asks what time it is asks here."""

from datetime import UTC, datetime

_fixed: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed or datetime.now(UTC)


def set_for_tests(instant: datetime | None) -> None:
    """Stops the clock of this process at `instant` (aware), or lets it run again. There is no public setting for it."""
    global _fixed
    _fixed = instant.astimezone(UTC) if instant else None
