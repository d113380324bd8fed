"""Gathers the views of staff sign-in."""

from webapp.accounts import entrance, own_sign_in
from webapp.accounts.blueprint import bp

__all__ = ["bp", "entrance", "own_sign_in"]
