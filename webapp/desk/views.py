"""Gathers the views of the desk, a module for each of its pages."""

from webapp.desk import badges, home, missions, panels, people, settings
from webapp.desk.blueprint import bp

__all__ = ["badges", "bp", "home", "missions", "panels", "people", "settings"]
