"""Gathers the views of the call and of applications, a module for each part of an applicant's way."""

from webapp.applications import call, files, form, lost_link, own_application
from webapp.applications.blueprint import bp

__all__ = ["bp", "call", "files", "form", "lost_link", "own_application"]
