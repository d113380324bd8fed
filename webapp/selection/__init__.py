"""Decisions on applications: prepared in silence, released at once, confirmed by those who will speak."""
