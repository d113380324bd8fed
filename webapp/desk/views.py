"""Gathers the views of the desk, a module for each of its pages."""

from webapp.desk import (
    applications,
    badges,
    builder,
    criteria,
    decisions,
    home,
    late_links,
    missions,
    panels,
    people,
    readers,
    review,
    settings,
)
from webapp.desk.blueprint import bp

__all__ = [
    "applications",
    "badges",
    "bp",
    "builder",
    "criteria",
    "decisions",
    "home",
    "late_links",
    "missions",
    "panels",
    "people",
    "readers",
    "review",
    "settings",
]
