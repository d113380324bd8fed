"""Gathers the views of this feature; its jobs are known once it is imported."""

from webapp.safety import asking, own_line
from webapp.safety.blueprint import bp

__all__ = ["asking", "bp", "own_line"]
