"""Gathers the views of delegations, a module for each part of a focal point's way."""

from webapp.delegations import lost_link, own_delegation, registration
from webapp.delegations.blueprint import bp

__all__ = ["bp", "lost_link", "own_delegation", "registration"]
