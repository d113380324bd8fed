"""A panellist's own pages, for whoever holds the application or the pass: the one blueprint of these pages."""

from flask import Blueprint

bp = Blueprint("panellists", __name__)
