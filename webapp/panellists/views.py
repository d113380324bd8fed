"""Gathers the views of this feature, a module for each part of the way."""

from webapp.panellists import (
    factsheet,
    files,
    own_place,
    prevention,
    proposals,
    readers,
    statement_text,
    substitution,
    video,
)
from webapp.panellists.blueprint import bp

__all__ = [
    "bp",
    "factsheet",
    "files",
    "own_place",
    "prevention",
    "proposals",
    "readers",
    "statement_text",
    "substitution",
    "video",
]
