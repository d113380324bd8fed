"""Gathers the views of the doors, a module for each of those who use them."""

from webapp.checkin import answering, choosing, stewards, wire
from webapp.checkin.blueprint import bp

__all__ = ["answering", "bp", "choosing", "stewards", "wire"]
