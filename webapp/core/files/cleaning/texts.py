"""Small questions about texts that several kinds of files ask."""

import re

_PATH = re.compile(
    r"^[A-Za-z]:[\\/]|^[\\/]|\\|/(?:home|Users)/|\.(?:jpe?g|png|gif|tiff?|bmp|heic|webp)$", re.IGNORECASE
)


def listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


def is_path(text: str) -> bool:
    """Whether it looks like where a file lay, as programs write it where a picture has no description."""
    return bool(_PATH.search(text.strip()))
