"""Random identifiers for what has an address of its own."""

import secrets

LENGTH = 20


def new_browser_id() -> str:
    """160 random bits: the name under which a browser's grants are kept. It is a secret of that browser's cookie."""
    return secrets.token_hex(20)


def new_id() -> str:
    """80 random bits as 20 lower-case hexadecimal digits: says nothing of order or number. Not a secret."""
    return secrets.token_hex(LENGTH // 2)
