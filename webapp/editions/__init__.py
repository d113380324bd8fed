"""Editions and their country sessions: what one Pre-sessions week is, and when."""
