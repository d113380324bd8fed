"""What panellists hand in, for those who may read it: the one blueprint of these pages."""

from flask import Blueprint

bp = Blueprint("briefing", __name__)
