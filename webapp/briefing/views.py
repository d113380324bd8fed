"""Gathers the views of this feature, a module for each part of the way."""

from webapp.briefing import documents, erasing, reminders
from webapp.briefing.blueprint import bp

__all__ = ["bp", "documents", "erasing", "reminders"]
