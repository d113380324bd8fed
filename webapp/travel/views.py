"""Gathers the views of this feature, a module for each part of the way."""

from webapp.travel import own_grant, own_journey, own_receipts
from webapp.travel.blueprint import bp

__all__ = ["bp", "own_grant", "own_journey", "own_receipts"]
