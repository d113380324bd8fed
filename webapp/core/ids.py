"""Random identifiers for what has an address of its own."""

import secrets

LENGTH = 20


def new_id() -> str:
    """80 random bits as 20 lower-case hexadecimal digits: says nothing of order or number. Not a secret."""
    return secrets.token_hex(LENGTH // 2)
