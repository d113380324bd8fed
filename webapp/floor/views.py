"""Gathers the views of the floor, a module for each audience."""

from webapp.floor import hall, join, moderation, phone, podium, sitting_controls, wording
from webapp.floor.blueprint import bp

__all__ = ["bp", "hall", "join", "moderation", "phone", "podium", "sitting_controls", "wording"]
