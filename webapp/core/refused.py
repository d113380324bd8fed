"""Refusals: the acts that the rules do not allow, each with a sentence for the person who tried."""


class Refused(Exception):
    """The act is against the rules. `message` (lazy text) tells the person why and what to do; nothing was changed."""

    status = 422

    def __init__(self, message: object):
        super().__init__(message)
        self.message = message


class Stale(Refused):
    """Somebody else was quicker: the page showed what is no longer so. Answered with 409 and a fresh view."""

    status = 409


class TooOften(Refused):
    """The act is allowed, but not this often."""

    status = 429


class NotThere(Exception):
    """The thing does not exist, or the person may not know that it does: both answer 404."""
