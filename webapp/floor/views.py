"""Gathers the views of the floor, a module for each audience."""

from webapp.floor import hall, moderation, phone
from webapp.floor.blueprint import bp

__all__ = ["bp", "hall", "moderation", "phone"]
